#include "clients/bench/compare/pgbench_output.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;

constexpr char kVersion15[] = R"(pgbench (15.18 (Debian 15.18-0+deb12u1))
starting vacuum...end.
transaction type: <builtin: TPC-B (sort of)>
scaling factor: 50
query mode: prepared
number of clients: 32
number of threads: 4
maximum number of tries: 1
duration: 5 s
number of transactions actually processed: 32561
number of failed transactions: 0 (0.000%)
latency average = 4.904 ms
initial connection time = 32.741 ms
tps = 6524.827303 (without initial connection time)
)";

constexpr char kVersion13[] = R"(starting vacuum...end.
transaction type: <builtin: TPC-B (sort of)>
number of transactions actually processed: 1000
latency average = 1.500 ms
tps = 650.100000 (including connections establishing)
tps = 666.600000 (excluding connections establishing)
)";

TEST(PgbenchOutput, OfVersion15IsRead) {
  const auto result = ParsePgbenchOutput(kVersion15);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_DOUBLE_EQ(result->transactions_per_second, 6524.827303);
  EXPECT_DOUBLE_EQ(result->latency_average_ms, 4.904);
  EXPECT_EQ(result->transactions, 32561);
  EXPECT_EQ(result->failed_transactions, 0);
}

TEST(PgbenchOutput, OfOlderVersionsIsReadWithoutTheTimeOfConnecting) {
  const auto result = ParsePgbenchOutput(kVersion13);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_DOUBLE_EQ(result->transactions_per_second, 666.6);
}

struct BadRow {
  std::string name;
  std::string output;
  std::string complaint;
};

class BadPgbenchOutputTest : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadPgbenchOutputTest, IsRefused) {
  const auto result = ParsePgbenchOutput(GetParam().output);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.status().message(), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadPgbenchOutputTest,
    ::testing::Values(
        BadRow{"Empty", "", "no \"tps = \""},
        BadRow{"NoRate", "number of transactions actually processed: 12\n", "no \"tps = \""},
        BadRow{"OnlyWithConnecting", "tps = 650.1 (including connections establishing)\n",
               "no \"tps = \""},
        BadRow{"RateZero", "tps = 0.000000 (without initial connection time)\n", "rate of 0"},
        BadRow{"RateIsNoNumber", "tps = nan (without initial connection time)\n", "cannot read"},
        BadRow{"ClientAborted", std::string(kVersion15) + "client 3 aborted in command 5\n",
               "aborted"},
        BadRow{"Incomplete",
               std::string(kVersion15) +
                   "pgbench: error: Run was aborted; the above results are incomplete.\n",
               "incomplete"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace coalition::bench::compare
