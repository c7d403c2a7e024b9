#include "clients/bench/compare/spread.h"

#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

struct SpreadRow {
  std::vector<double> values;
  Spread expected;
};

class SpreadTest : public ::testing::TestWithParam<SpreadRow> {};

TEST_P(SpreadTest, IsMedianMinAndMax) {
  EXPECT_EQ(SpreadOf(GetParam().values), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, SpreadTest,
    ::testing::Values(SpreadRow{{}, {0, 0, 0, 0}}, SpreadRow{{3}, {3, 3, 3, 1}},
                      SpreadRow{{5, 1}, {3, 1, 5, 2}}, SpreadRow{{9, 1, 2}, {2, 1, 9, 3}},
                      SpreadRow{{4, 3, 2, 1}, {2.5, 1, 4, 4}},
                      // One round that went wrong does not move the median.
                      SpreadRow{{0.8, 0.82, 0.1, 0.81, 0.79}, {0.8, 0.1, 0.82, 5}}));

TEST(Quantile, IsTheSmallestThatTheShareDoesNotExceed) {
  const std::vector<double> sorted{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_EQ(Quantile(sorted, 0), 1);
  EXPECT_EQ(Quantile(sorted, 0.1), 1);
  EXPECT_EQ(Quantile(sorted, 0.5), 5);
  EXPECT_EQ(Quantile(sorted, 0.51), 6);
  EXPECT_EQ(Quantile(sorted, 0.99), 10);
  EXPECT_EQ(Quantile(sorted, 1), 10);
  EXPECT_EQ(Quantile({}, 0.5), 0);
}

}  // namespace
}  // namespace coalition::bench::compare
