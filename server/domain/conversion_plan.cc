#include "server/domain/conversion_plan.h"

#include <optional>
#include <string>

namespace coalition::domain {
namespace {

const Rejection kOverflow{Reason::kAmountOverflow, {}};

RoundTo RoundingOf(const ExchangeRate& rate) {
  return rate.rounding == RateRounding::kHalfEven ? RoundTo::kHalfEven : RoundTo::kFloor;
}

// Everything but points and carry.
Decided<Converted> Begin(const ConversionSource& source, const ExchangeRate& rate,
                         const Ratio& exchange, const Carry& carry) {
  const auto partner_points = MulDiv(source.quantity, source.partner_points.numerator,
                                     source.partner_points.denominator, RoundTo::kFloor);
  if (!partner_points) return kOverflow;
  return Converted{Points(0), PartnerPoints(*partner_points),
                   AppliedConversion{rate.version, exchange, std::nullopt, 0}, carry};
}

// The debit comes down to `held`, and what it was above moves to the carry. Absent on overflow.
std::optional<Rounded> DownTo(Points held, std::optional<Rounded> debit) {
  if (!debit || debit->points <= held) return debit;
  const auto excess =
      MulDiv((debit->points - held).value(), debit->carry.denominator, 1, RoundTo::kFloor);
  Carry& carry = debit->carry;
  if (!excess || __builtin_sub_overflow(carry.numerator, *excess, &carry.numerator)) {
    return std::nullopt;
  }
  debit->points = held;
  return debit;
}

Decided<Converted> Finish(Converted converted) {
  if (converted.points == Points(0) && converted.applied.carry_change == 0) {
    return Rejection{Reason::kRateYieldsNothing,
                     {{"rate_version", std::to_string(converted.applied.rate_version)}}};
  }
  return converted;
}

Decided<Converted> WithoutCarry(Converted converted, const ExactPoints& exact, RoundTo round) {
  const auto points = RoundExact(exact, round);
  if (!points) return kOverflow;
  converted.points = *points;
  return Finish(converted);
}

Decided<Converted> WithCarry(Converted converted, const std::optional<Rounded>& rounded) {
  if (!rounded) return kOverflow;
  const auto before = Rescale(converted.carry, rounded->carry.denominator);
  std::int64_t change;
  if (!before || __builtin_sub_overflow(rounded->carry.numerator, before->numerator, &change)) {
    return kOverflow;
  }
  converted.points = rounded->points;
  converted.carry = rounded->carry;
  converted.applied.carry_after = rounded->carry;
  converted.applied.carry_change = change;
  return Finish(converted);
}

}  // namespace

Decided<Converted> ConvertEarn(const ConversionSource& source, const ExchangeRate& rate,
                               const Carry& carry) {
  const auto converted = Begin(source, rate, rate.earn, carry);
  const auto exact = ApplyRatio(source.quantity, source.factor, rate.EarnCarryDenominator());
  if (!converted.ok() || !exact) return kOverflow;
  return rate.rounding == RateRounding::kCarry
             ? WithCarry(*converted, CreditWithCarry(*exact, carry))
             : WithoutCarry(*converted, *exact, RoundingOf(rate));
}

Decided<Converted> ConvertBurn(const ConversionSource& source, const ExchangeRate& rate,
                               const Carry& carry) {
  const auto converted = Begin(source, rate, rate.burn, carry);
  const auto exact = ApplyRatio(source.quantity, source.factor, rate.BurnCarryDenominator());
  if (!converted.ok() || !exact) return kOverflow;
  return rate.rounding == RateRounding::kCarry
             ? WithCarry(*converted, DebitWithCarry(*exact, carry))
             : WithoutCarry(*converted, *exact, RoundingOf(rate));
}

Decided<Converted> ConvertHold(const ConversionSource& source, const ExchangeRate& rate) {
  const auto converted = Begin(source, rate, rate.burn, Carry{});
  const auto exact = ApplyRatio(source.quantity, source.factor, source.factor.denominator);
  if (!converted.ok() || !exact) return kOverflow;
  const bool carries = rate.rounding == RateRounding::kCarry;
  return WithoutCarry(*converted, *exact, carries ? RoundTo::kCeiling : RoundingOf(rate));
}

Decided<Converted> ConvertCapture(const ConversionSource& source, const ExchangeRate& rate,
                                  const Carry& carry, Points held) {
  if (rate.rounding != RateRounding::kCarry) return ConvertBurn(source, rate, carry);
  const auto converted = Begin(source, rate, rate.burn, carry);
  const auto exact = ApplyRatio(source.quantity, source.factor, rate.BurnCarryDenominator());
  if (!converted.ok() || !exact) return kOverflow;
  return WithCarry(*converted, DownTo(held, DebitWithCarry(*exact, carry)));
}

Decided<Converted> ConvertCurrency(Points points, const ConversionRate& rate, const Carry& carry) {
  const auto factor = Multiply(rate.rate, Ratio{});
  COALITION_CHECK(factor.has_value(), "a ratio in lowest terms fits");
  const Converted converted{Points(0), PartnerPoints(0),
                            AppliedConversion{rate.version, rate.rate, std::nullopt, 0}, carry};
  const auto exact = ApplyRatio(points.value(), *factor, rate.CarryDenominator());
  if (!exact) return kOverflow;
  return WithCarry(converted, CreditWithCarry(*exact, carry));
}

Decided<Converted> ConvertMoneyOff(const ConversionSource& source, const ExchangeRate& rate,
                                   const Carry& carry) {
  const auto converted = Begin(source, rate, rate.burn, carry);
  const auto exact = ApplyRatio(source.quantity, source.factor, source.factor.denominator);
  if (!converted.ok() || !exact) return kOverflow;
  return WithoutCarry(*converted, *exact, RoundTo::kCeiling);
}

}  // namespace coalition::domain
