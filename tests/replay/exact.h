#ifndef COALITION_TESTS_REPLAY_EXACT_H_
#define COALITION_TESTS_REPLAY_EXACT_H_

#include "tests/replay/model_settings.h"

namespace coalition::replay_model {

// The largest whole number not above it.
inline Integer Floor(const Rational& value) {
  const Integer n = numerator(value);
  const Integer d = denominator(value);
  Integer quotient = n / d;
  if (quotient * d > n) --quotient;
  return quotient;
}

// The nearest whole number, the even one of two.
inline Integer HalfEven(const Rational& value) {
  const Integer below = Floor(value);
  const Rational rest = value - below;
  const Rational half(1, 2);
  if (rest < half) return below;
  if (rest > half) return below + 1;
  return below % 2 == 0 ? below : below + 1;
}

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_EXACT_H_
