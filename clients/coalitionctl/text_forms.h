// The messages that have a one-word text form, used alike in flags and in tables.
//
//   message      typed                                shown
//   Money        GBP:12.50                            12.50 GBP
//   Ratio        2:3                                  2:3
//   Timestamp    2026-11-21T10:00:00Z, or an offset   the same, in UTC
//   Identifier   [partner/]kind:value                 the same
//   MemberRef    a member id, or an Identifier's form the same
//
// An Identifier's value is all that follows the first colon, and may hold colons and slashes.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace coalition::ctl {

struct TextForm {
  const google::protobuf::Descriptor* type;
  // For help: what to type.
  const char* placeholder;
  // Whether the fields are worth flags of their own.
  bool has_field_flags;
  bool is_number;
  // Replaces the message, which is of `type`. INVALID_ARGUMENT when the text has another form.
  absl::Status (*parse)(absl::string_view text, google::protobuf::Message* message);
  std::string (*format)(const google::protobuf::Message& message);
};

// The form of `type`, or null when it has none.
const TextForm* TextFormOf(const google::protobuf::Descriptor* type);

}  // namespace coalition::ctl
