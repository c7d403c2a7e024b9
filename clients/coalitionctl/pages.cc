#include "clients/coalitionctl/pages.h"

#include <algorithm>
#include <memory>
#include <string>

namespace coalition::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The largest page that the protos allow.
constexpr int64_t kPageRowsMax = 1000;

const FieldDescriptor* StringField(const Descriptor& type, const char* name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? field : nullptr;
}

const FieldDescriptor* PageSizeField(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("page_size");
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  return fits ? field : nullptr;
}

// The only repeated message field, or null.
const FieldDescriptor* RowsField(const Descriptor& type) {
  const FieldDescriptor* rows = nullptr;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!field->is_repeated() || field->message_type() == nullptr) continue;
    if (rows != nullptr) return nullptr;
    rows = field;
  }
  return rows;
}

void SetText(Message* message, const char* name, const std::string& text) {
  message->GetReflection()->SetString(message, StringField(*message->GetDescriptor(), name), text);
}

void FillPageSize(int64_t rows_max, Message* request) {
  const google::protobuf::Reflection& reflection = *request->GetReflection();
  const FieldDescriptor* page_size = PageSizeField(*request->GetDescriptor());
  if (reflection.GetInt32(*request, page_size) != 0) return;
  reflection.SetInt32(request, page_size, static_cast<int32_t>(std::min(rows_max, kPageRowsMax)));
}

}  // namespace

bool IsPaged(const google::protobuf::MethodDescriptor& method) {
  return StringField(*method.input_type(), "page_token") != nullptr &&
         PageSizeField(*method.input_type()) != nullptr &&
         StringField(*method.output_type(), "next_page_token") != nullptr &&
         RowsField(*method.output_type()) != nullptr;
}

std::string NextPageTokenOf(const Message& response) {
  const FieldDescriptor* token = StringField(*response.GetDescriptor(), "next_page_token");
  return token == nullptr ? "" : response.GetReflection()->GetString(response, token);
}

grpc::Status CallAllPages(const PageCall& call, int64_t rows_max, Message* request,
                          Message* response) {
  const FieldDescriptor* rows = RowsField(*response->GetDescriptor());
  const google::protobuf::Reflection& reflection = *response->GetReflection();
  FillPageSize(rows_max, request);
  std::string token;
  do {
    const std::unique_ptr<Message> page(response->New());
    const grpc::Status status = call(*request, page.get());
    if (!status.ok()) return status;
    const std::string next = NextPageTokenOf(*page);
    if (!next.empty() && next == token) {
      return {grpc::StatusCode::INTERNAL, "the server answered the same page token twice"};
    }
    token = next;
    response->MergeFrom(*page);
    SetText(response, "next_page_token", token);
    SetText(request, "page_token", token);
  } while (!token.empty() && reflection.FieldSize(*response, rows) < rows_max);
  return grpc::Status::OK;
}

}  // namespace coalition::ctl
