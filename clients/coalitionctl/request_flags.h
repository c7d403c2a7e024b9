// The flags of a command: what its request message calls for, found by reflection.
//
// A flag is named by the path to a field, in kebab case with dots: `--member.identifier.kind`.
// Each scalar field that is not inside a repeated one has a flag; a repeated field has one flag
// that may be given again and again. A message field takes its text form (text_forms.h) or, like
// every message, JSON text; messages without a text form have flags for their own fields too.
// Besides, `--F-file` takes JSON lines for each repeated message field F, and an int64 `F_micros`
// has a flag `--F` in units: `--terms.issue-price 10.50`.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace coalition::ctl {

struct RequestFlag {
  enum class Form {
    // One value of the field.
    kValue,
    // Decimal units for a field in micros.
    kUnits,
    // JSON lines, one element of a repeated field each.
    kJsonLines,
  };

  // Without the dashes: `exchange-rate.earn`.
  std::string name;
  // From the request to the field that the flag sets. Never empty.
  std::vector<const google::protobuf::FieldDescriptor*> path;
  Form form = Form::kValue;

  const google::protobuf::FieldDescriptor& field() const { return *path.back(); }
  bool repeatable() const { return field().is_repeated() && form == Form::kValue; }
  bool is_bool() const;
};

// In the order of the protos, a message before its fields, so that flags applied in this order let
// the more particular one win.
std::vector<RequestFlag> RequestFlagsOf(const google::protobuf::Descriptor& request);

// What to type, for help: `GBP:12.50`, `JSON`, `carry|floor|half_even`.
std::string PlaceholderOf(const RequestFlag& flag);

// A flag as given. For kJsonLines `text` is what the file holds.
struct GivenFlag {
  RequestFlag flag;
  std::string text;
};

// Sets the fields in `request`, which may have some already; repeated fields grow.
// INVALID_ARGUMENT, naming the flag, for a text that is no value of its field, for a singular field
// given twice, and for two flags of one oneof.
absl::Status ApplyFlags(const std::vector<GivenFlag>& given, google::protobuf::Message* request);

}  // namespace coalition::ctl
