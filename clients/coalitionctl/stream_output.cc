#include "clients/coalitionctl/stream_output.h"

#include "absl/status/statusor.h"

#include "clients/coalitionctl/json_text.h"
#include "clients/coalitionctl/presentation.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The only field of a message that is nothing but bytes; otherwise null.
const FieldDescriptor* ChunkField(const Descriptor& type) {
  const bool is_chunk = type.field_count() == 1 && !type.field(0)->is_repeated() &&
                        type.field(0)->type() == FieldDescriptor::TYPE_BYTES;
  return is_chunk ? type.field(0) : nullptr;
}

std::string ResumeTokenOf(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("resume_token");
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? message.GetReflection()->GetString(message, field) : "";
}

}  // namespace

bool StreamOutput::Print(const Message& message) {
  if (json_) {
    const absl::StatusOr<std::string> json = ToJsonLine(message);
    if (!json.ok()) return false;
    out_ << *json;
  } else if (const FieldDescriptor* chunk = ChunkField(*message.GetDescriptor())) {
    out_ << message.GetReflection()->GetString(message, chunk);
  } else {
    out_ << (is_first_ ? "" : "\n") << Present(message);
  }
  is_first_ = false;
  if (!out_.flush()) return false;
  resume_token_ = ResumeTokenOf(message);
  return true;
}

}  // namespace coalition::ctl
