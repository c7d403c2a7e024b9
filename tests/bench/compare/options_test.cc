#include "clients/bench/compare/options.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using ::testing::ElementsAre;

std::variant<Options, ExitCode> Parse(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "compare");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  auto parsed = ParseOptions(static_cast<int>(flags.size()), flags.data());
  ::testing::internal::GetCapturedStdout();
  ::testing::internal::GetCapturedStderr();
  return parsed;
}

TEST(CompareOptions, HaveDefaultsThatProveSomething) {
  const auto parsed = Parse({});
  const auto& options = std::get<Options>(parsed);
  EXPECT_EQ(options.rounds, 5);
  EXPECT_EQ(options.grown_transactions, 20'000'000);
  EXPECT_EQ(options.grown_members, 2'000'000);
  EXPECT_EQ(options.time_limit, std::chrono::minutes(25));
  EXPECT_EQ(options.lanes, 4);
  EXPECT_TRUE(options.skipped.empty());
}

TEST(CompareOptions, AreRead) {
  const auto parsed =
      Parse({"--rounds=7", "--seconds=3", "--warm-up-seconds=0", "--trial-seconds=4",
             "--minutes=30", "--skip=pgbench,grown,mysql", "--lanes=8", "--skip=echo",
             "--server-flag=--expiry-sweep-minutes=0", "--json=-"});
  const auto& options = std::get<Options>(parsed);
  EXPECT_EQ(options.rounds, 7);
  EXPECT_EQ(options.span, std::chrono::seconds(3));
  EXPECT_EQ(options.warm_up, std::chrono::seconds(0));
  EXPECT_EQ(options.trial_span, std::chrono::seconds(4));
  EXPECT_EQ(options.time_limit, std::chrono::minutes(30));
  EXPECT_THAT(options.skipped, ElementsAre("echo", "grown", "mysql", "pgbench"));
  EXPECT_EQ(options.lanes, 8);
  EXPECT_THAT(options.server_flags, ElementsAre("--expiry-sweep-minutes=0"));
  EXPECT_EQ(options.json_file, "-");
}

TEST(CompareOptions, ThatAreWrongEndWithTwo) {
  for (const char* flag :
       {"--rounds=0", "--rounds=100", "--seconds=0", "--skip=postgres", "--folder=/no/such/folder",
        "--lanes=65", "--mariadb-bin=/no/such/folder", "--unheard-of", "stray"}) {
    const auto parsed = Parse({flag});
    ASSERT_TRUE(std::holds_alternative<ExitCode>(parsed)) << flag;
    EXPECT_EQ(std::get<ExitCode>(parsed).value, 2) << flag;
  }
}

TEST(CompareOptions, HelpEndsWithZero) {
  EXPECT_EQ(std::get<ExitCode>(Parse({"--help"})).value, 0);
}

}  // namespace
}  // namespace coalition::bench::compare
