#include "server/domain/conversion.h"

#include <cstdint>
#include <optional>

#include "gtest/gtest.h"

#include "server/domain/conversion_plan.h"
#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

constexpr std::int64_t kMax = INT64_MAX;

TEST(CarryDenominatorTest, IsTheSmallestMultipleFromABillionOn) {
  struct Case {
    std::int64_t denominator, carry;
  };
  const Case kCases[] = {{1, 1'000'000'000},
                         {2, 1'000'000'000},
                         {3, 1'000'000'002},
                         {7, 1'000'000'001},
                         {999'999'999, 1'999'999'998},
                         {1'000'000'000, 1'000'000'000},
                         {1'000'000'001, 1'000'000'001},
                         {kMax, kMax}};
  for (const Case& c : kCases) EXPECT_EQ(CarryDenominator(c.denominator), c.carry);
}

TEST(RescaleTest, RoundsDown) {
  struct Case {
    Carry carry;
    std::int64_t denominator;
    std::optional<Carry> rescaled;
  };
  const Case kCases[] = {
      {{0, 1}, 9, Carry{0, 9}},      {{2, 3}, 3, Carry{2, 3}},
      {{2, 3}, 9, Carry{6, 9}},      {{2, 3}, 10, Carry{6, 10}},
      {{-2, 3}, 10, Carry{-7, 10}},  {{1, kMax}, 1'000'000'000, Carry{0, 1'000'000'000}},
      {{-1, kMax}, 5, Carry{-1, 5}}, {{kMax, kMax}, kMax - 1, Carry{kMax - 1, kMax - 1}},
      {{kMax, 1}, 2, std::nullopt},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Rescale(c.carry, c.denominator), c.rescaled)
        << Text(c.carry) << " to " << c.denominator;
  }
}

TEST(ApplyRatioTest, IsExact) {
  struct Case {
    std::int64_t quantity;
    Ratio factor;
    std::int64_t denominator;
    std::int64_t whole, part;
  };
  const Case kCases[] = {{0, {2, 3}, 9, 0, 0},           {1, {2, 3}, 9, 0, 6},
                         {2, {2, 3}, 9, 1, 3},           {3, {2, 3}, 9, 2, 0},
                         {kMax, {1, 1}, 1, kMax, 0},     {kMax, {kMax, kMax}, kMax, kMax, 0},
                         {kMax, {1, 2}, 2, kMax / 2, 1}, {1, {1, kMax}, kMax, 0, 1}};
  for (const Case& c : kCases) {
    const auto exact = ApplyRatio(c.quantity, c.factor, c.denominator);
    ASSERT_TRUE(exact.has_value());
    EXPECT_EQ(exact->whole, c.whole);
    EXPECT_EQ(exact->part, c.part);
    EXPECT_EQ(exact->denominator, c.denominator);
  }
  EXPECT_FALSE(ApplyRatio(kMax, {2, 1}, 1).has_value());
  EXPECT_FALSE(ApplyRatio(kMax, {kMax, 1}, 1).has_value());
}

TEST(CreditWithCarryTest, CreditsWholePointsAndKeepsTheRest) {
  struct Case {
    ExactPoints exact;
    Carry carry;
    std::int64_t points;
    Carry after;
  };
  const Case kCases[] = {
      {{0, 6, 9}, {0, 1}, 0, {6, 9}},
      {{0, 6, 9}, {6, 9}, 1, {3, 9}},
      {{0, 6, 9}, {3, 9}, 1, {0, 9}},
      {{5, 0, 9}, {8, 9}, 5, {8, 9}},
      // What a reversal took too much is made good first.
      {{0, 6, 9}, {-7, 9}, 0, {-1, 9}},
      {{1, 0, 9}, {-10, 9}, 0, {-1, 9}},
      {{3, 0, 9}, {-10, 9}, 1, {8, 9}},
      // What a reversal gave back may be more than a point.
      {{0, 0, 9}, {20, 9}, 2, {2, 9}},
      // Another denominator, rounded down.
      {{0, 1, 10}, {2, 3}, 0, {7, 10}},
      {{0, 4, 10}, {2, 3}, 1, {0, 10}},
      {{kMax, 0, 2}, {1, 2}, kMax, {1, 2}},
  };
  for (const Case& c : kCases) {
    const auto rounded = CreditWithCarry(c.exact, c.carry);
    ASSERT_TRUE(rounded.has_value());
    EXPECT_EQ(rounded->points, Points(c.points));
    EXPECT_EQ(rounded->carry, c.after) << Text(rounded->carry);
  }
  EXPECT_FALSE(CreditWithCarry({kMax, 1, 2}, {1, 2}).has_value());
}

TEST(DebitWithCarryTest, RoundsUpAndKeepsWhatWasPaidTooMuch) {
  struct Case {
    ExactPoints exact;
    Carry carry;
    std::int64_t points;
    Carry after;
  };
  const Case kCases[] = {
      {{0, 6, 9}, {0, 1}, 1, {3, 9}},  {{0, 6, 9}, {3, 9}, 1, {6, 9}},
      {{0, 6, 9}, {6, 9}, 0, {0, 9}},  {{0, 6, 9}, {7, 9}, 0, {1, 9}},
      {{5, 0, 9}, {8, 9}, 5, {8, 9}},  {{5, 0, 9}, {0, 9}, 5, {0, 9}},
      {{0, 6, 9}, {-4, 9}, 2, {8, 9}}, {{0, 0, 9}, {-1, 9}, 1, {8, 9}},
      {{0, 0, 9}, {0, 9}, 0, {0, 9}},  {{0, 3, 10}, {1, 3}, 0, {0, 10}},
  };
  for (const Case& c : kCases) {
    const auto rounded = DebitWithCarry(c.exact, c.carry);
    ASSERT_TRUE(rounded.has_value());
    EXPECT_EQ(rounded->points, Points(c.points));
    EXPECT_EQ(rounded->carry, c.after) << Text(rounded->carry);
  }
  EXPECT_FALSE(DebitWithCarry({kMax, 1, 2}, {0, 1}).has_value());
}

// One way to convert, with each rounding.
struct RoundingCase {
  RateRounding rounding;
  Ratio ratio;
  std::int64_t partner_points;
  const char* earned;
  const char* burned;
};

std::string TextOf(const Decided<Converted>& converted) {
  if (!converted.ok()) return Text(converted.rejection());
  return std::to_string(converted->points.value()) + " carry " + Text(converted->carry);
}

TEST(ConvertTest, FollowsTheRatesRounding) {
  const RoundingCase kCases[] = {
      {RateRounding::kCarry,
       {2, 3},
       1,
       "0 carry 666666668/1000000002",
       "1 carry 333333334/1000000002"},
      {RateRounding::kCarry, {2, 3}, 3, "2 carry 0/1000000002", "2 carry 0/1000000002"},
      {RateRounding::kFloor,
       {2, 3},
       1,
       "RATE_YIELDS_NOTHING rate_version=4",
       "RATE_YIELDS_NOTHING rate_version=4"},
      {RateRounding::kFloor, {2, 3}, 2, "1 carry 0/1", "1 carry 0/1"},
      {RateRounding::kHalfEven, {2, 3}, 1, "1 carry 0/1", "1 carry 0/1"},
      {RateRounding::kHalfEven,
       {1, 2},
       1,
       "RATE_YIELDS_NOTHING rate_version=4",
       "RATE_YIELDS_NOTHING rate_version=4"},
      {RateRounding::kHalfEven, {1, 2}, 3, "2 carry 0/1", "2 carry 0/1"},
      {RateRounding::kHalfEven, {1, 2}, 5, "2 carry 0/1", "2 carry 0/1"},
      {RateRounding::kFloor, {2, 1}, kMax, "AMOUNT_OVERFLOW", "AMOUNT_OVERFLOW"},
      {RateRounding::kCarry, {2, 1}, kMax, "AMOUNT_OVERFLOW", "AMOUNT_OVERFLOW"},
  };
  for (const RoundingCase& c : kCases) {
    ExchangeRate rate = RateOf(kGym, c.ratio, c.ratio);
    rate.rounding = c.rounding;
    rate.version = 4;
    EXPECT_EQ(TextOf(ConvertEarn({c.partner_points, c.ratio, {}}, rate, {})), c.earned);
    EXPECT_EQ(TextOf(ConvertBurn({c.partner_points, c.ratio, {}}, rate, {})), c.burned);
  }
}

TEST(ConvertTest, MoneyOffRoundsUpAndCarriesNothing) {
  struct Case {
    std::int64_t micros;
    const char* converted;
  };
  // A point is worth 30,000 micros: 1:30,000 in lowest terms.
  const Case kCases[] = {{1, "1 carry 5/9"},
                         {30'000, "1 carry 5/9"},
                         {30'001, "2 carry 5/9"},
                         {59'999, "2 carry 5/9"},
                         {60'000, "2 carry 5/9"}};
  for (const Case& c : kCases) {
    EXPECT_EQ(TextOf(ConvertMoneyOff({c.micros, {1, 30'000}, {}}, RateOf(kBakery), {5, 9})),
              c.converted);
  }
}

TEST(ConvertTest, SaysByHowMuchTheCarryChanged) {
  const ExchangeRate rate = RateOf(kGym, {2, 3}, {2, 3});
  const auto first = ConvertEarn({1, {2, 3}, {}}, rate, {});
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->applied.carry_change, 666'666'668);
  const auto second = ConvertEarn({1, {2, 3}, {}}, rate, first->carry);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->applied.carry_change, -333'333'334);
  EXPECT_EQ(second->applied.carry_after, (Carry{333'333'334, 1'000'000'002}));
}

}  // namespace
}  // namespace coalition::domain
