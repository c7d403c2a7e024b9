#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <signal.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/postgres_server.h"
#include "nlohmann/json.hpp"
#include "tests/testing/child_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::bench::compare {
namespace {

using ::testing::HasSubstr;
using testing_processes::ChildProcess;
using testing_processes::Exit;
using testing_processes::ReadFileOrEmpty;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;

constexpr std::chrono::minutes kPatience(2);

// The program itself, all of whose folders are within one that the test looks at.
class CompareEndToEnd : public ::testing::Test {
 protected:
  std::unique_ptr<ChildProcess> Start(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"compare", "--rounds=1", "--seconds=1", "--warm-up-seconds=0",
                                 "--trial-seconds=1", "--members=2000", "--pgbench-scale=1",
                                 "--folder=" + folder_.path()});
    // The folder must be open to whom PostgreSQL runs as.
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0711));
    auto child = ChildProcess::Start(COALITION_BENCH_PATH, flags);
    EXPECT_TRUE(child.ok()) << child.status();
    return *std::move(child);
  }

  // A file of that name, in a folder that compare has made.
  bool HasFile(const std::string& name) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (std::filesystem::exists(entry.path() / name)) return true;
    }
    return false;
  }

  // Processes that were given a path within the folder or work there, other than compare itself.
  int ProcessesWithin() const {
    const std::string within = folder_.path() + "/";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::error_code error;
      const std::string place = std::filesystem::read_symlink(entry.path() / "cwd", error);
      const std::string words = ReadFileOrEmpty(entry.path() / "cmdline");
      if (words.find(within) != std::string::npos || place.starts_with(within)) ++count;
    }
    return count;
  }

  void ExpectNothingLeft() {
    EXPECT_TRUE(WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }

  const TemporaryFolder folder_;
  const TemporaryFolder results_;
};

TEST_F(CompareEndToEnd, MeasuresWhatIsNotSkippedAndTellsWhatIs) {
  const auto compare =
      Start({"--skip=pgbench,fresh,grown", "--json=" + results_.File("compare.json")});
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
  const auto compare = Start({"--skip=pgbench,echo", "--grown-transactions=10000",
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
  EXPECT_THAT(compare->out(), HasSubstr("! grown_vs_fresh not measured: "));
  ExpectNothingLeft();
}

TEST_F(CompareEndToEnd, EndsItsServersWhenInterrupted) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto compare = Start({"--skip=pgbench,echo,grown,fdatasync"});
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
  const auto compare = Start({"--skip=pgbench,echo,grown,fdatasync"});
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
      Start({"--skip=echo,fresh,grown,fdatasync", "--json=" + results_.File("compare.json")});
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
  const auto compare = Start({"--skip=echo,fresh,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("postgres/data/postmaster.pid"); }, kPatience))
      << compare->err();
  compare->Signal(SIGINT);
  EXPECT_EQ(compare->Wait(kPatience), (Exit{1, 0})) << compare->err();
  ExpectNothingLeft();
}

TEST_F(CompareWithPostgres, LeavesNoneWhenItIsKilled) {
  const auto compare = Start({"--skip=echo,fresh,grown,fdatasync"});
  ASSERT_TRUE(WaitUntil([&] { return HasFile("postgres/data/postmaster.pid"); }, kPatience))
      << compare->err();
  compare->Kill9();
  EXPECT_TRUE(WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
}

}  // namespace
}  // namespace coalition::bench::compare
