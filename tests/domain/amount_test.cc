#include "server/domain/amount.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "gtest/gtest.h"

namespace coalition::domain {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr Wide kWideMax = static_cast<Wide>((~static_cast<unsigned __int128>(0)) >> 1);

TEST(DivideRoundedTest, RoundsAsAsked) {
  struct Case {
    Wide n;
    std::int64_t d, floor, ceiling, half_even;
  };
  const Case kCases[] = {
      {0, 1, 0, 0, 0},
      {0, 7, 0, 0, 0},
      {6, 3, 2, 2, 2},
      {-6, 3, -2, -2, -2},
      {1, 3, 0, 1, 0},
      {2, 3, 0, 1, 1},
      {-1, 3, -1, 0, 0},
      {-2, 3, -1, 0, -1},
      // Ties go to the even neighbour, on both sides of 0.
      {1, 2, 0, 1, 0},
      {3, 2, 1, 2, 2},
      {5, 2, 2, 3, 2},
      {-1, 2, -1, 0, 0},
      {-3, 2, -2, -1, -2},
      {-5, 2, -3, -2, -2},
      {5'000'000, 10'000'000, 0, 1, 0},
      {15'000'000, 10'000'000, 1, 2, 2},
      {-15'000'000, 10'000'000, -2, -1, -2},
      // Next to a tie.
      {500'001, 1'000'000, 0, 1, 1},
      {499'999, 1'000'000, 0, 1, 0},
      {-500'001, 1'000'000, -1, 0, -1},
      {-499'999, 1'000'000, -1, 0, 0},
      // Divisors without a half of their own.
      {kMax / 2, kMax, 0, 1, 0},
      {kMax / 2 + 1, kMax, 0, 1, 1},
      {kMax - 1, kMax, 0, 1, 1},
      {kMax, kMax, 1, 1, 1},
      {kMax, 1, kMax, kMax, kMax},
      {kMin, 1, kMin, kMin, kMin},
      {static_cast<Wide>(kMax) * kMax, kMax, kMax, kMax, kMax},
      {static_cast<Wide>(kMin) * kMax, kMax, kMin, kMin, kMin},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(testing::Message() << static_cast<std::int64_t>(c.n) << " / " << c.d);
    EXPECT_EQ(DivideRounded(c.n, c.d, RoundTo::kFloor), c.floor);
    EXPECT_EQ(DivideRounded(c.n, c.d, RoundTo::kCeiling), c.ceiling);
    EXPECT_EQ(DivideRounded(c.n, c.d, RoundTo::kHalfEven), c.half_even);
  }
}

TEST(DivideRoundedTest, IsAbsentJustOutside64Bits) {
  const Wide above = static_cast<Wide>(kMax) + 1;
  const Wide below = static_cast<Wide>(kMin) - 1;
  EXPECT_EQ(DivideRounded(above, 1, RoundTo::kFloor), std::nullopt);
  EXPECT_EQ(DivideRounded(below, 1, RoundTo::kFloor), std::nullopt);
  EXPECT_EQ(DivideRounded(2 * above - 1, 2, RoundTo::kFloor), kMax);
  EXPECT_EQ(DivideRounded(2 * above - 1, 2, RoundTo::kCeiling), std::nullopt);
  EXPECT_EQ(DivideRounded(2 * above - 1, 2, RoundTo::kHalfEven), std::nullopt);
  EXPECT_EQ(DivideRounded(2 * below + 1, 2, RoundTo::kFloor), std::nullopt);
  EXPECT_EQ(DivideRounded(2 * below + 1, 2, RoundTo::kCeiling), kMin);
  EXPECT_EQ(DivideRounded(2 * below + 1, 2, RoundTo::kHalfEven), kMin);
  EXPECT_EQ(DivideRounded(kWideMax, 1, RoundTo::kHalfEven), std::nullopt);
  EXPECT_EQ(DivideRounded(-kWideMax - 1, kMax, RoundTo::kFloor), std::nullopt);
}

TEST(DivideRoundedDeathTest, RefusesADivisorThatIsNotPositive) {
  EXPECT_DEATH((void)DivideRounded(1, 0, RoundTo::kFloor), "not positive");
  EXPECT_DEATH((void)DivideRounded(1, -1, RoundTo::kFloor), "not positive");
}

TEST(MulDivTest, MultipliesThrough128Bits) {
  struct Case {
    std::int64_t a, b, c;
    std::optional<std::int64_t> half_even;
  };
  const Case kCases[] = {
      {0, kMax, 1, 0},
      {kMax, kMax, kMax, kMax},
      {kMin, kMax, kMax, kMin},
      {kMin, kMin, kMax, std::nullopt},
      {kMax, 2, 1, std::nullopt},
      {kMin, 1, 1, kMin},
      {kMin, -1, 1, std::nullopt},
      {7, 10'000'000, 1'000, 70'000},
      {1, 1'500, 1'000, 2},
      {1, 2'500, 1'000, 2},
      {-1, 2'500, 1'000, -2},
      {-1, 3'500, 1'000, -4},
      {1'000'000'000'000'000, 1'000'000'000'000'000, 1'000'000'000'000'000, 1'000'000'000'000'000},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(MulDiv(c.a, c.b, c.c, RoundTo::kHalfEven), c.half_even)
        << c.a << " * " << c.b << " / " << c.c;
  }
}

TEST(MultiplyTest, GivesLowestTermsOrNothing) {
  struct Case {
    Ratio a, b;
    std::optional<Ratio> product;
  };
  const Case kCases[] = {
      {{1, 1}, {1, 1}, Ratio{1, 1}},
      {{2, 3}, {3, 2}, Ratio{1, 1}},
      {{2, 4}, {1, 1}, Ratio{1, 2}},
      {{2, 4}, {6, 9}, Ratio{1, 3}},
      {{3, 21}, {14, 4}, Ratio{1, 2}},
      {{10, 1}, {1, 1'000'000}, Ratio{1, 100'000}},
      {{kMax, 1}, {1, kMax}, Ratio{1, 1}},
      {{kMax, kMax}, {kMax, kMax}, Ratio{1, 1}},
      {{kMax, 2}, {4, kMax}, Ratio{2, 1}},
      {{kMax, 1}, {1, 1}, Ratio{kMax, 1}},
      {{kMax, 1}, {2, 1}, std::nullopt},
      {{1, kMax}, {1, 2}, std::nullopt},
      {{std::int64_t{1} << 62, 1}, {1, 1}, Ratio{std::int64_t{1} << 62, 1}},
      {{std::int64_t{1} << 62, 1}, {2, 1}, std::nullopt},
      // 3037000499^2 is the largest square that fits.
      {{3'037'000'499, 1}, {3'037'000'499, 1}, Ratio{9'223'372'030'926'249'001, 1}},
      {{3'037'000'500, 1}, {3'037'000'500, 1}, std::nullopt},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(testing::Message() << c.a.numerator << ":" << c.a.denominator << " * "
                                    << c.b.numerator << ":" << c.b.denominator);
    EXPECT_EQ(Multiply(c.a, c.b), c.product);
    EXPECT_EQ(Multiply(c.b, c.a), c.product);
  }
}

TEST(LeastCommonMultipleTest, FitsOrIsAbsent) {
  struct Case {
    std::int64_t a, b;
    std::optional<std::int64_t> multiple;
  };
  const Case kCases[] = {
      {1, 1, 1},
      {4, 6, 12},
      {7, 7, 7},
      {kMax, kMax, kMax},
      {kMax, 1, kMax},
      {kMax, 2, std::nullopt},
      {std::int64_t{1} << 62, std::int64_t{1} << 61, std::int64_t{1} << 62},
      {3'037'000'499, 3'037'000'498, 9'223'372'027'889'248'502},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(LeastCommonMultiple(c.a, c.b), c.multiple) << c.a << ", " << c.b;
    EXPECT_EQ(LeastCommonMultiple(c.b, c.a), c.multiple) << c.a << ", " << c.b;
  }
}

TEST(QuantityTest, PlusIsAbsentOnOverflow) {
  EXPECT_EQ(Plus(Points(kMax), Points(0)), Points(kMax));
  EXPECT_EQ(Plus(Points(kMax), Points(kMin)), Points(-1));
  EXPECT_EQ(Plus(Points(kMax), Points(1)), std::nullopt);
  EXPECT_EQ(Plus(Points(kMin), Points(-1)), std::nullopt);
}

TEST(QuantityTest, IsWithinIsInclusiveOnBothSides) {
  EXPECT_TRUE(IsWithin(kTotalMax, Points(kTotalMax)));
  EXPECT_TRUE(IsWithin(kTotalMax, Points(-kTotalMax)));
  EXPECT_FALSE(IsWithin(kTotalMax, Points(kTotalMax + 1)));
  EXPECT_FALSE(IsWithin(kTotalMax, Points(-kTotalMax - 1)));
}

TEST(QuantityDeathTest, OperatorsNeverWrap) {
  EXPECT_DEATH((void)(Points(kMax) + Points(1)), "does not fit");
  EXPECT_DEATH((void)(Points(kMin) - Points(1)), "does not fit");
  EXPECT_DEATH((void)(-Points(kMin)), "does not fit");
}

}  // namespace
}  // namespace coalition::domain
