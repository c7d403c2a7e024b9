// The real program, with servers on a real MariaDB.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"
#include "tests/testing/child_process.h"
#include "tests/testing/private_mariadb.h"
#include "tests/testing/wait_until.h"

namespace coalition::bench {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing_processes::ChildProcess;
using testing_processes::Exit;
using testing_processes::Finished;
using testing_processes::PrivateMariadb;
using testing_processes::ReadFileOrEmpty;
using testing_processes::RunProgram;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;

constexpr std::chrono::minutes kPatience(3);

Finished Bench(const std::vector<std::string>& arguments) {
  return RunProgram(COALITION_BENCH_PATH, arguments, kPatience);
}

json ReportOf(const Finished& finished) {
  json report = json::parse(finished.out, nullptr, /*allow_exceptions=*/false);
  EXPECT_TRUE(report.is_object()) << finished.ToString();
  return report;
}

void ExpectAllChecksOk(const json& report) {
  for (const char* check : {"totals", "acknowledged", "verify_ledger"}) {
    EXPECT_EQ(report["checks"][check], "ok") << report.dump();
  }
  EXPECT_TRUE(report["failures"].empty()) << report.dump();
}

// Two coalitionds on one new database.
class TwoServers {
 public:
  TwoServers() {
    const std::string store = PrivateMariadb::Shared().FreshDatabase();
    for (const char* name : {"first", "second"}) Start(store, name);
  }

  std::vector<std::string> Flags() const {
    return {"--server=" + addresses_[0] + "," + addresses_[1],
            "--server-pid=" + std::to_string(processes_[0]->pid()) + "," +
                std::to_string(processes_[1]->pid()),
            "--operator-key-file=" + folder_.File("operator.key")};
  }

 private:
  void Start(const std::string& store, const std::string& name) {
    const std::string port_file = folder_.File(name + ".port");
    auto process = ChildProcess::Start(
        COALITIOND_PATH, {"--store=" + store, "--listen=127.0.0.1:0", "--port-file=" + port_file,
                          "--operator-key-file=" + folder_.File("operator.key"),
                          "--server-key-file=" + folder_.File("server.key")});
    ASSERT_TRUE(process.ok()) << process.status();
    processes_.push_back(*std::move(process));
    ASSERT_TRUE(WaitUntil([&] { return std::filesystem::exists(port_file); }, kPatience))
        << processes_.back()->err();
    addresses_.push_back("127.0.0.1:" +
                         std::string(absl::StripAsciiWhitespace(ReadFileOrEmpty(port_file))));
  }

  const TemporaryFolder folder_;
  std::vector<std::unique_ptr<ChildProcess>> processes_;
  std::vector<std::string> addresses_;
};

std::vector<std::string> ShortRun(const std::vector<std::string>& more) {
  std::vector<std::string> flags{
      "run",          "--members=400", "--partners=3", "--warm-up-seconds=0.1", "--seconds=0.5",
      "--check=full", "--json=-",      "--quiet",      "--batch-size=50",       "--work=mix"};
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

TEST(RunOnMysqlTest, StartsAServerOnTheDatabaseAndLosesNothing) {
  const TemporaryFolder folder;
  const std::string store = PrivateMariadb::Shared().FreshDatabase();
  const std::vector<std::string> flags{"--coalitiond=" COALITIOND_PATH, "--folder=" + folder.path(),
                                       "--store=" + store, "--shape=batch"};
  const Finished run = Bench(ShortRun(flags));
  EXPECT_TRUE(run.Succeeded()) << run.ToString();
  const json report = ReportOf(run);
  ExpectAllChecksOk(report);
  EXPECT_GT(report["events"], 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));

  // The key of the network that it made is gone with its folder.
  const Finished again = Bench(ShortRun(flags));
  EXPECT_EQ(again.exit, (Exit{1, 0}));
  EXPECT_THAT(again.err, HasSubstr("server.key is missing"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(RunOnMysqlTest, HandsItsLanesToTheServerThatItStarts) {
  const TemporaryFolder folder;
  const std::string coalitiond = folder.File("coalitiond");
  testing_processes::WriteFile(coalitiond, "#!/bin/sh\necho \"given $*\" >&2\nexit 1\n");
  std::filesystem::permissions(coalitiond, std::filesystem::perms::owner_all);
  const Finished run = Bench(ShortRun({"--coalitiond=" + coalitiond, "--store=mysql://u@h/d",
                                       "--lanes=4", "--folder=" + folder.path()}));
  EXPECT_EQ(run.exit, (Exit{1, 0}));
  EXPECT_THAT(run.err, HasSubstr("--store=mysql://u@h/d"));
  EXPECT_THAT(run.err, HasSubstr("--lanes=4"));
}

TEST(RunOnTwoServersTest, SpreadsTheLoadAndLosesNothing) {
  for (const char* shape : {"unary", "batch", "stream"}) {
    const TwoServers servers;
    auto flags = servers.Flags();
    flags.push_back("--shape=" + std::string(shape));
    const Finished run = Bench(ShortRun(flags));
    EXPECT_TRUE(run.Succeeded()) << run.ToString();
    const json report = ReportOf(run);
    ExpectAllChecksOk(report);
    EXPECT_GT(report["events"], 0) << shape;
    EXPECT_GT(report["cpu_us_per_event"]["server"], 0) << shape;
  }
}

TEST(LoadOnMysqlTest, FillsALedgerByTwoServers) {
  const TwoServers servers;
  auto flags = servers.Flags();
  flags.insert(flags.begin(), {"load", "--members=1000", "--partners=2", "--batch-size=100",
                               "--transactions=5000", "--json=-", "--quiet"});
  const Finished load = Bench(flags);
  EXPECT_TRUE(load.Succeeded()) << load.ToString();
  const json last = json::parse(load.out.substr(load.out.rfind('\n', load.out.size() - 2) + 1));
  EXPECT_GE(last["transactions"], 5'000);
  EXPECT_EQ(last["members"], 1'000);
}

}  // namespace
}  // namespace coalition::bench
