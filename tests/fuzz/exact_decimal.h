#ifndef COALITION_TESTS_FUZZ_EXACT_DECIMAL_H_
#define COALITION_TESTS_FUZZ_EXACT_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/domain/amount.h"

namespace coalition::fuzz {

// `text` in micros, read digit by digit: an optional minus sign, digits, and at most six decimals
// behind a point. `bare_point`: whether digits may lack on one side of a point. Absent for any
// other text and for what does not fit in 64 bits.
inline std::optional<std::int64_t> ExactMicros(std::string_view text, bool bare_point) {
  constexpr domain::Wide kTooLarge = static_cast<domain::Wide>(1) << 100;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  domain::Wide value = 0;
  int whole_digits = 0;
  int decimals = -1;  // -1 before the point
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    decimals < 0 ? ++whole_digits : ++decimals;
    value = value * 10 + (c - '0');
    if (value > kTooLarge) value = kTooLarge;
  }
  if (whole_digits == 0 && (decimals <= 0 || !bare_point)) return std::nullopt;
  if ((decimals == 0 && !bare_point) || decimals > 6) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < 6; ++i) value *= 10;
  if (negative) value = -value;
  if (value < INT64_MIN || value > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_EXACT_DECIMAL_H_
