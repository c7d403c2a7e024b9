#include "clients/bench/compare/ratio.h"

#include <algorithm>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Reading PerSecond(double per_second) {
  Reading reading;
  reading.per_second = per_second;
  return reading;
}

Round EchoAndUnary(double echo, double unary) {
  return {{kEcho, PerSecond(echo)}, {kUnaryEarn, PerSecond(unary)}};
}

RatioDefinition Throughput(std::optional<Bounds> bounds) {
  return {"unary_vs_echo", kUnaryEarn, kEcho, Figure::kPerSecond, bounds, ""};
}

const Bounds kAtLeast{Better::kHigher, 0.5, 0.8};
const Bounds kAtMost{Better::kLower, 4, 2};

const RatioDefinition& Named(absl::string_view name) {
  const auto definitions = RatioDefinitions();
  return *std::find_if(definitions.begin(), definitions.end(),
                       [&](const RatioDefinition& definition) { return definition.name == name; });
}

TEST(RatioDefinitions, AreOfMeasurementsThatThereAre) {
  std::set<absl::string_view> names;
  for (const RatioDefinition& definition : RatioDefinitions()) {
    EXPECT_TRUE(names.insert(definition.name).second) << definition.name;
    for (const absl::string_view measurement : {definition.over, definition.under}) {
      EXPECT_THAT(kMeasurementOrder, ::testing::Contains(measurement)) << definition.name;
    }
  }
}

TEST(RatioDefinitions, HaveGoalsBeyondTheirFloors) {
  for (const RatioDefinition& definition : RatioDefinitions()) {
    if (!definition.bounds) continue;
    const auto& [better, floor, goal] = *definition.bounds;
    EXPECT_TRUE(better == Better::kHigher ? goal > floor : goal < floor) << definition.name;
  }
}

TEST(RatioDefinitions, AskForWhatWasPromised) {
  const auto floor = [](absl::string_view name) { return Named(name).bounds->floor; };
  const auto goal = [](absl::string_view name) { return Named(name).bounds->goal; };
  EXPECT_EQ(std::pair(floor("unary_earn_vs_echo"), goal("unary_earn_vs_echo")),
            std::pair(0.55, 0.80));
  EXPECT_EQ(std::pair(floor("unary_earn_vs_pgbench"), goal("unary_earn_vs_pgbench")),
            std::pair(4.0, 6.0));
  EXPECT_EQ(std::pair(floor("batch_earn_vs_pgbench"), goal("batch_earn_vs_pgbench")),
            std::pair(10.0, 20.0));
  EXPECT_EQ(std::pair(floor("batch_mix_vs_pgbench"), goal("batch_mix_vs_pgbench")),
            std::pair(7.0, 12.0));
  EXPECT_EQ(std::pair(floor("mysql_unary_earn_vs_pgbench"), goal("mysql_unary_earn_vs_pgbench")),
            std::pair(3.0, 5.0));
  EXPECT_EQ(std::pair(floor("mysql_batch_earn_vs_pgbench"), goal("mysql_batch_earn_vs_pgbench")),
            std::pair(8.0, 15.0));
  EXPECT_EQ(Named("mysql_two_servers_vs_one").bounds, std::nullopt);
  EXPECT_EQ(std::pair(floor("grown_vs_fresh"), goal("grown_vs_fresh")), std::pair(0.85, 0.95));
  EXPECT_EQ(std::pair(floor("hot_partner_vs_uniform"), goal("hot_partner_vs_uniform")),
            std::pair(0.9, 1.0));
  EXPECT_EQ(std::pair(floor("unary_p99_vs_echo_p99"), goal("unary_p99_vs_echo_p99")),
            std::pair(4.0, 2.0));
  EXPECT_EQ(std::pair(floor("lonely_p50_vs_fdatasync"), goal("lonely_p50_vs_fdatasync")),
            std::pair(4.0, 2.5));
}

TEST(Ratio, IsMadeInEachRoundAndItsMedianCounts) {
  const RatioDefinition definition = Throughput(kAtLeast);
  // The medians of both sides would give 1.0.
  const std::vector<Round> rounds{EchoAndUnary(100, 60), EchoAndUnary(50, 50),
                                  EchoAndUnary(200, 140)};
  const Ratio ratio = Evaluate(definition, rounds, {});
  EXPECT_THAT(ratio.rounds, ElementsAre(0.6, 1.0, 0.7));
  EXPECT_EQ(ratio.spread, (Spread{0.7, 0.6, 1.0, 3}));
  EXPECT_EQ(ratio.verdict, Verdict::kFloor);
}

