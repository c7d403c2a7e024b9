#include "server/rpc/field_checks.h"

#include <algorithm>
#include <utility>

#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLowerDigitsHyphen = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view kLowerDigitsUnderscore = "abcdefghijklmnopqrstuvwxyz0123456789_";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// C0 and C1 control characters and DEL. `text` is valid UTF-8: protobuf refused everything else.
bool HasControlCharacter(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F) return true;
    const bool begins_c1 = c == 0xC2 && i + 1 < text.size();
    if (begins_c1 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

std::size_t CodePoints(const std::string& text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), IsContinuation));
}

std::string CharsRange(std::size_t min, std::size_t max) {
  return "must have " + std::to_string(min) + " to " + std::to_string(max) + " characters";
}

}  // namespace

CallError Within(std::string_view path, const CallError& error) {
  if (error.fields.empty()) return error;
  std::vector<FieldViolation> violations = error.fields;
  for (FieldViolation& violation : violations) violation.field = Join(path, violation.field);
  return CallError(std::move(violations));
}

std::string Join(std::string_view path, std::string_view field) {
  std::string joined(path);
  if (!path.empty()) joined += '.';
  return joined.append(field);
}

std::string Indexed(std::string_view path, int index) {
  return std::string(path) + "[" + std::to_string(index) + "]";
}

void FieldChecks::Reject(std::string_view field, std::string description) {
  violations_.push_back({std::string(field), std::move(description)});
}

void FieldChecks::Add(std::string_view path, const FieldChecks& nested) {
  for (const FieldViolation& violation : nested.violations_) {
    Reject(Join(path, violation.field), violation.description);
  }
}

bool FieldChecks::Text(std::string_view field, const std::string& value, std::size_t chars_min,
                       std::size_t chars_max) {
  const std::size_t chars = CodePoints(value);
  if (chars < chars_min || chars > chars_max) {
    Reject(field, CharsRange(chars_min, chars_max));
    return false;
  }
  if (HasControlCharacter(value)) {
    Reject(field, "must not have control characters");
    return false;
  }
  return true;
}

bool FieldChecks::RequestId(const std::string& value) {
  const bool printable =
      std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (printable && !value.empty() && value.size() <= kRequestIdCharsMax) return true;
  Reject("request_id", "must have 1 to 64 printable ASCII characters without spaces");
  return false;
}

bool FieldChecks::Name(std::string_view field, const std::string& value, std::size_t chars_min,
                       std::size_t chars_max, std::string_view first, std::string_view rest) {
  if (value.size() < chars_min || value.size() > chars_max) {
    Reject(field, CharsRange(chars_min, chars_max));
    return false;
  }
  if (first.find(value.front()) == std::string_view::npos ||
      value.find_first_not_of(rest) != std::string::npos) {
    Reject(field,
           "must begin with one of " + std::string(first) + " and go on with " + std::string(rest));
    return false;
  }
  return true;
}

bool FieldChecks::PartnerId(std::string_view field, const std::string& value) {
  return Name(field, value, 1, kPartnerIdCharsMax, kLower, kLowerDigitsHyphen);
}

bool FieldChecks::SnakeName(std::string_view field, const std::string& value,
                            std::size_t chars_max) {
  return Name(field, value, 1, chars_max, kLower, kLowerDigitsUnderscore);
}

bool FieldChecks::InRange(std::string_view field, std::int64_t value, std::int64_t min,
                          std::int64_t max) {
  if (min <= value && value <= max) return true;
  Reject(field, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  return false;
}

bool FieldChecks::AtLeastOne(std::string_view field, std::int64_t value) {
  return InRange(field, value, 1, INT64_MAX);
}

std::optional<domain::TransactionId> FieldChecks::TransactionId(std::string_view field,
                                                                const std::string& id) {
  const auto transaction = domain::TransactionId::Parse(id);
  if (!transaction) Reject(field, "must be a transaction id as answered by this network");
  return transaction;
}

std::optional<domain::WindowId> FieldChecks::WindowId(std::string_view field, std::int64_t id) {
  InRange(field, id, 0, INT64_MAX);
  if (id == 0) return std::nullopt;
  return domain::WindowId(id);
}

std::optional<domain::Moment> FieldChecks::Moment(std::string_view field,
                                                  const google::protobuf::Timestamp& value) {
  constexpr std::int64_t kFirstSecond = domain::kFirstMoment.micros / domain::kMicrosPerSecond;
  constexpr std::int64_t kLastSecond = domain::kLastMoment.micros / domain::kMicrosPerSecond;
  if (value.seconds() < kFirstSecond || value.seconds() > kLastSecond || value.nanos() < 0 ||
      value.nanos() > 999'999'999) {
    Reject(field,
           "must be a timestamp from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z");
    return std::nullopt;
  }
  return domain::Moment{value.seconds() * domain::kMicrosPerSecond + value.nanos() / 1000};
}

std::optional<domain::MoneyCurrency> FieldChecks::MoneyCurrency(std::string_view field,
                                                                const std::string& code) {
  const auto currency = domain::MoneyCurrency::Parse(code);
  if (!currency) Reject(field, "must be an active ISO 4217 code in capital letters");
  return currency;
}

std::optional<domain::Money> FieldChecks::Money(std::string_view field, const v1::Money& value,
                                                std::int64_t micros_min, std::int64_t micros_max) {
  const auto currency = MoneyCurrency(Join(field, "currency_code"), value.currency_code());
  const bool in_range = InRange(Join(field, "micros"), value.micros(), micros_min, micros_max);
  if (!currency || !in_range) return std::nullopt;
  return domain::Money{*currency, domain::Micros(value.micros())};
}

std::optional<domain::Ratio> FieldChecks::Ratio(std::string_view field, const v1::Ratio& value) {
  const bool numerator = AtLeastOne(Join(field, "numerator"), value.numerator());
  const bool denominator = AtLeastOne(Join(field, "denominator"), value.denominator());
  if (!numerator || !denominator) return std::nullopt;
  return domain::Ratio{value.numerator(), value.denominator()};
}

int FieldChecks::PageSize(std::int32_t value) {
  if (value == 0) return kPageSizeDefault;
  InRange("page_size", value, 1, kPageSizeMax);
  return value;
}

}  // namespace coalition::rpc
