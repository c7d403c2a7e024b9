#include "clients/bench/compare/best_load.h"

#include <array>
#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/interruption.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;

constexpr std::array kLoads = {8, 16, 32};

absl::StatusOr<BestLoad> FindAmong(std::map<int, absl::StatusOr<double>> outcomes) {
  return FindBestLoad(kLoads, [&](int load) { return outcomes.at(load); });
}

TEST(BestLoad, IsTheOneWithTheHighestThroughput) {
  const auto best = FindAmong({{8, 100.0}, {16, 300.0}, {32, 200.0}});
  ASSERT_TRUE(best.ok());
  EXPECT_EQ(best->load, 16);
  EXPECT_EQ(best->per_second, 300);
  EXPECT_EQ(ToString(*best), "8: 100/s, 16: 300/s (taken), 32: 200/s");
}

TEST(BestLoad, IsTheSmallestOfThoseThatAreAboutAsGood) {
  EXPECT_EQ(FindAmong({{8, 100.0}, {16, 300.0}, {32, 300.0}})->load, 16);
  EXPECT_EQ(FindAmong({{8, 100.0}, {16, 294.0}, {32, 300.0}})->load, 16);
  EXPECT_EQ(FindAmong({{8, 100.0}, {16, 293.0}, {32, 300.0}})->load, 32);
}

TEST(BestLoad, PassesOverLoadsThatFail) {
  const auto best = FindAmong({{8, 100.0}, {16, absl::InternalError("queue full")}, {32, 50.0}});
  ASSERT_TRUE(best.ok());
  EXPECT_EQ(best->load, 8);
  EXPECT_EQ(ToString(*best), "8: 100/s (taken), 16: failed (queue full), 32: 50/s");
}

TEST(BestLoad, IsAnErrorWhenAllFail) {
  const absl::Status gone = absl::InternalError("server gone");
  const auto best = FindAmong({{8, gone}, {16, gone}, {32, gone}});
  ASSERT_FALSE(best.ok());
  EXPECT_THAT(best.status().message(), HasSubstr("server gone"));
}

TEST(BestLoad, IsNotLookedForAfterAnInterruption) {
  int trials = 0;
  const auto best = FindBestLoad(kLoads, [&](int) -> absl::StatusOr<double> {
    ++trials;
    return Interrupted();
  });
  EXPECT_TRUE(IsInterrupted(best.status()));
  EXPECT_EQ(trials, 1);
}

}  // namespace
}  // namespace coalition::bench::compare
