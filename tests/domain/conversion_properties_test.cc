#include <cstdint>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "server/domain/conversion_plan.h"
#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

// Parts may be unequal in every way, but never so large that a product leaves 64 bits.
std::vector<std::int64_t> AnyParts() {
  return *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 100'000)));
}

// From simple to awkward; not always in lowest terms.
Ratio AnyRatio() {
  const auto part = rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 13),
                                   rc::gen::inRange<std::int64_t>(1, 1'000),
                                   rc::gen::inRange<std::int64_t>(1, 3'000'000'000));
  return {*part, *part};
}

Wide Sum(const std::vector<std::int64_t>& parts) {
  return std::accumulate(parts.begin(), parts.end(), Wide{0});
}

// exact == points + sign * carry, where exact is partner_points * ratio.
bool Accounts(Wide partner_points, const Ratio& ratio, Wide points, const Carry& carry, int sign) {
  // Times both denominators; at most 10^7 * (3 * 10^9)^2 * 2, far from 2^127.
  return partner_points * ratio.numerator * carry.denominator ==
         points * carry.denominator * ratio.denominator +
             sign * static_cast<Wide>(carry.numerator) * ratio.denominator;
}

RC_GTEST_PROP(ConversionProperty, SmallEarnsCreditWhatOneLargeEarnWould, ()) {
  const Ratio ratio = AnyRatio();
  const auto parts = AnyParts();
  const ExchangeRate rate = RateOf(kGym, ratio);
  Wide credited = 0;
  Carry carry;
  for (const std::int64_t part : parts) {
    const auto converted = ConvertEarn({part, rate.EarnFactor(), {}}, rate, carry);
    RC_ASSERT(converted.ok());
    credited += converted->points.value();
    carry = converted->carry;
    RC_ASSERT(0 <= carry.numerator && carry.numerator < carry.denominator);
  }
  RC_ASSERT(Accounts(Sum(parts), ratio, credited, carry, 1));
  RC_ASSERT(credited == Sum(parts) * ratio.numerator / ratio.denominator);

  const auto whole =
      ConvertEarn({static_cast<std::int64_t>(Sum(parts)), rate.EarnFactor(), {}}, rate, Carry{});
  RC_ASSERT(whole.ok());
  RC_ASSERT(credited == whole->points.value());
  RC_ASSERT(carry == whole->carry);
}

RC_GTEST_PROP(ConversionProperty, SmallBurnsDebitWhatOneLargeBurnWould, ()) {
  const Ratio ratio = AnyRatio();
  const auto parts = AnyParts();
  const ExchangeRate rate = RateOf(kGym, {1, 1}, ratio);
  Wide debited = 0;
  Wide asked = 0;
  Carry carry;
  for (const std::int64_t part : parts) {
    const auto converted = ConvertBurn({part, rate.BurnFactor(), {}}, rate, carry);
    RC_ASSERT(converted.ok());
    debited += converted->points.value();
    asked += part;
    carry = converted->carry;
    RC_ASSERT(0 <= carry.numerator && carry.numerator < carry.denominator);
    // At no moment was less paid than what was bought, nor a whole point more.
    RC_ASSERT(debited * ratio.denominator >= asked * ratio.numerator);
    RC_ASSERT((debited - 1) * ratio.denominator < asked * ratio.numerator);
  }
  RC_ASSERT(Accounts(asked, ratio, debited, carry, -1));

  const auto whole =
      ConvertBurn({static_cast<std::int64_t>(asked), rate.BurnFactor(), {}}, rate, Carry{});
  RC_ASSERT(whole.ok());
  RC_ASSERT(debited == whole->points.value());
  RC_ASSERT(carry == whole->carry);
}

// Purchases, activities and partner points of one rate share a carry.
RC_GTEST_PROP(ConversionProperty, EveryWayToEarnSharesOneExactCarry, ()) {
  ExchangeRate rate = RateOf(kBakery, {*rc::gen::inRange(1, 100), *rc::gen::inRange(1, 100)});
  const Ratio per_unit{*rc::gen::inRange(1, 100), *rc::gen::inRange(1, 100)};
  const Ratio per_km{*rc::gen::inRange(1, 100), *rc::gen::inRange(1, 100)};
  rate.purchase = MoneyRate{MoneyOf("GBP"), per_unit};
  rate.activities = {{"run_km", per_km}};
  RC_ASSERT(IsExact(rate));
  // Everything in units of 1 / (earn * unit * km denominators * 10^6).
  const Wide common = Wide{rate.earn.denominator} * per_unit.denominator * per_km.denominator;
  Wide exact = 0;
  Wide credited = 0;
  Carry carry;
  const int count = *rc::gen::inRange(1, 40);
  for (int i = 0; i < count; ++i) {
    const auto quantity = *rc::gen::inRange<std::int64_t>(1, 10'000'000);
    const int kind = *rc::gen::inRange(0, 3);
    Wide value = Wide{quantity} * rate.earn.numerator;
    Ratio factor = rate.EarnFactor();
    if (kind == 0) {
      value *= per_unit.numerator * per_km.denominator;
      factor = rate.PurchaseFactor();
    } else if (kind == 1) {
      value *= Wide{per_km.numerator} * per_unit.denominator * 1'000'000;
      factor = rate.ActivityFactor(rate.activities.front());
    } else {
      value *= Wide{per_km.denominator} * per_unit.denominator * 1'000'000;
    }
    const auto converted = ConvertEarn({quantity, factor, {}}, rate, carry);
    RC_ASSERT(converted.ok());
    exact += value;
    credited += converted->points.value();
    carry = converted->carry;
  }
  RC_ASSERT((exact - credited * common * 1'000'000) * carry.denominator ==
            carry.numerator * common * 1'000'000);
}

RC_GTEST_PROP(ConversionProperty, EachChangeOfRateLosesLessThanANanoPoint, ()) {
  const int rates = *rc::gen::inRange(2, 4);
  Wide exact = 0;  // Times `common`.
  Wide common = 1;
  Wide credited = 0;
  Carry carry;
  for (int version = 0; version < rates; ++version) {
    const Ratio ratio{*rc::gen::inRange<std::int64_t>(1, 1'000),
                      *rc::gen::inRange<std::int64_t>(1, 1'000)};
    const ExchangeRate rate = RateOf(kGym, ratio);
    exact *= ratio.denominator;
    common *= ratio.denominator;
    for (const std::int64_t part : AnyParts()) {
      const auto converted = ConvertEarn({part, rate.EarnFactor(), {}}, rate, carry);
      RC_ASSERT(converted.ok());
      exact += part * ratio.numerator * (common / ratio.denominator);
      credited += converted->points.value();
      carry = converted->carry;
    }
  }
  // 0 <= exact - credited - carry < rates / 10^9.
  const Wide lost = (exact - credited * common) * carry.denominator - carry.numerator * common;
  RC_ASSERT(lost >= 0);
  RC_ASSERT(lost * kCarryResolution <= (rates - 1) * common * carry.denominator);
}

}  // namespace
}  // namespace coalition::domain
