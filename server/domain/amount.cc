#include "server/domain/amount.h"

#include <limits>
#include <numeric>

namespace coalition::domain {

std::optional<std::int64_t> DivideRounded(Wide n, std::int64_t d, RoundTo round) {
  COALITION_CHECK(d > 0, "division by a number that is not positive");
  Wide quotient = n / d;
  Wide rest = n % d;
  if (rest < 0) {
    rest += d;
    --quotient;
  }
  switch (round) {
    case RoundTo::kFloor:
      break;
    case RoundTo::kCeiling:
      if (rest > 0) ++quotient;
      break;
    case RoundTo::kHalfEven:
      if (2 * rest > d || (2 * rest == d && quotient % 2 != 0)) ++quotient;
      break;
  }
  if (quotient < std::numeric_limits<std::int64_t>::min() ||
      quotient > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(quotient);
}

std::optional<Ratio> Multiply(const Ratio& a, const Ratio& b) {
  const std::int64_t across1 = std::gcd(a.numerator, b.denominator);
  const std::int64_t across2 = std::gcd(b.numerator, a.denominator);
  Ratio product;
  if (__builtin_mul_overflow(a.numerator / across1, b.numerator / across2, &product.numerator) ||
      __builtin_mul_overflow(a.denominator / across2, b.denominator / across1,
                             &product.denominator)) {
    return std::nullopt;
  }
  const std::int64_t common = std::gcd(product.numerator, product.denominator);
  return Ratio{product.numerator / common, product.denominator / common};
}

std::optional<std::int64_t> LeastCommonMultiple(std::int64_t a, std::int64_t b) {
  std::int64_t multiple;
  if (__builtin_mul_overflow(a / std::gcd(a, b), b, &multiple)) return std::nullopt;
  return multiple;
}

}  // namespace coalition::domain