struct VerdictRow {
  std::optional<Bounds> bounds;
  double ratio;
  Verdict expected;
};

class VerdictTest : public ::testing::TestWithParam<VerdictRow> {};

TEST_P(VerdictTest, IsByTheMedian) {
  const RatioDefinition definition = Throughput(GetParam().bounds);
  const std::vector<Round> rounds{EchoAndUnary(1, GetParam().ratio)};
  EXPECT_EQ(Evaluate(definition, rounds, {}).verdict, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, VerdictTest,
                         ::testing::Values(VerdictRow{kAtLeast, 0.49, Verdict::kBelowFloor},
                                           VerdictRow{kAtLeast, 0.5, Verdict::kFloor},
                                           VerdictRow{kAtLeast, 0.79, Verdict::kFloor},
                                           VerdictRow{kAtLeast, 0.8, Verdict::kGoal},
                                           VerdictRow{kAtMost, 4.1, Verdict::kBelowFloor},
                                           VerdictRow{kAtMost, 4, Verdict::kFloor},
                                           VerdictRow{kAtMost, 2.1, Verdict::kFloor},
                                           VerdictRow{kAtMost, 2, Verdict::kGoal},
                                           VerdictRow{std::nullopt, 0.001, Verdict::kInformation}));

TEST(Ratio, TakesTheFigureThatItIsOf) {
  Reading unary = PerSecond(10);
  unary.p50_us = 300;
  unary.p99_us = 900;
  Reading disk = PerSecond(10);
  disk.p50_us = 100;
  disk.p99_us = 100;
  const std::vector<Round> rounds{{{kUnaryLonely, unary}, {kSyncOverwrite, disk}}};
  EXPECT_EQ(Evaluate(Named("lonely_p50_vs_fdatasync"), rounds, {}).spread.median, 3);
}

TEST(Ratio, IsNotMeasuredWhenEitherSideIsAbsentAndSaysWhy) {
  const RatioDefinition definition = Throughput(kAtLeast);
  const std::vector<Round> rounds{EchoAndUnary(100, 60)};
  for (const char* side : {kEcho, kUnaryEarn}) {
    const Ratio ratio = Evaluate(definition, rounds, {{side, "failed in round 2: gone"}});
    EXPECT_EQ(ratio.verdict, Verdict::kNotMeasured);
    EXPECT_EQ(ratio.why_not_measured, std::string(side) + ": failed in round 2: gone");
  }
}

TEST(Ratio, OfAnotherMeasurementIsNotTouchedByAnAbsence) {
  const std::vector<Round> rounds{EchoAndUnary(100, 60)};
  EXPECT_EQ(Evaluate(Throughput(kAtLeast), rounds, {{kPgbench, "no PostgreSQL"}}).verdict,
            Verdict::kFloor);
}

TEST(Ratio, IsNotMeasuredWithoutFigures) {
  const RatioDefinition definition = Throughput(kAtLeast);
  const std::vector<Round> without_echo{{{kUnaryEarn, PerSecond(10)}}};
  const std::vector<Round> by_nothing{EchoAndUnary(0, 10)};
  for (const auto& rounds : {std::vector<Round>{}, without_echo, by_nothing}) {
    const Ratio ratio = Evaluate(definition, rounds, {});
    EXPECT_EQ(ratio.verdict, Verdict::kNotMeasured);
    EXPECT_THAT(ratio.why_not_measured, HasSubstr("no round"));
  }
}

TEST(Ratio, PassesOverRoundsThatLackASide) {
  const std::vector<Round> rounds{EchoAndUnary(100, 60), {{kEcho, PerSecond(100)}}};
  EXPECT_THAT(Evaluate(Throughput(kAtLeast), rounds, {}).rounds, ElementsAre(0.6));
}

TEST(Ratio, BelowItsFloorIsSeenAmongAll) {
  std::vector<Ratio> ratios(3);
  ratios[0].verdict = Verdict::kGoal;
  ratios[1].verdict = Verdict::kNotMeasured;
  ratios[2].verdict = Verdict::kInformation;
  EXPECT_FALSE(AnyBelowFloor(ratios));
  EXPECT_TRUE(AnyMeasured(ratios));
  EXPECT_FALSE(AnyMeasured(std::span(ratios).subspan(1, 1)));
  ratios[1].verdict = Verdict::kBelowFloor;
  EXPECT_TRUE(AnyBelowFloor(ratios));
}

}  // namespace
}  // namespace coalition::bench::compare
