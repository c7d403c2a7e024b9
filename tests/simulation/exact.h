#ifndef COALITION_TESTS_SIMULATION_EXACT_H_
#define COALITION_TESTS_SIMULATION_EXACT_H_

#include <cstdint>
#include <numeric>
#include <optional>

namespace coalition::simulation {

// Exact arithmetic, spelled out: what the model reckons with.

using Int = std::int64_t;
__extension__ using Wide = __int128;

struct Ratio {
  Int n = 1;
  Int d = 1;

  friend bool operator==(const Ratio&, const Ratio&) = default;
};

// n / d for d > 0.
constexpr Wide Floor(Wide n, Wide d) {
  const Wide quotient = n / d;
  return n % d < 0 ? quotient - 1 : quotient;
}

constexpr Wide Ceiling(Wide n, Wide d) { return -Floor(-n, d); }

constexpr Wide HalfEven(Wide n, Wide d) {
  const Wide below = Floor(n, d);
  const Wide twice_rest = 2 * (n - below * d);
  if (twice_rest != d) return twice_rest < d ? below : below + 1;
  return below % 2 == 0 ? below : below + 1;
}

constexpr bool FitsInt(Wide n) { return n >= INT64_MIN && n <= INT64_MAX; }

// The product in lowest terms. Its parts fit: the simulation's rates are small.
constexpr Ratio Times(const Ratio& a, const Ratio& b) {
  const Wide n = static_cast<Wide>(a.n) * b.n;
  const Wide d = static_cast<Wide>(a.d) * b.d;
  Wide x = n;
  Wide y = d;
  while (y != 0) {
    const Wide rest = x % y;
    x = y;
    y = rest;
  }
  return {static_cast<Int>(n / x), static_cast<Int>(d / x)};
}

constexpr Int kCarryResolution = 1'000'000'000;

// The least multiple of `denominator` from 10^9 on.
constexpr Int FineDenominator(Int denominator) {
  return denominator * static_cast<Int>(Ceiling(kCarryResolution, denominator));
}

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_EXACT_H_
