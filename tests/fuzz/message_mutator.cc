#include "tests/fuzz/message_mutator.h"

#include <array>
#include <cstring>
#include <limits>

#include "server/domain/check.h"
#include "tests/fuzz/small_network.h"

// libFuzzer's.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace coalition::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

// The limits of limits.h among them, and what overflows when it is added or multiplied.
constexpr std::int64_t kNumbers[] = {0,
                                     1,
                                     6,
                                     100,
                                     1'000,
                                     1'200,
                                     2'000,
                                     3'650,
                                     36'500,
                                     86'400,
                                     1'000'000,
                                     2'592'000,
                                     999'999'999,
                                     1'000'000'000,
                                     253'402'300'799,
                                     -62'135'596'800,
                                     1'000'000'000'000,
                                     1'000'000'000'000'000,
                                     100'000'000'000'000'000,
                                     std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()};
constexpr std::size_t kLengths[] = {16, 32, 40, 64, 100, 128, 500, 512};

const std::string& Word(std::size_t index) {
  static const std::vector<std::string> words = {
      "",
      "bakery",
      "cinema",
      "gym",
      "STARS",
      "MILES",
      "GBP",
      "JPY",
      "DEM",
      "card",
      "run_km",
      "0-1",
      "0-9223372036854775807",
      "01900000-0000-7000-8000-000000000001",
      "Zo\xC3\xAB",
      "\x7F",
      "\xC2\x85",
      "bGlzdCwx",
      SmallNetwork::Get().quotes().Issue(
          {domain::PartnerId(1), domain::CurrencyId(1), {1, 1, {}}})};
  return words[index % words.size()];
}

// The message and all in it.
void Collect(Message* message, std::vector<Message*>& found) {
  found.push_back(message);
  const Reflection& reflection = *message->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      Collect(reflection.MutableMessage(message, field), found);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
      Collect(reflection.MutableRepeatedMessage(message, field, i), found);
    }
  }
}

}  // namespace

void MessageMutator::Mutate(Message* message) {
  std::vector<Message*> messages;
  Collect(message, messages);
  Message* chosen = messages[Below(messages.size())];
  const auto& type = *chosen->GetDescriptor();
  if (type.field_count() == 0) return;
  const Field* field =
      type.field(static_cast<int>(Below(static_cast<std::size_t>(type.field_count()))));
  if (field->is_repeated()) {
    MutateRepeated(chosen, field);
  } else if (OneIn(8)) {
    chosen->GetReflection()->ClearField(chosen, field);
  } else {
    MutateField(chosen, field);
  }
}

void MessageMutator::MutateField(Message* message, const Field* field) {
  const Reflection& r = *message->GetReflection();
  switch (field->cpp_type()) {
    case Field::CPPTYPE_INT64:
      return r.SetInt64(message, field, Number(r.GetInt64(*message, field)));
    case Field::CPPTYPE_INT32:
      return r.SetInt32(message, field,
                        static_cast<std::int32_t>(Number(r.GetInt32(*message, field))));
    case Field::CPPTYPE_BOOL:
      return r.SetBool(message, field, !r.GetBool(*message, field));
    case Field::CPPTYPE_ENUM:
      return r.SetEnumValue(message, field, static_cast<int>(Below(5)));
    case Field::CPPTYPE_STRING:
      return r.SetString(message, field, Text(r.GetString(*message, field)));
    case Field::CPPTYPE_MESSAGE:
      // It is there from now on, with a field of its own.
      return Mutate(r.MutableMessage(message, field));
    default:
      COALITION_CHECK(false, field->full_name());
  }
}

void MessageMutator::MutateRepeated(Message* message, const Field* field) {
  COALITION_CHECK(field->message_type() != nullptr, field->full_name());
  const Reflection& r = *message->GetReflection();
  const int size = r.FieldSize(*message, field);
  if (size > 0 && OneIn(3)) return r.RemoveLast(message, field);
  if (size > 1 && OneIn(3)) return r.SwapElements(message, field, 0, size - 1);
  Message* added = r.AddMessage(message, field);
  if (size > 0) {
    added->CopyFrom(r.GetRepeatedMessage(*message, field,
                                         static_cast<int>(Below(static_cast<std::size_t>(size)))));
  }
  Mutate(added);
}

std::int64_t MessageMutator::Number(std::int64_t value) {
  if (OneIn(4)) {
    std::array<std::uint8_t, sizeof(value)> bytes;
    std::memcpy(bytes.data(), &value, sizeof(value));
    LLVMFuzzerMutate(bytes.data(), bytes.size(), bytes.size());
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }
  // By way of unsigned, which may wrap.
  auto number = static_cast<std::uint64_t>(OneIn(4) ? value : kNumbers[Below(std::size(kNumbers))]);
  if (OneIn(4)) number = 0 - number;
  return static_cast<std::int64_t>(number + Below(3) - 1);
}

std::string MessageMutator::Text(std::string value) {
  if (OneIn(2)) return Word(Below(64));
  if (OneIn(4)) return std::string(kLengths[Below(std::size(kLengths))] + Below(2), 'a');
  const std::size_t size = value.size();
  value.resize(size + 32);
  auto* bytes = reinterpret_cast<std::uint8_t*>(value.data());
  value.resize(LLVMFuzzerMutate(bytes, size, value.size()));
  for (char& c : value) c = static_cast<char>(c & 0x7F);
  return value;
}

}  // namespace coalition::fuzz
