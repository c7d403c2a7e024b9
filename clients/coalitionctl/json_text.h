// Messages as JSON, with the field names of the protos.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace coalition::ctl {

// Indented, fields at their default included. Error details, which name google.rpc types, come out
// in full. INTERNAL when the message holds an Any of a type that is not linked.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);
// The same on one line; ends with a newline.
absl::StatusOr<std::string> ToJsonLine(const google::protobuf::Message& message);

// Merges into `message`: fields that the text does not name keep their value, repeated ones grow.
// INVALID_ARGUMENT for malformed text and for fields that the message does not have.
absl::Status MergeJson(absl::string_view json, google::protobuf::Message* message);

// Appends one message to the repeated message field for each line that is not blank, in order.
// Errors name the line, counted from 1. The lines before it stay appended.
absl::Status AppendJsonLines(absl::string_view lines,
                             const google::protobuf::FieldDescriptor& field,
                             google::protobuf::Message* message);

}  // namespace coalition::ctl
