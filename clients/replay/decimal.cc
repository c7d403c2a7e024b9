#include "clients/replay/decimal.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_cat.h"

namespace coalition::replay {
namespace {

constexpr std::size_t kMicrosDecimals = 6;

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::int64_t> ParseWhole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> ParseMicros(std::string_view text) {
  std::string digits = text.starts_with('-') ? "-" : "";
  text.remove_prefix(digits.size());
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : "";
  if (whole.empty() && decimals.empty()) return std::nullopt;
  if (decimals.size() > kMicrosDecimals || !IsDigits(whole) || !IsDigits(decimals)) {
    return std::nullopt;
  }
  digits.append(whole).append(decimals).append(kMicrosDecimals - decimals.size(), '0');
  return ParseWhole(digits);
}

std::string MicrosText(std::int64_t micros) {
  return MinorUnitsText(micros, static_cast<int>(kMicrosDecimals));
}

std::string MinorUnitsText(std::int64_t minor_units, int exponent) {
  const bool negative = minor_units < 0;
  const std::uint64_t magnitude =
      negative ? -static_cast<std::uint64_t>(minor_units) : static_cast<std::uint64_t>(minor_units);
  std::string digits = std::to_string(magnitude);
  const auto decimals = static_cast<std::size_t>(exponent);
  if (digits.size() <= decimals) digits = std::string(decimals + 1 - digits.size(), '0') + digits;
  const std::size_t whole = digits.size() - decimals;
  return absl::StrCat(negative ? "-" : "", digits.substr(0, whole), decimals > 0 ? "." : "",
                      digits.substr(whole));
}

}  // namespace coalition::replay
