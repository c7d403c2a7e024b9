#include "clients/bench/compare/report.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"

namespace coalition::bench::compare {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

Reading PerSecond(double per_second) {
  Reading reading;
  reading.per_second = per_second;
  return reading;
}

Report Sample() {
  Report report;
  report.options.rounds = 5;
  for (const double unary : {60, 61, 62, 63, 50}) {
    report.measured.rounds.push_back(
        {{kEcho, PerSecond(100'000)}, {kUnaryEarn, PerSecond(1'000 * unary)}});
  }
  report.measured.rounds[0][kUnaryEarn].p99_us = 2'410;
  report.absent[kPgbench] = "no PostgreSQL";
  report.facts = {{"cores", "4"}};
  report.ratios = EvaluateAll(report.measured.rounds, report.absent);
  return report;
}

TEST(ReportText, HasRatiosWithTheirSpreadAndBounds) {
  const std::string text = ReportText(Sample());
  EXPECT_THAT(text,
              ContainsRegex("unary_earn_vs_echo +0\\.610 +0\\.500 +0\\.630 +≥ 0\\.55 +≥ 0\\.8 "
                            "+floor\n"));
  EXPECT_THAT(text,
              ContainsRegex("lonely_p50_vs_fdatasync +- +- +- +≤ 4 +≤ 2\\.5 +not measured\n"));
  EXPECT_THAT(text, HasSubstr("cores: 4\n"));
}

TEST(ReportText, SaysWhyARatioIsNotMeasured) {
  EXPECT_THAT(ReportText(Sample()),
              HasSubstr("! unary_earn_vs_pgbench not measured: pgbench: no PostgreSQL\n"));
}

TEST(ReportText, HasAbsoluteFigures) {
  EXPECT_THAT(ReportText(Sample()), ContainsRegex("unary_earn +61,000 +50,000 +63,000 +2,410"));
}

TEST(ReportText, MissesAFloorLoudly) {
  Report report = Sample();
  for (Round& round : report.measured.rounds) round[kUnaryEarn].per_second = 1;
  report.ratios = EvaluateAll(report.measured.rounds, report.absent);
  EXPECT_THAT(ReportText(report), HasSubstr("FLOOR MISSED"));
}

struct WarningRow {
  std::string name;
  void (*change)(Report&);
  std::string warning;
};

class WarningTest : public ::testing::TestWithParam<WarningRow> {};

TEST_P(WarningTest, IsGivenOnlyWhenThereIsReason) {
  Report report = Sample();
  EXPECT_THAT(ReportText(report), Not(HasSubstr(GetParam().warning)));
  GetParam().change(report);
  EXPECT_THAT(ReportText(report), HasSubstr("! " + GetParam().warning));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WarningTest,
    ::testing::Values(
        WarningRow{"FewRounds", [](Report& report) { report.measured.rounds.resize(3); },
                   "3 rounds: a median of fewer than 5"},
        WarningRow{"CutShort",
                   [](Report& report) {
                     report.options.rounds = 9;
                     report.measured.cut_short = true;
                   },
                   "the time was enough for 5 of 9 rounds"},
        WarningRow{"Interrupted", [](Report& report) { report.measured.interrupted = true; },
                   "interrupted"},
        WarningRow{"Others",
                   [](Report& report) {
                     report.measured.rounds[2][kEcho].others_cores = 1.5;
                     report.measured.rounds[4][kEcho].others_cores = 0.3;
                   },
                   "in 2 of 5 rounds others took more than 0.25 cores"},
        WarningRow{"Note",
                   [](Report& report) {
                     report.measured.rounds[1][kUnaryEarn].note = "reached 5/s of 9/s";
                   },
                   "unary_earn: reached 5/s of 9/s"}),
    [](const auto& row) { return row.param.name; });

TEST(ReportJson, HoldsEverything) {
  Report report = Sample();
  report.measured.rounds[1][kEcho].note = "not UTF-8: \xff";
  const auto json = nlohmann::json::parse(ReportJson(report));
  const auto& ratio = json["ratios"][0];
  EXPECT_EQ(ratio["name"], "unary_earn_vs_echo");
  EXPECT_EQ(ratio["verdict"], "floor");
  EXPECT_EQ(ratio["median"], 0.61);
  EXPECT_EQ(ratio["better"], "higher");
  EXPECT_EQ(ratio["rounds"].size(), 5u);
  EXPECT_EQ(json["ratios"][1]["why_not_measured"], "pgbench: no PostgreSQL");
  EXPECT_EQ(json["rounds"].size(), 5u);
  EXPECT_EQ(json["rounds"][0]["unary_earn"]["p99_us"], 2'410);
  EXPECT_EQ(json["rounds"][0]["unary_earn"]["per_second"], 60'000);
  EXPECT_FALSE(json["rounds"][1]["unary_earn"].contains("p99_us"));
  EXPECT_EQ(json["facts"]["cores"], "4");
  EXPECT_EQ(json["absent"]["pgbench"], "no PostgreSQL");
}

}  // namespace
}  // namespace coalition::bench::compare
