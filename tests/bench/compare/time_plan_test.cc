#include "clients/bench/compare/time_plan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(TimePlan, OfTheDefaultsLeavesTimeForGrowing) {
  const Options options;
  EXPECT_LT(RoundsEstimate(options), minutes(14));
  // The search for the best loads takes about three minutes.
  EXPECT_GT(TimeToGrow(options, minutes(3)), minutes(7));
}

TEST(TimePlan, GrowsWithRoundsAndSpans) {
  Options options;
  const seconds five_rounds = RoundsEstimate(options);
  options.rounds = 10;
  EXPECT_EQ(RoundsEstimate(options), 2 * five_rounds);
  options.rounds = 5;
  options.span *= 2;
  EXPECT_GT(RoundsEstimate(options), five_rounds);
}

TEST(TimePlan, CountsNothingForWhatIsSkipped) {
  Options options;
  options.skipped = {kEchoSubject,  kPgbenchSubject, kMysqlSubject,
                     kFreshSubject, kGrownSubject,   kDiskSubject};
  EXPECT_EQ(RoundsEstimate(options), seconds(0));
}

TEST(TimePlan, CountsTheMembersOfEachEmptyLedger) {
  Options options;
  options.skipped = {kEchoSubject, kPgbenchSubject, kFreshSubject, kGrownSubject, kDiskSubject};
  const seconds few = RoundsEstimate(options);
  options.members *= 10;
  EXPECT_GT(RoundsEstimate(options), few + minutes(1));
}

TEST(TimePlan, IsNeverBelowZero) { EXPECT_EQ(TimeToGrow(Options(), minutes(25)), seconds(0)); }

constexpr std::int64_t kGigabyte = 1'000'000'000;

TEST(GrowthRoom, IsWhatWasAskedForOnALargeDisk) {
  const GrowthRoom room = RoomToGrow(20'000'000, 60 * kGigabyte);
  EXPECT_EQ(room.transactions, 20'000'000);
  EXPECT_EQ(room.shortfall, "");
}

TEST(GrowthRoom, IsWhatFitsOnASmallDiskAndSaysSo) {
  const GrowthRoom room = RoomToGrow(20'000'000, 15 * kGigabyte);
  EXPECT_GT(room.transactions, 1'000'000);
  EXPECT_LT(room.transactions, 20'000'000);
  EXPECT_THAT(room.shortfall, HasSubstr("15.0 GB free"));
  EXPECT_THAT(room.shortfall, HasSubstr("of 20.0 million"));
}

TEST(GrowthRoom, IsNothingOnAFullDisk) {
  EXPECT_EQ(RoomToGrow(20'000'000, 9 * kGigabyte).transactions, 0);
  EXPECT_EQ(RoomToGrow(20'000'000, 0).transactions, 0);
}

}  // namespace
}  // namespace coalition::bench::compare
