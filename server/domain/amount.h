#ifndef COALITION_SERVER_DOMAIN_AMOUNT_H_
#define COALITION_SERVER_DOMAIN_AMOUNT_H_

#include <compare>
#include <cstdint>
#include <optional>

#include "server/domain/check.h"

namespace coalition::domain {

// A signed whole number of one unit. Arithmetic never wraps: an operator whose result would not fit
// crashes, because results of outside amounts are checked where they enter (Plus, MulDiv).
template <typename Tag>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t value) : value_(value) {}
  constexpr std::int64_t value() const { return value_; }

  friend constexpr auto operator<=>(Quantity, Quantity) = default;

  // Absent when the sum does not fit.
  friend std::optional<Quantity> Plus(Quantity a, Quantity b) {
    std::int64_t sum;
    if (__builtin_add_overflow(a.value_, b.value_, &sum)) return std::nullopt;
    return Quantity(sum);
  }
  friend Quantity operator+(Quantity a, Quantity b) {
    const auto sum = Plus(a, b);
    COALITION_CHECK(sum.has_value(), "sum does not fit in 64 bits");
    return *sum;
  }
  Quantity operator-() const {
    COALITION_CHECK(value_ != INT64_MIN, "negation does not fit in 64 bits");
    return Quantity(-value_);
  }
  friend Quantity operator-(Quantity a, Quantity b) {
    std::int64_t difference;
    COALITION_CHECK(!__builtin_sub_overflow(a.value_, b.value_, &difference),
                    "difference does not fit in 64 bits");
    return Quantity(difference);
  }
  Quantity& operator+=(Quantity other) { return *this = *this + other; }
  Quantity& operator-=(Quantity other) { return *this = *this - other; }

 private:
  std::int64_t value_ = 0;
};

// Points in the smallest unit of their currency.
using Points = Quantity<struct PointsTag>;
// Points by a partner's own count.
using PartnerPoints = Quantity<struct PartnerPointsTag>;
// Money in millionths of its currency's unit.
using Micros = Quantity<struct MicrosTag>;

// No running total of one account, issuer or partner passes this, in either direction; a
// transaction that would make it is rejected with AMOUNT_OVERFLOW. It leaves room to add up totals
// in 64 bits.
inline constexpr std::int64_t kTotalMax = 100'000'000'000'000'000;

// The network's own accounts add up those of all partners.
inline constexpr std::int64_t kNetworkTotalMax = 10 * kTotalMax;

template <typename Tag>
bool IsWithin(std::int64_t max, Quantity<Tag> total) {
  return -max <= total.value() && total.value() <= max;
}

enum class RoundTo { kFloor, kCeiling, kHalfEven };

__extension__ using Wide = __int128;

// n / d rounded; d > 0. Absent when the result does not fit in 64 bits.
std::optional<std::int64_t> DivideRounded(Wide n, std::int64_t d, RoundTo round);

// a * b / c rounded, through 128 bits; c > 0. Absent when the result does not fit in 64 bits.
inline std::optional<std::int64_t> MulDiv(std::int64_t a, std::int64_t b, std::int64_t c,
                                          RoundTo round) {
  return DivideRounded(static_cast<Wide>(a) * b, c, round);
}

// A positive fraction.
struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  friend auto operator<=>(const Ratio&, const Ratio&) = default;
};

// The product in lowest terms; absent when a part of it does not fit in 64 bits.
std::optional<Ratio> Multiply(const Ratio& a, const Ratio& b);
// Least common multiple of two positive numbers; absent when it does not fit.
std::optional<std::int64_t> LeastCommonMultiple(std::int64_t a, std::int64_t b);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_AMOUNT_H_
