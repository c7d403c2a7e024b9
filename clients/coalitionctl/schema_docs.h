// The comments of the protos, which the linked descriptors have lost: the help texts come from
// them, so that the API reference is written once.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace coalition::ctl {

// The comment above a method or field, its lines joined; empty when it has none.
std::string CommentOf(const google::protobuf::MethodDescriptor& method);
std::string CommentOf(const google::protobuf::FieldDescriptor& field);

// The first sentence that says what a call does, without its full stop, and in parentheses whether
// it is for the operator only or not served yet.
std::string Summary(absl::string_view comment);

// The full names of all services of coalition.v1, whether they are linked or not.
std::vector<std::string> DocumentedServices();

}  // namespace coalition::ctl
