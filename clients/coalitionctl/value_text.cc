#include "clients/coalitionctl/value_text.h"

#include <limits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace coalition::ctl {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMicrosDecimals = 6;
constexpr size_t kMoneyDecimalsMin = 2;
constexpr int kScaleMax = 18;

bool AllDigits(absl::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

template <typename Integer>
absl::StatusOr<Integer> ParseWhole(absl::string_view text) {
  absl::string_view digits = text;
  if (std::numeric_limits<Integer>::is_signed) absl::ConsumePrefix(&digits, "-");
  Integer value = 0;
  if (!AllDigits(digits)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not a whole number"));
  }
  if (!absl::SimpleAtoi(text, &value)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' does not fit in ", 8 * sizeof(Integer), " bits"));
  }
  return value;
}

absl::StatusOr<bool> ParseBool(absl::string_view text) {
  if (absl::EqualsIgnoreCase(text, "true") || absl::EqualsIgnoreCase(text, "yes")) return true;
  if (absl::EqualsIgnoreCase(text, "false") || absl::EqualsIgnoreCase(text, "no")) return false;
  return absl::InvalidArgumentError(absl::StrCat("'", text, "' is neither true nor false"));
}

absl::StatusOr<std::string> ParseBytes(absl::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not base64"));
  }
  return bytes;
}

std::string EnumPrefix(const EnumDescriptor& type) {
  return absl::StrCat(absl::AsciiStrToUpper(SnakeCase(type.name())), "_");
}

// Sets or, for a repeated field, appends a parsed value.
template <typename Parsed, typename Value>
absl::Status Put(const absl::StatusOr<Parsed>& parsed,
                 void (Reflection::*set)(Message*, const FieldDescriptor*, Value) const,
                 void (Reflection::*add)(Message*, const FieldDescriptor*, Value) const,
                 const FieldDescriptor& field, Message* message) {
  if (!parsed.ok()) return parsed.status();
  const auto put = field.is_repeated() ? add : set;
  (message->GetReflection()->*put)(message, &field, *parsed);
  return absl::OkStatus();
}

// A value that a newer server knows comes out as its number.
std::string FormatEnum(const FieldDescriptor& field, int number) {
  const EnumValueDescriptor* value = field.enum_type()->FindValueByNumber(number);
  return value == nullptr ? absl::StrCat(number) : ShortEnumName(*value);
}

std::string FormatText(const FieldDescriptor& field, const std::string& text) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) return absl::Base64Escape(text);
  return Printable(text);
}

}  // namespace

absl::StatusOr<int64_t> ParseInteger(absl::string_view text) { return ParseWhole<int64_t>(text); }

absl::StatusOr<int64_t> ParseMicros(absl::string_view text) {
  const size_t point = text.find('.');
  const absl::string_view units = text.substr(0, point);
  const absl::string_view decimals =
      point == absl::string_view::npos ? "0" : text.substr(point + 1);
  if (!AllDigits(absl::StripPrefix(units, "-")) || !AllDigits(decimals)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' is not a decimal number such as 12.50"));
  }
  if (decimals.size() > kMicrosDecimals) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' has more than six decimals"));
  }
  int64_t micros = 0;
  const std::string padding(kMicrosDecimals - decimals.size(), '0');
  if (!absl::SimpleAtoi(absl::StrCat(units, decimals, padding), &micros)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' does not fit in 64 bits"));
  }
  return micros;
}

std::string FormatMicros(int64_t micros) {
  std::string text = FormatScaled(micros, kMicrosDecimals);
  const size_t shortest = text.size() - (kMicrosDecimals - kMoneyDecimalsMin);
  while (text.size() > shortest && text.back() == '0') text.pop_back();
  return text;
}

std::string FormatScaled(int64_t units, int scale) {
  std::string digits = absl::StrCat(units);
  if (scale <= 0 || scale > kScaleMax) return digits;
  const size_t decimals = static_cast<size_t>(scale);
  if (units < 0) digits.erase(0, 1);
  if (digits.size() <= decimals) {
    digits = absl::StrCat(std::string(decimals + 1 - digits.size(), '0'), digits);
  }
  const absl::string_view all = digits;
  const size_t point = digits.size() - decimals;
  return absl::StrCat(units < 0 ? "-" : "", all.substr(0, point), ".", all.substr(point));
}

std::string ShortEnumName(const EnumValueDescriptor& value) {
  return absl::AsciiStrToLower(absl::StripPrefix(value.name(), EnumPrefix(*value.type())));
}

absl::StatusOr<const EnumValueDescriptor*> ParseEnum(absl::string_view text,
                                                     const EnumDescriptor& type) {
  const std::string name = absl::StrReplaceAll(text, {{"-", "_"}});
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor* value = type.value(i);
    choices.push_back(ShortEnumName(*value));
    if (absl::EqualsIgnoreCase(name, choices.back())) return value;
    if (absl::EqualsIgnoreCase(name, value->name())) return value;
  }
  choices.erase(choices.begin());
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is none of: ", absl::StrJoin(choices, ", ")));
}

absl::Status SetScalar(absl::string_view text, const FieldDescriptor& field, Message* message) {
  using R = Reflection;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Put(ParseWhole<int32_t>(text), &R::SetInt32, &R::AddInt32, field, message);
    case FieldDescriptor::CPPTYPE_INT64:
      return Put(ParseWhole<int64_t>(text), &R::SetInt64, &R::AddInt64, field, message);
    case FieldDescriptor::CPPTYPE_UINT32:
      return Put(ParseWhole<uint32_t>(text), &R::SetUInt32, &R::AddUInt32, field, message);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Put(ParseWhole<uint64_t>(text), &R::SetUInt64, &R::AddUInt64, field, message);
    case FieldDescriptor::CPPTYPE_BOOL:
      return Put(ParseBool(text), &R::SetBool, &R::AddBool, field, message);
    case FieldDescriptor::CPPTYPE_ENUM:
      return Put(ParseEnum(text, *field.enum_type()), &R::SetEnum, &R::AddEnum, field, message);
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
      absl::StatusOr<std::string> value = bytes ? ParseBytes(text) : std::string(text);
      return Put(value, &R::SetString, &R::AddString, field, message);
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("a ", field.cpp_type_name(), " can be given in --request-json only"));
}

std::string FormatScalar(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool element = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(element ? reflection.GetRepeatedInt32(message, &field, index)
                                  : reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(element ? reflection.GetRepeatedInt64(message, &field, index)
                                  : reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(element ? reflection.GetRepeatedUInt32(message, &field, index)
                                  : reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(element ? reflection.GetRepeatedUInt64(message, &field, index)
                                  : reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (element ? reflection.GetRepeatedBool(message, &field, index)
                      : reflection.GetBool(message, &field))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return FormatEnum(field, element ? reflection.GetRepeatedEnumValue(message, &field, index)
                                       : reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING:
      return FormatText(field, element ? reflection.GetRepeatedString(message, &field, index)
                                       : reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(element ? reflection.GetRepeatedDouble(message, &field, index)
                                  : reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(element ? reflection.GetRepeatedFloat(message, &field, index)
                                  : reflection.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

std::string Printable(absl::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return printable;
}

std::string SnakeCase(absl::string_view camel_case) {
  std::string snake;
  for (const char c : camel_case) {
    const auto letter = static_cast<unsigned char>(c);
    if (absl::ascii_isupper(letter) && !snake.empty()) snake.push_back('_');
    snake.push_back(absl::ascii_tolower(letter));
  }
  return snake;
}

}  // namespace coalition::ctl
