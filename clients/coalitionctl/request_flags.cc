#include "clients/coalitionctl/request_flags.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "clients/coalitionctl/json_text.h"
#include "clients/coalitionctl/methods.h"
#include "clients/coalitionctl/text_forms.h"
#include "clients/coalitionctl/value_text.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using Form = RequestFlag::Form;
using Path = std::vector<const FieldDescriptor*>;

// Deeper fields, and those of a message inside itself, are given in JSON.
constexpr size_t kDepthMax = 6;
constexpr absl::string_view kMicrosSuffix = "_micros";

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

std::string NameOf(const Path& path) {
  return absl::StrJoin(path, ".", [](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, KebabCase(field->name()));
  });
}

bool HasFlagsOfItsOwn(const FieldDescriptor& field, const Path& path) {
  if (!IsMessage(field) || field.is_repeated() || path.size() >= kDepthMax) return false;
  const bool nested = std::any_of(path.begin(), path.end(), [&](const FieldDescriptor* outer) {
    return outer->containing_type() == field.message_type();
  });
  const TextForm* form = TextFormOf(field.message_type());
  return !nested && (form == nullptr || form->has_field_flags);
}

// `amount` for an int64 `amount_micros`, unless a field of that name exists.
bool HasUnitsFlag(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_INT64 || field.is_repeated()) return false;
  if (!absl::EndsWith(field.name(), kMicrosSuffix)) return false;
  const std::string units(absl::StripSuffix(field.name(), kMicrosSuffix));
  return field.containing_type()->FindFieldByName(units) == nullptr;
}

void AppendFlags(const Descriptor& type, const Path& outer, std::vector<RequestFlag>* flags) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    Path path = outer;
    path.push_back(&field);
    const std::string name = NameOf(path);
    flags->push_back({name, path, Form::kValue});
    if (HasUnitsFlag(field)) {
      flags->push_back({std::string(absl::StripSuffix(name, "-micros")), path, Form::kUnits});
    }
    if (IsMessage(field) && field.is_repeated() && !field.is_map()) {
      flags->push_back({absl::StrCat(name, "-file"), path, Form::kJsonLines});
    }
    if (HasFlagsOfItsOwn(field, path)) AppendFlags(*field.message_type(), path, flags);
  }
}

std::string EnumChoices(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) names.push_back(ShortEnumName(*type.value(i)));
  return absl::StrJoin(names, "|");
}

absl::Status SetMessage(const std::string& text, const FieldDescriptor& field, Message* parent) {
  const google::protobuf::Reflection& reflection = *parent->GetReflection();
  Message* target = field.is_repeated() ? reflection.AddMessage(parent, &field)
                                        : reflection.MutableMessage(parent, &field);
  const TextForm* form = TextFormOf(field.message_type());
  if (form != nullptr && !absl::StartsWith(text, "{")) return form->parse(text, target);
  if (!field.is_repeated()) target->Clear();
  return MergeJson(text, target);
}

absl::Status SetUnits(const std::string& text, const FieldDescriptor& field, Message* parent) {
  const absl::StatusOr<int64_t> micros = ParseMicros(text);
  if (!micros.ok()) return micros.status();
  parent->GetReflection()->SetInt64(parent, &field, *micros);
  return absl::OkStatus();
}

absl::Status SetField(const GivenFlag& given, Message* parent) {
  const FieldDescriptor& field = given.flag.field();
  if (given.flag.form == Form::kJsonLines) return AppendJsonLines(given.text, field, parent);
  if (given.flag.form == Form::kUnits) return SetUnits(given.text, field, parent);
  if (field.is_map()) {
    return MergeJson(absl::StrCat("{\"", field.name(), "\":", given.text, "}"), parent);
  }
  return IsMessage(field) ? SetMessage(given.text, field, parent)
                          : SetScalar(given.text, field, parent);
}

Message* ParentOf(const Path& path, Message* request) {
  Message* parent = request;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    parent = parent->GetReflection()->MutableMessage(parent, path[i]);
  }
  return parent;
}

absl::Status BothGiven(const std::string& one, const std::string& other) {
  if (one == other) return absl::InvalidArgumentError(absl::StrCat("--", one, " is given twice"));
  return absl::InvalidArgumentError(
      absl::StrCat("--", one, " and --", other, " exclude each other"));
}

// Which flag already decided a singular field or a oneof, by the path to it.
class Choices {
 public:
  absl::Status Add(const RequestFlag& flag) {
    for (size_t length = 1; length <= flag.path.size(); ++length) {
      const Path prefix(flag.path.begin(), flag.path.begin() + static_cast<ptrdiff_t>(length));
      const absl::Status status = AddOneof(flag, prefix);
      if (!status.ok()) return status;
    }
    if (flag.field().is_repeated()) return absl::OkStatus();
    const auto [earlier, is_new] = fields_.emplace(flag.path, flag.name);
    return is_new ? absl::OkStatus() : BothGiven(earlier->second, flag.name);
  }

 private:
  struct Chosen {
    const FieldDescriptor* field;
    std::string flag_name;
  };

  absl::Status AddOneof(const RequestFlag& flag, const Path& prefix) {
    const OneofDescriptor* oneof = prefix.back()->real_containing_oneof();
    if (oneof == nullptr) return absl::OkStatus();
    const Path outer(prefix.begin(), prefix.end() - 1);
    const auto [chosen, is_new] =
        oneofs_.emplace(std::pair(outer, oneof), Chosen{prefix.back(), flag.name});
    if (is_new || chosen->second.field == prefix.back()) return absl::OkStatus();
    return BothGiven(chosen->second.flag_name, flag.name);
  }

  std::map<Path, std::string> fields_;
  std::map<std::pair<Path, const OneofDescriptor*>, Chosen> oneofs_;
};

}  // namespace

bool RequestFlag::is_bool() const {
  return field().cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field().is_repeated();
}

std::vector<RequestFlag> RequestFlagsOf(const Descriptor& request) {
  std::vector<RequestFlag> flags;
  AppendFlags(request, {}, &flags);
  return flags;
}

std::string PlaceholderOf(const RequestFlag& flag) {
  if (flag.form == Form::kJsonLines) return "FILE|-";
  if (flag.form == Form::kUnits) return "12.50";
  switch (flag.field().cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const TextForm* form = TextFormOf(flag.field().message_type());
      return form == nullptr ? "JSON" : form->placeholder;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumChoices(*flag.field().enum_type());
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true|false";
    case FieldDescriptor::CPPTYPE_STRING:
      return "TEXT";
    default:
      return "N";
  }
}

absl::Status ApplyFlags(const std::vector<GivenFlag>& given, Message* request) {
  Choices choices;
  for (const GivenFlag& one : given) {
    absl::Status status = choices.Add(one.flag);
    if (!status.ok()) return status;
    status = SetField(one, ParentOf(one.flag.path, request));
    if (!status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--", one.flag.name, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace coalition::ctl
