#include "clients/bench/arrival_schedule.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

constexpr std::int64_t kBeginNs = 5'000'000'000'000;
constexpr int kCalls = 100'000;

TEST(ArrivalScheduleTest, NeverGoesBackAndKeepsTheRate) {
  ArrivalSchedule schedule(20'000, kBeginNs, 1);
  std::int64_t latest = kBeginNs;
  for (int i = 0; i < kCalls; ++i) {
    const std::int64_t due = schedule.NextNs();
    ASSERT_GE(due, latest);
    latest = due;
  }
  // 5 s; the standard deviation is 1/sqrt(100,000) of it.
  EXPECT_NEAR(static_cast<double>(latest - kBeginNs), 5e9, 5e9 * 0.02);
}

TEST(ArrivalScheduleTest, PausesAreExponential) {
  ArrivalSchedule schedule(1'000, 0, 2);
  std::int64_t latest = 0;
  int longer_than_mean = 0;
  int longer_than_three = 0;
  for (int i = 0; i < kCalls; ++i) {
    const std::int64_t due = schedule.NextNs();
    longer_than_mean += due - latest > 1'000'000 ? 1 : 0;
    longer_than_three += due - latest > 3'000'000 ? 1 : 0;
    latest = due;
  }
  EXPECT_NEAR(longer_than_mean, kCalls * std::exp(-1), kCalls * 0.01);
  EXPECT_NEAR(longer_than_three, kCalls * std::exp(-3), kCalls * 0.005);
}

TEST(ArrivalScheduleTest, IsTheSameForTheSameSeedAndAnotherForAnother) {
  ArrivalSchedule one(1'000, kBeginNs, 3);
  ArrivalSchedule same(1'000, kBeginNs, 3);
  ArrivalSchedule other(1'000, kBeginNs, 4);
  int equal = 0;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t due = one.NextNs();
    EXPECT_EQ(due, same.NextNs());
    equal += due == other.NextNs() ? 1 : 0;
  }
  EXPECT_EQ(equal, 0);
}

}  // namespace
}  // namespace coalition::bench
