// With a real MariaDB, which compare starts by itself.
#include <map>
#include <string>

#include <signal.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/mariadb_server.h"
#include "nlohmann/json.hpp"
#include "tests/bench/compare/compare_run.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;
using testing_processes::Exit;
using testing_processes::ReadFileOrEmpty;
using testing_processes::WaitUntil;

class CompareWithMariadb : public CompareRun {
 protected:
  void SetUp() override {
    const auto programs = FindMariadb(Options());
    if (!programs.ok()) GTEST_SKIP() << programs.status();
  }
};

TEST_F(CompareWithMariadb, MakesTheRatioOfTwoServersToOne) {
  const auto compare = Start(
      {"--skip=echo,pgbench,fresh,grown,fdatasync", "--json=" + results_.File("compare.json")});
  // The ratio has no floor, and the others were not measured.
  ASSERT_EQ(compare->Wait(kPatience), (Exit{0, 0})) << compare->err();
  const auto json = nlohmann::json::parse(ReadFileOrEmpty(results_.File("compare.json")));
  const auto& round = json["rounds"].at(0);
  ASSERT_EQ(round.size(), 3u) << compare->err();
  for (const char* measured : {"mysql_unary_earn", "mysql_batch_earn", "mysql_two_servers"}) {
    EXPECT_GT(round[measured]["per_second"], 0) << measured;
    EXPECT_GT(round[measured]["server_cpu_us"], 0) << measured;
    EXPECT_GT(round[measured]["database_cpu_us"], 0) << measured;
  }
  std::map<std::string, std::string> verdicts;
  for (const auto& ratio : json["ratios"]) verdicts[ratio["name"]] = ratio["verdict"];
  EXPECT_EQ(verdicts["mysql_two_servers_vs_one"], "information");
  EXPECT_EQ(verdicts["mysql_batch_earn_vs_pgbench"], "not_measured");
  const std::string settings = json["facts"]["MariaDB"];
  EXPECT_THAT(settings, HasSubstr("innodb_flush_log_at_trx_commit=1"));
  EXPECT_THAT(settings, HasSubstr("innodb_doublewrite=ON"));
  EXPECT_THAT(settings, HasSubstr("innodb_buffer_pool_size="));
  EXPECT_THAT(std::string(json["facts"]["ledgers in MariaDB"]), HasSubstr("share the cores: "));
  EXPECT_EQ(json["options"]["lanes"], 4);
  ExpectNothingLeft();
}

TEST_F(CompareWithMariadb, TellsWhyAServerDoesNotStart) {
  const auto compare =
      Start({"--skip=echo,pgbench,fresh,grown,fdatasync", "--server-flag=--no-such-flag"});
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  EXPECT_THAT(compare->err(), HasSubstr("mysql NOT MEASURED: exited with "));
  EXPECT_THAT(compare->err(), HasSubstr("--no-such-flag"));
  ExpectNothingLeft();
}

TEST_F(CompareWithMariadb, EndsItWhenInterrupted) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const auto compare = Start({"--skip=echo,pgbench,fresh,grown,fdatasync"});
    ASSERT_TRUE(WaitUntil([&] { return HasFile("mysql-ledger/coalitiond-0/port"); }, kPatience))
        << compare->err();
    compare->Signal(signal);
    EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
    EXPECT_THAT(compare->err(), HasSubstr("interrupted by a signal"));
    ExpectNothingLeft();
  }
}

TEST_F(CompareWithMariadb, LeavesNoProcessWhenItIsKilled) {
  const auto compare = Start({"--skip=echo,pgbench,fresh,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("mysql-ledger/coalitiond-0/port"); }, kPatience))
      << compare->err();
  compare->Kill9();
  EXPECT_TRUE(WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
}

}  // namespace
}  // namespace coalition::bench::compare
