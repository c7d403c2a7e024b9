#include "tests/sdk/field_pairs.h"

#include <utility>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace coalition::sdk_test {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using MessagePtr = std::unique_ptr<Message>;

MessagePtr Copy(const Message& message) {
  MessagePtr copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

// `value` is 1 or 2: what a scalar field is set to, in the terms of its type. In a Timestamp it
// stands for microseconds, because finer parts are cut off.
void SetScalar(Message* message, const FieldDescriptor* field, int value) {
  const Reflection* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(
          message, field,
          field->full_name() == "google.protobuf.Timestamp.nanos" ? value * 1'000 : value);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(message, field, value);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(message, field, value == 1);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->SetEnumValue(message, field, value);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->SetString(message, field, std::to_string(value));
    default:
      ADD_FAILURE() << "no value for " << field->full_name();
  }
}

void Fill(Message* message);

void FillField(Message* message, const FieldDescriptor* field) {
  const Reflection* reflection = message->GetReflection();
  if (field->is_repeated()) return Fill(reflection->AddMessage(message, field));
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return Fill(reflection->MutableMessage(message, field));
  }
  SetScalar(message, field, 1);
}

void Fill(Message* message) {
  const Descriptor* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const auto* oneof = field->real_containing_oneof();
    if (oneof != nullptr && oneof->field(0) != field) continue;
    FillField(message, field);
  }
}

void SetMessage(Message* parent, const FieldDescriptor* field, const Message& value) {
  const Reflection* reflection = parent->GetReflection();
  if (field->is_repeated()) {
    reflection->ClearField(parent, field);
    reflection->AddMessage(parent, field)->CopyFrom(value);
    return;
  }
  reflection->MutableMessage(parent, field)->CopyFrom(value);
}

const Message& ValueOf(const Message& parent, const FieldDescriptor* field) {
  const Reflection* reflection = parent.GetReflection();
  return field->is_repeated() ? reflection->GetRepeatedMessage(parent, field, 0)
                              : reflection->GetMessage(parent, field);
}

// Pairs that differ in `field`, which is filled in `base`.
void AppendPairs(const Message& base, const FieldDescriptor* field, std::vector<FieldPair>* pairs) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    MessagePtr other = Copy(base);
    SetScalar(other.get(), field, 2);
    pairs->push_back({field->name(), Copy(base), std::move(other)});
  } else {
    std::vector<FieldPair> inner = FieldPairs(ValueOf(base, field));
    for (FieldPair& pair : inner) {
      MessagePtr one = Copy(base);
      SetMessage(one.get(), field, *pair.one);
      MessagePtr other = Copy(base);
      SetMessage(other.get(), field, *pair.other);
      pairs->push_back({field->name() + "." + pair.path, std::move(one), std::move(other)});
    }
    if (field->is_repeated()) {
      MessagePtr one = Copy(base);
      SetMessage(one.get(), field, *inner[0].one);
      MessagePtr other = Copy(*one);
      const Reflection* reflection = base.GetReflection();
      reflection->AddMessage(one.get(), field)->CopyFrom(*inner[0].other);
      SetMessage(other.get(), field, *inner[0].other);
      reflection->AddMessage(other.get(), field)->CopyFrom(*inner[0].one);
      pairs->push_back({field->name() + " order", std::move(one), std::move(other)});
    }
  }
  MessagePtr absent = Copy(base);
  absent->GetReflection()->ClearField(absent.get(), field);
  pairs->push_back({field->name() + " presence", Copy(base), std::move(absent)});
}

void AppendUnset(const Message& message, const std::string& prefix,
                 std::vector<std::string>* unset) {
  const Descriptor* descriptor = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const auto* oneof = field->real_containing_oneof();
    const bool set = field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                          : reflection->HasField(message, field);
    if (!set) {
      if (oneof != nullptr && reflection->HasOneof(message, oneof)) continue;
      unset->push_back(prefix + field->name());
      continue;
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    AppendUnset(ValueOf(message, field), prefix + field->name() + ".", unset);
  }
}

}  // namespace

std::vector<FieldPair> FieldPairs(const Message& prototype) {
  std::vector<FieldPair> pairs;
  const Descriptor* descriptor = prototype.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    MessagePtr base(prototype.New());
    Fill(base.get());
    if (field->real_containing_oneof() != nullptr) FillField(base.get(), field);
    AppendPairs(*base, field, &pairs);
  }
  return pairs;
}

std::vector<std::string> UnsetFields(const Message& message) {
  std::vector<std::string> unset;
  AppendUnset(message, "", &unset);
  return unset;
}

}  // namespace coalition::sdk_test
