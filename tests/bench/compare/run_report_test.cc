#include "clients/bench/compare/run_report.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;

constexpr char kRun[] = R"({
  "target": "coalition", "shape": "unary", "rate": 0, "events": 200000,
  "events_per_second": 40123.5, "calls_per_second": 40123.5,
  "latency_us": {"min": 101, "p50": 1200.5, "p90": 2000, "p99": 3100, "p99_9": 5000, "max": 9000},
  "cpu_us_per_event": {"client": 21.5, "server": 40.25, "database": 12.5},
  "failures": {}, "replayed": 2000, "transactions": 198000, "checks": {"totals": "ok"}})";

TEST(RunReport, BecomesAReading) {
  const auto reading = ParseRunReport(kRun);
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(reading->per_second, 40123.5);
  EXPECT_EQ(reading->p50_us, 1200.5);
  EXPECT_EQ(reading->p99_us, 3100);
  EXPECT_EQ(reading->max_us, 9000);
  EXPECT_EQ(reading->client_cpu_us, 21.5);
  EXPECT_EQ(reading->server_cpu_us, 40.25);
  EXPECT_EQ(reading->database_cpu_us, 12.5);
  EXPECT_EQ(reading->note, "");
}

TEST(RunReport, LeavesOutWhatIsNotKnown) {
  const auto reading =
      ParseRunReport(R"({"events_per_second": 5, "cpu_us_per_event": {"client": 2}})");
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(reading->p99_us, std::nullopt);
  EXPECT_EQ(reading->client_cpu_us, 2);
  EXPECT_EQ(reading->server_cpu_us, std::nullopt);
  EXPECT_EQ(reading->database_cpu_us, std::nullopt);
}

TEST(RunReport, NotesARateThatWasNotReached) {
  EXPECT_EQ(ParseRunReport(R"({"events_per_second": 970, "rate": 1000})")->note, "");
  EXPECT_EQ(ParseRunReport(R"({"events_per_second": 969, "rate": 1000})")->note,
            "reached 969/s of the 1000/s it was to have");
}

struct BadRow {
  std::string json;
  std::string complaint;
};

class BadRunReportTest : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadRunReportTest, IsRefused) {
  const auto reading = ParseRunReport(GetParam().json);
  ASSERT_FALSE(reading.ok());
  EXPECT_THAT(reading.status().message(), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadRunReportTest,
    ::testing::Values(BadRow{"", "no events_per_second"}, BadRow{"[]", "no events_per_second"},
                      BadRow{"{\"events_per_second\": 1", "no events_per_second"},
                      BadRow{R"({"events_per_second": "many"})", "no events_per_second"},
                      BadRow{R"({"events_per_second": 0})", "no events"},
                      BadRow{R"({"events_per_second": 9, "failures": {"QUEUE_FULL": 3}})",
                             "calls failed: QUEUE_FULL 3"}));

TEST(LoadReports, GiveTheLastWholeLine) {
  const auto report = ParseLoadReports(
      "{\"transactions\": 1000, \"members\": 10}\n"
      "{\"transactions\": 2000, \"members\": 20, \"file_bytes\": 4096}\n"
      "{\"transactions\": 3000, \"mem");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->transactions, 2000);
  EXPECT_EQ(report->members, 20);
  EXPECT_EQ(report->file_bytes, 4096);
}

TEST(LoadReports, WithoutATransactionAreRefused) {
  EXPECT_FALSE(ParseLoadReports("").ok());
  EXPECT_FALSE(ParseLoadReports("loading\n{\"members\": 3}\n").ok());
}

}  // namespace
}  // namespace coalition::bench::compare
