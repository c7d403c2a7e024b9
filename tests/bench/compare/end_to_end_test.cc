#include <map>
#include <string>

#include <signal.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/postgres_server.h"
#include "nlohmann/json.hpp"
#include "tests/bench/compare/compare_run.h"
#include "tests/testing/child_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;
using testing_processes::Exit;
using testing_processes::ReadFileOrEmpty;
using testing_processes::WaitUntil;

class CompareEndToEnd : public CompareRun {};

TEST_F(CompareEndToEnd, MeasuresWhatIsNotSkippedAndTellsWhatIs) {
  const auto compare =
      Start({"--skip=pgbench,mysql,fresh,grown", "--json=" + results_.File("compare.json")});
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  EXPECT_THAT(compare->err(), HasSubstr("pgbench NOT MEASURED: skipped by --skip"));
  EXPECT_THAT(compare->err(), HasSubstr("no ratio was measured"));
  EXPECT_THAT(compare->out(), HasSubstr("unary_earn_vs_echo"));
  const auto json = nlohmann::json::parse(ReadFileOrEmpty(results_.File("compare.json")));
  const auto& round = json["rounds"].at(0);
  EXPECT_GT(round["echo"]["per_second"], 0);
  EXPECT_GT(round["echo"]["p99_us"], 0);
  EXPECT_GT(round["fdatasync_overwrite"]["p50_us"], 0);
  EXPECT_GT(round["fdatasync_append"]["p50_us"], 0);
  EXPECT_FALSE(round.contains("unary_earn"));
  ExpectNothingLeft();
}

TEST_F(CompareEndToEnd, MakesRatiosOfLedgers) {
  const auto compare = Start({"--skip=pgbench,mysql,echo", "--grown-transactions=10000",
                              "--grown-members=2000", "--json=" + results_.File("compare.json")});
  const auto exit = compare->Wait(kPatience);
  // Whatever this machine reaches in so short a time.
  EXPECT_TRUE(exit == (Exit{0, 0}) || exit == (Exit{3, 0})) << compare->err();
  const auto json = nlohmann::json::parse(ReadFileOrEmpty(results_.File("compare.json")));
  std::map<std::string, std::string> verdicts;
  for (const auto& ratio : json["ratios"]) verdicts[ratio["name"]] = ratio["verdict"];
  for (const char* measured :
       {"grown_vs_fresh", "hot_partner_vs_uniform", "lonely_p50_vs_fdatasync"}) {
    EXPECT_NE(verdicts[measured], "not_measured") << measured << "\n" << compare->err();
  }
  EXPECT_EQ(verdicts["unary_earn_vs_echo"], "not_measured");
  EXPECT_GT(json["rounds"].at(0)["batch_mix"]["per_second"], 0);
  EXPECT_GT(json["rounds"].at(0)["unary_at_half"]["p99_us"], 0);
  EXPECT_GT(json["rounds"].at(0)["grown_batch_earn"]["server_cpu_us"], 0);
  ExpectNothingLeft();
}

TEST_F(CompareEndToEnd, TellsWhichProgramsAreMissing) {
  const auto compare = Start({"--skip=echo,fdatasync", "--coalitiond=/no/such/coalitiond",
                              "--postgres-bin=" + results_.path()});
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  EXPECT_THAT(compare->err(), HasSubstr("fresh NOT MEASURED: there is no program /no/such"));
  EXPECT_THAT(compare->err(), HasSubstr("pgbench NOT MEASURED: " + results_.path()));
  EXPECT_THAT(compare->err(), HasSubstr("mysql NOT MEASURED: there is no program /no/such"));
  EXPECT_THAT(compare->out(), HasSubstr("! grown_vs_fresh not measured: "));
  ExpectNothingLeft();
}

TEST_F(CompareEndToEnd, EndsItsServersWhenInterrupted) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto compare = Start({"--skip=pgbench,mysql,echo,grown,fdatasync"});
    ASSERT_TRUE(WaitUntil([&] { return HasFile("coalitiond-fresh/port"); }, kPatience))
        << compare->err();
    EXPECT_GT(ProcessesWithin(), 0);
    compare->Signal(signal);
    EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
    EXPECT_THAT(compare->err(), HasSubstr("interrupted by a signal"));
    ExpectNothingLeft();
  }
}

TEST_F(CompareEndToEnd, LeavesNoProcessWhenItIsKilled) {
  const auto compare = Start({"--skip=pgbench,mysql,echo,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("coalitiond-fresh/port"); }, kPatience))
      << compare->err();
  compare->Kill9();
  EXPECT_TRUE(WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
}

class CompareWithPostgres : public CompareEndToEnd {
 protected:
  void SetUp() override {
    const auto programs = FindPostgres(Options());
    if (!programs.ok()) GTEST_SKIP() << programs.status();
  }
};

TEST_F(CompareWithPostgres, MeasuresIt) {
  const auto compare =
      Start({"--skip=echo,mysql,fresh,grown,fdatasync", "--json=" + results_.File("compare.json")});
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  const auto json = nlohmann::json::parse(ReadFileOrEmpty(results_.File("compare.json")));
  const auto& pgbench = json["rounds"].at(0)["pgbench"];
  EXPECT_GT(pgbench["per_second"], 0);
  EXPECT_GT(pgbench["server_cpu_us"], 0);
  const std::string settings = json["facts"]["PostgreSQL"];
  EXPECT_THAT(settings, HasSubstr("fsync=on"));
  EXPECT_THAT(settings, HasSubstr("synchronous_commit=on"));
  ExpectNothingLeft();
}

TEST_F(CompareWithPostgres, EndsItWhenInterrupted) {
  const auto compare = Start({"--skip=echo,mysql,fresh,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("postgres/data/postmaster.pid"); }, kPatience))
      << compare->err();
  compare->Signal(SIGINT);
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  ExpectNothingLeft();
}

TEST_F(CompareWithPostgres, LeavesNoneWhenItIsKilled) {
  const auto compare = Start({"--skip=echo,mysql,fresh,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("postgres/data/postmaster.pid"); }, kPatience))
      << compare->err();
  compare->Kill9();
  EXPECT_TRUE(WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
}

}  // namespace
}  // namespace coalition::bench::compare
