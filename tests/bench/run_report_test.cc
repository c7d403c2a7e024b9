#include "clients/bench/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/bench/filling_report.h"
#include "nlohmann/json.hpp"

namespace coalition::bench {
namespace {

using nlohmann::json;
using testing::HasSubstr;

RunResult ResultOf(std::int64_t calls, std::int64_t events) {
  Tally tally(1);
  tally.calls = calls;
  tally.events = events;
  for (std::int64_t i = 0; i < calls; ++i) tally.latency.Record(1'500);
  tally.transactions = events;
  tally.replayed = 3;
  RunResult result(std::move(tally));
  result.measured_seconds = 2;
  result.client_cpu_us = 1'000;
  return result;
}

TEST(RunReportTest, WritesWhatItMeasuredAsJson) {
  RunOptions options;
  options.load.shape = Shape::kBatch;
  options.load.batch_size = 50;
  RunResult result = ResultOf(10, 500);
  result.server_cpu_us = 4'000;
  result.database_cpu_us = 6'000;
  result.checks.totals = "ok";
  const json report = json::parse(RunJson(options, result));
  EXPECT_EQ(report["target"], "coalition");
  EXPECT_EQ(report["shape"], "batch");
  EXPECT_EQ(report["batch_size"], 50);
  EXPECT_EQ(report["work"], "earn");
  EXPECT_EQ(report["in_flight"], 64);
  EXPECT_EQ(report["rate"], 0);
  EXPECT_EQ(report["seconds"], 2);
  EXPECT_EQ(report["events"], 500);
  EXPECT_EQ(report["calls"], 10);
  EXPECT_EQ(report["events_per_second"], 250);
  EXPECT_EQ(report["calls_per_second"], 5);
  for (const char* figure : {"min", "p50", "p90", "p99", "p99_9", "max", "mean"}) {
    EXPECT_EQ(report["latency_us"][figure], 1.5) << figure;
  }
  EXPECT_EQ(report["cpu_us_per_event"]["client"], 2);
  EXPECT_EQ(report["cpu_us_per_event"]["server"], 8);
  EXPECT_EQ(report["cpu_us_per_event"]["database"], 12);
  EXPECT_TRUE(report["failures"].empty());
  EXPECT_EQ(report["replayed"], 3);
  EXPECT_EQ(report["transactions"], 500);
  EXPECT_EQ(report["checks"]["totals"], "ok");
  EXPECT_EQ(report["checks"]["acknowledged"], "not run");
  EXPECT_TRUE(result.Passed());
}

TEST(RunReportTest, LeavesOutWhatItDoesNotKnow) {
  const json report = json::parse(RunJson({}, ResultOf(1, 1)));
  EXPECT_FALSE(report["cpu_us_per_event"].contains("server"));
}

TEST(RunReportTest, SaysNothingStrangeWithoutEvents) {
  const RunResult result = ResultOf(0, 0);
  const json report = json::parse(RunJson({}, result));
  EXPECT_EQ(report["events_per_second"], 0);
  EXPECT_EQ(report["cpu_us_per_event"]["client"], 0);
  EXPECT_EQ(report["latency_us"]["p99"], 0);
}

TEST(RunReportTest, AFailureADifferenceOrAnEventWithoutAnswerIsToldAndDoesNotPass) {
  RunResult failed = ResultOf(1, 1);
  failed.tally.failures["QUEUE_FULL"] = 7;
  EXPECT_FALSE(failed.Passed());
  EXPECT_EQ(json::parse(RunJson({}, failed))["failures"]["QUEUE_FULL"], 7);
  EXPECT_THAT(RunTable({}, failed), HasSubstr("QUEUE_FULL: 7"));

  RunResult different = ResultOf(1, 1);
  different.checks.acknowledged = "0-7 was acknowledged and is not in the journal";
  EXPECT_FALSE(different.Passed());
  EXPECT_THAT(RunTable({}, different), HasSubstr("0-7 was acknowledged"));

  RunResult undecided = ResultOf(1, 1);
  undecided.undecided = 2;
  EXPECT_FALSE(undecided.Passed());
  EXPECT_THAT(RunTable({}, undecided), HasSubstr("2 events had no answer"));
}

TEST(FillingReportTest, WritesOneObject) {
  FillingReport report;
  report.transactions = 3'000;
  report.members = 100;
  report.stretch_events = 1'000;
  report.stretch_ns = 500'000'000;
  report.batches.Record(2'000'000);
  report.file_bytes = 4'096;
  const json object = json::parse(FillingJson(report));
  EXPECT_EQ(object["transactions"], 3'000);
  EXPECT_EQ(object["members"], 100);
  EXPECT_EQ(object["events_per_second"], 2'000);
  EXPECT_EQ(object["p50_us"], 2'000);
  EXPECT_EQ(object["p99_us"], 2'000);
  EXPECT_EQ(object["file_bytes"], 4'096);
  EXPECT_FALSE(object.contains("server_resident_bytes"));
  EXPECT_THAT(FillingText(report), HasSubstr("3,000 transactions, 100 members: 2,000/s"));
}

}  // namespace
}  // namespace coalition::bench
