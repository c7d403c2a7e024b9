#ifndef COALITION_SERVER_DOMAIN_CONVERSION_H_
#define COALITION_SERVER_DOMAIN_CONVERSION_H_

#include <cstdint>
#include <optional>

#include "server/domain/amount.h"

namespace coalition::domain {

// Conversion loses no fraction. An exact amount of points is `whole + part / denominator`; what is
// not a whole point is carried to the next conversion of the same member and partner:
//
//   credited_1 + ... + credited_n + carry_n  =  exact_1 + ... + exact_n        (earning)
//   debited_1  + ... + debited_n  - carry_n  =  exact_1 + ... + exact_n        (burning)
//
// with 0 <= carry < 1 as long as nothing was reversed. So n small earns credit what one large earn
// does, and a member never gets a good cheaper by splitting a burn. The identities are exact while
// the denominator stays; when a new rate changes it, Rescale rounds the carry down once, by less
// than 1 / kCarryResolution points.

// Every carry is a fraction at least this fine.
inline constexpr std::int64_t kCarryResolution = 1'000'000'000;

// numerator / denominator points. May be negative after reversals.
struct Carry {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const Carry&, const Carry&) = default;
};

// `carry` as a fraction of another denominator, rounded down. Absent when it does not fit.
std::optional<Carry> Rescale(const Carry& carry, std::int64_t denominator);

// Both together, as a fraction of `into`'s denominator. Absent when it does not fit.
std::optional<Carry> AddCarries(const Carry& from, const Carry& into);

// whole + part / denominator points, 0 <= part < denominator.
struct ExactPoints {
  std::int64_t whole = 0;
  std::int64_t part = 0;
  std::int64_t denominator = 1;
};

// quantity * factor, as a fraction of `denominator`, which must be a multiple of the factor's.
// Absent when the whole does not fit.
std::optional<ExactPoints> ApplyRatio(std::int64_t quantity, const Ratio& factor,
                                      std::int64_t denominator);

// The smallest multiple of `denominator` that is at least kCarryResolution; `denominator` itself
// when it is that already. Always fits.
std::int64_t CarryDenominator(std::int64_t denominator);

// Whole points and the carry after them.
struct Rounded {
  Points points;
  Carry carry;
};

// Earning: credits floor(exact + carry), or 0 while that is negative. Absent on overflow.
std::optional<Rounded> CreditWithCarry(const ExactPoints& exact, const Carry& carry);
// Burning: debits ceil(exact - carry), or 0 while the carry covers it. Absent on overflow.
std::optional<Rounded> DebitWithCarry(const ExactPoints& exact, const Carry& carry);
// Nothing is carried. Absent on overflow.
std::optional<Points> RoundExact(const ExactPoints& exact, RoundTo round);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_CONVERSION_H_
