// The real server and the real program.
#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"

#include "nlohmann/json.hpp"
#include "tests/testing/server_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::bench {
namespace {

using nlohmann::json;
using testing_processes::ChildProcess;
using testing_processes::Exit;
using testing_processes::Finished;
using testing_processes::ReadFileOrEmpty;
using testing_processes::RunProgram;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;

constexpr std::chrono::minutes kPatience(3);

std::unique_ptr<ServerProcess> StartServer() {
  auto server = ServerProcess::Start();
  EXPECT_TRUE(server.ok()) << server.status();
  return server.ok() ? *std::move(server) : nullptr;
}

std::vector<std::string> FlagsOf(const ServerProcess& server) {
  return {"--server=" + server.address(), "--operator-key-file=" + server.operator_key_file()};
}

std::vector<std::string> Joined(std::vector<std::string> flags,
                                const std::vector<std::string>& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

// A short run with everything checked.
std::vector<std::string> ShortRun(const std::vector<std::string>& more) {
  return Joined({"run", "--members=400", "--partners=3", "--warm-up-seconds=0.1", "--seconds=0.3",
                 "--check=full", "--json=-", "--quiet"},
                more);
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
}

json RunOk(const std::vector<std::string>& arguments) {
  const Finished finished = RunProgram(COALITION_BENCH_PATH, arguments, kPatience);
  EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
  json report = ReportOf(finished);
  EXPECT_GT(report["events"], 0);
  EXPECT_GE(report["transactions"], 1);
  EXPECT_TRUE(report["failures"].empty()) << report.dump();
  return report;
}

struct Load {
  std::string name;
  std::vector<std::string> flags;
};

void PrintTo(const Load& load, std::ostream* out) { *out << load.name; }

std::vector<Load> Loads() {
  std::vector<Load> loads;
  for (const char* shape : {"unary", "batch", "stream"}) {
    for (const char* work : {"earn", "burn", "authorize_capture", "reverse", "mix"}) {
      loads.push_back({std::string(shape) + "_" + work,
                       {"--shape=" + std::string(shape), "--batch-size=50",
                        "--work=" + std::string(work), "--repeat-percent=5"}});
    }
  }
  loads.push_back({"zipf", {"--spread=zipf", "--work=mix"}});
  loads.push_back({"one_hot_partner", {"--spread=one_hot_partner", "--work=mix"}});
  loads.push_back({"purchases", {"--earn-by=purchase"}});
  loads.push_back({"random_ids", {"--ids=random", "--shape=batch", "--batch-size=50"}});
  loads.push_back({"several_threads", {"--threads=3", "--channels=5", "--work=mix"}});
  loads.push_back({"one_at_a_time", {"--in-flight=1", "--work=mix", "--threads=4"}});
  loads.push_back({"open_loop_of_calls", {"--rate=800", "--work=mix"}});
  loads.push_back(
      {"open_loop_of_batches", {"--rate=800", "--shape=batch", "--batch-size=10", "--work=mix"}});
  loads.push_back({"open_loop_of_a_stream", {"--rate=800", "--shape=stream", "--work=mix"}});
  return loads;
}

class RunTest : public testing::TestWithParam<Load> {};

TEST_P(RunTest, ConservesTotalsAndLosesNothingAcknowledged) {
  const auto server = StartServer();
  ASSERT_NE(server, nullptr);
  const json report = RunOk(Joined(ShortRun(FlagsOf(*server)), GetParam().flags));
  ExpectAllChecksOk(report);
  EXPECT_GT(report["latency_us"]["p50"], 0);
  EXPECT_LE(report["latency_us"]["p50"], report["latency_us"]["max"]);
}

INSTANTIATE_TEST_SUITE_P(Loads, RunTest, testing::ValuesIn(Loads()),
                         [](const auto& load) { return load.param.name; });

// More often than a partner may have keys.
TEST(RunAgainTest, GoesOnWhereTheLastOneEndedAndLeavesNoKeyBehind) {
  const auto server = StartServer();
  ASSERT_NE(server, nullptr);
  for (int i = 0; i < 21; ++i) {
    const json report =
        RunOk({"run", "--server=" + server->address(),
               "--operator-key-file=" + server->operator_key_file(), "--members=50", "--partners=2",
               "--work=mix", "--warm-up-seconds=0", "--seconds=0.1", "--json=-", "--quiet"});
    EXPECT_EQ(report["checks"]["totals"], "ok") << report.dump();
  }
}

TEST(RunOnItsOwnServerTest, StartsMeasuresAndDeletesIt) {
  const TemporaryFolder folder;
  const json report =
      RunOk(ShortRun({"--coalitiond=" COALITIOND_PATH, "--folder=" + folder.path(),
                      "--server-flag=--currency=MILES:2", "--cpus=0", "--server-cpus=0"}));
  ExpectAllChecksOk(report);
  EXPECT_GT(report["cpu_us_per_event"]["client"], 0);
  EXPECT_TRUE(report["cpu_us_per_event"].contains("server"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(RunOnItsOwnServerTest, EndsCleanlyWhenInterrupted) {
  const TemporaryFolder folder;
  auto run = ChildProcess::Start(
      COALITION_BENCH_PATH, {"run", "--members=100", "--seconds=600", "--folder=" + folder.path(),
                             "--coalitiond=" COALITIOND_PATH});
  ASSERT_TRUE(run.ok()) << run.status();
  // It measures once it has told of events.
  ASSERT_TRUE(
      WaitUntil([&] { return (*run)->err().find("events") != std::string::npos; }, kPatience))
      << (*run)->err();
  (*run)->Signal(SIGINT);
  EXPECT_EQ((*run)->Wait(kPatience), (Exit{130, 0})) << (*run)->err();
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(RunOnItsOwnServerTest, SaysWhyTheServerDoesNotStart) {
  const Finished finished =
      RunProgram(COALITION_BENCH_PATH,
                 ShortRun({"--coalitiond=" COALITIOND_PATH, "--server-flag=--nonsense"}));
  EXPECT_EQ(finished.exit, (Exit{1, 0}));
  EXPECT_THAT(finished.err, testing::HasSubstr("nonsense"));
}

TEST(RunThroughKill9Test, SendsAgainAndLosesNothingAcknowledged) {
  for (const char* shape : {"unary", "batch", "stream"}) {
    const auto server = StartServer();
    ASSERT_NE(server, nullptr);
    auto run = ChildProcess::Start(
        COALITION_BENCH_PATH,
        Joined({"run", "--members=400", "--work=mix", "--in-flight=16",
                "--shape=" + std::string(shape), "--batch-size=20", "--warm-up-seconds=0",
                "--seconds=2", "--check=full", "--json=-"},
               FlagsOf(*server)));
    ASSERT_TRUE(run.ok()) << run.status();
    ASSERT_TRUE(
        WaitUntil([&] { return (*run)->err().find("events") != std::string::npos; }, kPatience))
        << (*run)->err();
    // On the port that it had: the run knows no other.
    const std::string address = server->address();
    server->Kill9();
    const TemporaryFolder folder;
    auto again = ChildProcess::Start(
        COALITIOND_PATH, {"--store=sqlite:" + server->store_folder(), "--listen=" + address,
                          "--port-file=" + folder.File("port"),
                          "--operator-key-file=" + server->operator_key_file()});
    ASSERT_TRUE(again.ok()) << again.status();
    const auto exit = (*run)->Wait(kPatience);
    const json report = ReportOf({exit, (*run)->out(), (*run)->err()});
    // Calls failed, which is told; nothing else went wrong.
    EXPECT_EQ(exit, (Exit{1, 0})) << shape;
    EXPECT_TRUE(report["failures"].contains("UNAVAILABLE")) << report.dump();
    EXPECT_EQ(report["failures"].size(), 1u) << report.dump();
    EXPECT_EQ(report["undecided"], 0);
    ExpectAllChecksOk(report);
  }
}

TEST(LoadTest, FillsALedgerThatRunThenFinds) {
  const auto server = StartServer();
  ASSERT_NE(server, nullptr);
  const std::vector<std::string> load =
      Joined({"load", "--members=3000", "--partners=3", "--batch-size=100", "--report-every=5000",
              "--json=-", "--quiet", "--store-folder=" + server->store_folder()},
             FlagsOf(*server));
  const auto fill = [&](const std::string& transactions) {
    const Finished finished = RunProgram(
        COALITION_BENCH_PATH, Joined(load, {"--transactions=" + transactions}), kPatience);
    EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
    std::vector<json> reports;
    for (std::size_t at = 0; at < finished.out.size();) {
      const std::size_t end = finished.out.find('\n', at);
      reports.push_back(json::parse(finished.out.substr(at, end - at)));
      at = end + 1;
    }
    return reports;
  };
  const std::vector<json> reports = fill("12000");
  ASSERT_GE(reports.size(), 3u);
  EXPECT_EQ(reports.front()["transactions"], 3'000);
  EXPECT_EQ(reports.back()["members"], 3'000);
  EXPECT_GE(reports.back()["transactions"], 12'000);
  EXPECT_GT(reports.back()["events_per_second"], 0);
  EXPECT_GT(reports.back()["p99_us"], 0);
  EXPECT_GT(reports.back()["file_bytes"], 100'000);

  // Further, without enrolling anybody again.
  const std::vector<json> further = fill("15000");
  ASSERT_FALSE(further.empty());
  EXPECT_GE(further.back()["transactions"], 15'000);
  EXPECT_LE(further.back()["transactions"], 20'000);
  EXPECT_EQ(further.back()["members"], 3'000);

  const Finished run =
      RunProgram(COALITION_BENCH_PATH,
                 Joined({"run", "--members=3000", "--partners=3", "--work=mix", "--seconds=0.3",
                         "--warm-up-seconds=0", "--check=full", "--json=-"},
                        FlagsOf(*server)),
                 kPatience);
  EXPECT_TRUE(run.Succeeded()) << run.ToString();
  ExpectAllChecksOk(ReportOf(run));
  EXPECT_THAT(run.err, testing::Not(testing::HasSubstr("enrolled")));
}

TEST(LoadTest, StopsWhenItsTimeIsOver) {
  const auto server = StartServer();
  ASSERT_NE(server, nullptr);
  const Finished finished =
      RunProgram(COALITION_BENCH_PATH,
                 Joined({"load", "--members=1000", "--max-seconds=1", "--transactions=1000000000"},
                        FlagsOf(*server)));
  EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
  EXPECT_THAT(finished.out, testing::HasSubstr("1,000 members"));
}

TEST(EchoServerTest, AnswersUntilItIsEnded) {
  const TemporaryFolder folder;
  auto echo = ChildProcess::Start(COALITION_BENCH_PATH,
                                  {"echo-server", "--port-file=" + folder.File("port")});
  ASSERT_TRUE(echo.ok()) << echo.status();
  ASSERT_TRUE(WaitUntil([&] { return std::filesystem::exists(folder.File("port")); }, kPatience));
  const std::string port(absl::StripAsciiWhitespace(ReadFileOrEmpty(folder.File("port"))));
  for (const char* rate : {"0", "500"}) {
    const Finished finished =
        RunProgram(COALITION_BENCH_PATH,
                   {"run", "--target=echo", "--server=127.0.0.1:" + port,
                    "--rate=" + std::string(rate), "--server-pid=" + std::to_string((*echo)->pid()),
                    "--warm-up-seconds=0", "--seconds=0.3", "--json=-", "--quiet"});
    EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
    const json report = ReportOf(finished);
    EXPECT_EQ(report["target"], "echo");
    EXPECT_GT(report["events"], 0);
    EXPECT_TRUE(report["cpu_us_per_event"].contains("server"));
  }
  (*echo)->Signal(SIGTERM);
  EXPECT_EQ((*echo)->Wait(kPatience), (Exit{0, 0})) << (*echo)->err();

  // Of two servers each has some of the calls, so that those of one that is gone fail.
  auto other = ChildProcess::Start(COALITION_BENCH_PATH,
                                   {"echo-server", "--port-file=" + folder.File("other-port")});
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE(
      WaitUntil([&] { return std::filesystem::exists(folder.File("other-port")); }, kPatience));
  const std::string other_port(
      absl::StripAsciiWhitespace(ReadFileOrEmpty(folder.File("other-port"))));
  const Finished half =
      RunProgram(COALITION_BENCH_PATH,
                 {"run", "--target=echo", "--server=127.0.0.1:" + other_port + ",127.0.0.1:" + port,
                  "--in-flight=8", "--channels=1", "--json=-", "--warm-up-seconds=0",
                  "--seconds=0.5", "--quiet"});
  EXPECT_EQ(half.exit, (Exit{1, 0}));
  EXPECT_GT(ReportOf(half)["events"], 0);
  EXPECT_GT(ReportOf(half)["failures"]["UNAVAILABLE"], 0);

  // And a run on a server that is gone says so.
  const Finished gone = RunProgram(
      COALITION_BENCH_PATH, {"run", "--target=echo", "--server=127.0.0.1:" + port, "--json=-",
                             "--warm-up-seconds=0", "--seconds=0.3", "--quiet"});
  EXPECT_EQ(gone.exit, (Exit{1, 0}));
  EXPECT_TRUE(ReportOf(gone)["failures"].contains("UNAVAILABLE"));
}

TEST(CoalitionBenchTest, ExplainsItself) {
  const Finished help = RunProgram(COALITION_BENCH_PATH, {"--help"});
  EXPECT_TRUE(help.Succeeded());
  for (const char* name : {"run", "load", "compare", "echo-server"}) {
    EXPECT_THAT(help.out, testing::HasSubstr(name));
    EXPECT_TRUE(RunProgram(COALITION_BENCH_PATH, {name, "--help"}).Succeeded()) << name;
  }
  EXPECT_EQ(RunProgram(COALITION_BENCH_PATH, {}).exit, (Exit{2, 0}));
  EXPECT_EQ(RunProgram(COALITION_BENCH_PATH, {"sprint"}).exit, (Exit{2, 0}));
}

}  // namespace
}  // namespace coalition::bench
