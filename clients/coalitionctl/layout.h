// What the generic rules of render.h cannot know: which fields say something when they are zero or
// empty, and which columns make a row of a wide message readable.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace coalition::ctl {

// Whether the field is shown at its default value too.
bool ShownAtDefault(const google::protobuf::FieldDescriptor& field);

// What stands for the field's default value: `(network)` for an absent payer. Empty: its usual
// text.
std::string TextAtDefault(const google::protobuf::FieldDescriptor& field);

// The fields that a table of `type` shows, by dotted name and in order; empty: all.
std::vector<std::string> ColumnsOf(const google::protobuf::Descriptor& type);

}  // namespace coalition::ctl
