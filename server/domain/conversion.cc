#include "server/domain/conversion.h"

#include <limits>

namespace coalition::domain {
namespace {

bool Fits(Wide value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

Wide Numerator(const ExactPoints& exact) {
  return static_cast<Wide>(exact.whole) * exact.denominator + exact.part;
}

std::optional<Rounded> Split(Wide points, Wide carry, std::int64_t denominator) {
  if (!Fits(points) || !Fits(carry)) return std::nullopt;
  return Rounded{Points(static_cast<std::int64_t>(points)),
                 Carry{static_cast<std::int64_t>(carry), denominator}};
}

}  // namespace

std::optional<Carry> Rescale(const Carry& carry, std::int64_t denominator) {
  if (carry.denominator == denominator) return carry;
  const auto numerator = MulDiv(carry.numerator, denominator, carry.denominator, RoundTo::kFloor);
  if (!numerator) return std::nullopt;
  return Carry{*numerator, denominator};
}

std::optional<Carry> AddCarries(const Carry& from, const Carry& into) {
  if (from.numerator == 0) return into;
  if (into.numerator == 0) return from;
  auto sum = Rescale(from, into.denominator);
  if (!sum || __builtin_add_overflow(sum->numerator, into.numerator, &sum->numerator)) {
    return std::nullopt;
  }
  return sum;
}

std::optional<ExactPoints> ApplyRatio(std::int64_t quantity, const Ratio& factor,
                                      std::int64_t denominator) {
  COALITION_CHECK(quantity >= 0, "conversion of a negative quantity");
  COALITION_CHECK(denominator % factor.denominator == 0, "carry denominator misses the rate's");
  const Wide product = static_cast<Wide>(quantity) * factor.numerator;
  const Wide whole = product / factor.denominator;
  const Wide rest = product % factor.denominator;
  if (!Fits(whole)) return std::nullopt;
  return ExactPoints{static_cast<std::int64_t>(whole),
                     static_cast<std::int64_t>(rest * (denominator / factor.denominator)),
                     denominator};
}

std::int64_t CarryDenominator(std::int64_t denominator) {
  if (denominator >= kCarryResolution) return denominator;
  return denominator * ((kCarryResolution + denominator - 1) / denominator);
}

std::optional<Rounded> CreditWithCarry(const ExactPoints& exact, const Carry& carry) {
  const auto rescaled = Rescale(carry, exact.denominator);
  if (!rescaled) return std::nullopt;
  const Wide total = Numerator(exact) + rescaled->numerator;
  const Wide points = total > 0 ? total / exact.denominator : 0;
  return Split(points, total - points * exact.denominator, exact.denominator);
}

std::optional<Rounded> DebitWithCarry(const ExactPoints& exact, const Carry& carry) {
  const auto rescaled = Rescale(carry, exact.denominator);
  if (!rescaled) return std::nullopt;
  const Wide needed = Numerator(exact) - rescaled->numerator;
  const Wide points = needed > 0 ? (needed + exact.denominator - 1) / exact.denominator : 0;
  return Split(points, points * exact.denominator - needed, exact.denominator);
}

std::optional<Points> RoundExact(const ExactPoints& exact, RoundTo round) {
  const auto points = DivideRounded(Numerator(exact), exact.denominator, round);
  if (!points) return std::nullopt;
  return Points(*points);
}

}  // namespace coalition::domain
