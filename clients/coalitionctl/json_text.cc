#include "clients/coalitionctl/json_text.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace coalition::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TypeResolver;

constexpr char kTypeUrlPrefix[] = "type.googleapis.com";

// Finds the linked types, and for those of google.rpc their namesakes in coalition.v1, which have
// the same wire format.
class LinkedTypes : public TypeResolver {
 public:
  LinkedTypes()
      : pool_(google::protobuf::util::NewTypeResolverForDescriptorPool(
            kTypeUrlPrefix, google::protobuf::DescriptorPool::generated_pool())) {}

  google::protobuf::util::Status ResolveMessageType(const std::string& type_url,
                                                    google::protobuf::Type* type) override {
    return pool_->ResolveMessageType(
        absl::StrReplaceAll(type_url, {{"/google.rpc.", "/coalition.v1."}}), type);
  }

  google::protobuf::util::Status ResolveEnumType(const std::string& type_url,
                                                 google::protobuf::Enum* type) override {
    return pool_->ResolveEnumType(type_url, type);
  }

 private:
  std::unique_ptr<TypeResolver> pool_;
};

absl::StatusOr<std::string> Print(const Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  LinkedTypes types;
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      &types, absl::StrCat(kTypeUrlPrefix, "/", message.GetDescriptor()->full_name()),
      message.SerializeAsString(), &json, options);
  if (!status.ok()) return absl::InternalError(status.ToString());
  return json;
}

}  // namespace

absl::StatusOr<std::string> ToJson(const Message& message) {
  return Print(message, /*indented=*/true);
}

absl::StatusOr<std::string> ToJsonLine(const Message& message) {
  absl::StatusOr<std::string> json = Print(message, /*indented=*/false);
  if (json.ok()) *json += '\n';
  return json;
}

absl::Status MergeJson(absl::string_view json, Message* message) {
  const std::unique_ptr<Message> parsed(message->New());
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(json), parsed.get());
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not the JSON of a ", message->GetDescriptor()->name(), ": ",
                     std::string(status.message().data(), status.message().size())));
  }
  message->MergeFrom(*parsed);
  return absl::OkStatus();
}

absl::Status AppendJsonLines(absl::string_view lines, const FieldDescriptor& field,
                             Message* message) {
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const absl::Status status =
        MergeJson(line, message->GetReflection()->AddMessage(message, &field));
    if (!status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace coalition::ctl
