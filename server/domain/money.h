#ifndef COALITION_SERVER_DOMAIN_MONEY_H_
#define COALITION_SERVER_DOMAIN_MONEY_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/domain/amount.h"

namespace coalition::domain {

// An ISO 4217 code of a currency that is, or was, in use.
class MoneyCurrency {
 public:
  // No currency: of amounts that are absent.
  constexpr MoneyCurrency() = default;
  // Absent unless `code` is three capital letters and active in ISO 4217 (list one, 2026).
  static std::optional<MoneyCurrency> Parse(std::string_view code);
  // The same, and codes that were active once: what is kept stays readable.
  static std::optional<MoneyCurrency> ParseKept(std::string_view code);

  // Empty for no currency.
  std::string_view code() const { return {code_.data(), code_[0] == '\0' ? 0u : 3u}; }
  // Decimals of the minor unit: 2 for GBP, 0 for JPY, 3 for KWD.
  int exponent() const;
  // Micros in one minor unit: 10,000 for GBP.
  std::int64_t micros_per_minor_unit() const;

  friend auto operator<=>(const MoneyCurrency&, const MoneyCurrency&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const MoneyCurrency& currency) {
    return H::combine(std::move(h), currency.code_);
  }

 private:
  static MoneyCurrency Of(std::string_view code);

  std::array<char, 3> code_{};
};

struct Money {
  MoneyCurrency currency;
  Micros amount;

  friend auto operator<=>(const Money&, const Money&) = default;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_MONEY_H_
