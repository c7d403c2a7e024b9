// Messages as text for people.
//
// A response is a block of `name  value` lines for its singular fields, nested ones by dotted
// names, and below it a table for each repeated message. The field numbered 1 of a response, when
// it is a message, is what the response is about, and its name is left out. A response that is one
// list is one table. What is at its default is left out unless layout.h says otherwise: lines, and
// columns that are blank in every row.
//
// `x_micros` is shown as `x` in units, and `x_minor_units` beside a `minor_unit_exponent` likewise,
// with the currency when a `currency_code` stands beside it.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/coalitionctl/table.h"

namespace coalition::ctl {

// Ends with a newline. `(none)` for an empty list, `ok` for a response with nothing to say.
std::string RenderResponse(const google::protobuf::Message& response);

// One row each, all of `type`.
Table TableOf(const std::vector<const google::protobuf::Message*>& rows,
              const google::protobuf::Descriptor& type);

// TableOf the elements of a repeated field.
template <typename RepeatedPtrField>
Table TableOf(const RepeatedPtrField& elements) {
  std::vector<const google::protobuf::Message*> rows;
  for (const auto& element : elements) rows.push_back(&element);
  return TableOf(rows, *RepeatedPtrField::value_type::descriptor());
}

}  // namespace coalition::ctl
