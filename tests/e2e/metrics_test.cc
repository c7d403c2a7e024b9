#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/main/version.h"
#include "tests/e2e/metrics_fixture.h"

namespace coalition::e2e {
namespace {

using testing::HasSubstr;
using testing_processes::Finished;
using testing_processes::ReadFileOrEmpty;
using testing_processes::RunProgram;
using testing_processes::TemporaryFolder;

class MetricsTest : public MetricsFixture {};

TEST_F(MetricsTest, FiguresMoveWithWhatIsPosted) {
  const Scraped before = Figures();
  constexpr int kEarns = 7;
  constexpr int kItems = 100;
  for (int i = 0; i < kEarns; ++i) network_.Earned(partner_, member_, "points: 1");
  const Scraped after_earns = Figures();
  EarnInOneBatch(kItems);
  const Scraped after = Figures();

  // Each caller waited for its answer, so each earn was a batch.
  EXPECT_EQ(after_earns["coalition_batches_total"], before["coalition_batches_total"] + kEarns);
  EXPECT_EQ(after["coalition_batches_total"], after_earns["coalition_batches_total"] + 1);
  EXPECT_EQ(after["coalition_batch_commands_sum"],
            before["coalition_batch_commands_sum"] + kEarns + kItems);
  EXPECT_EQ(after["coalition_batch_commands_bucket{le=\"1\"}"],
            before["coalition_batch_commands_bucket{le=\"1\"}"] + kEarns);
  for (const std::string histogram : {"coalition_batch_commands", "coalition_commit_seconds"}) {
    EXPECT_EQ(after[histogram + "_count"], after["coalition_batches_total"]) << histogram;
    EXPECT_EQ(after[histogram + "_bucket{le=\"+Inf\"}"], after["coalition_batches_total"]);
  }
  EXPECT_GT(after["coalition_commit_seconds_sum"], before["coalition_commit_seconds_sum"]);
  EXPECT_EQ(after.samples.at("coalition_queue_commands"), 0);
  EXPECT_EQ(after.samples.at("coalition_batch_retries_total"), 0);
  EXPECT_EQ(after.samples.at("coalition_store_statements_per_batch_count"), 0);
}

TEST_F(MetricsTest, WhatIsAnsweredAgainIsNoLessABatch) {
  const auto request = Earns(1);
  ASSERT_TRUE(network_.Call(partner_.key, request).ok());
  const Scraped before = Figures();
  ASSERT_TRUE(network_.Call(partner_.key, request)->results(0).receipt().replayed());
  EXPECT_EQ(Figures()["coalition_batches_total"], before["coalition_batches_total"] + 1);
}

TEST_F(MetricsTest, SayWhatRunsSinceWhen) {
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  const Scraped first = Figures();
  EXPECT_EQ(first["coalition_build_info{version=\"" + std::string(kVersion) + "\"}"], 1);
  EXPECT_LE(first["process_start_time_seconds"], now);
  EXPECT_GT(first["process_start_time_seconds"], now - 600);
  network_.Restart();
  const Scraped second = Figures();
  EXPECT_GT(second["process_start_time_seconds"], first["process_start_time_seconds"]);
  EXPECT_EQ(second["coalition_batches_total"], 0);
}

// As `promtool check metrics` wants it.
TEST_F(MetricsTest, KeepToTheRulesOfNaming) {
  const Scraped figures = Figures();
  int ours = 0;
  for (const auto& [name, type] : figures.types) {
    if (!absl::StartsWith(name, "coalition_")) continue;
    ++ours;
    ASSERT_TRUE(figures.helps.contains(name)) << name;
    EXPECT_GT(figures.helps.at(name).size(), 0u) << name;
    EXPECT_EQ(absl::EndsWith(name, "_total"), type == "counter") << name;
    for (const char* suffix : {"_count", "_sum", "_bucket", "_ms", "_us", "_milliseconds"}) {
      EXPECT_FALSE(absl::EndsWith(name, suffix)) << name;
    }
  }
  EXPECT_GE(ours, 7);
}

TEST_F(MetricsTest, AreAllInTheReadme) {
  const std::string readme = ReadFileOrEmpty(README_PATH);
  EXPECT_THAT(readme, HasSubstr("## Metrics"));
  const Scraped figures = Figures();
  for (const auto& [name, type] : figures.types) {
    if (absl::StartsWith(name, "exposer_")) continue;
    EXPECT_THAT(readme, HasSubstr("| `" + name + "` | " + type + " |"));
  }
}

TEST_F(MetricsTest, AreAtOnePathOnly) {
  int port = 0;
  ASSERT_TRUE(absl::SimpleAtoi(ReadFileOrEmpty(port_file()), &port));
  EXPECT_THAT(HttpGet(port, "/"), HasSubstr(" 404 "));
  EXPECT_THAT(HttpGet(port, "/metrics/more/../../etc/passwd"), HasSubstr(" 404 "));
}

TEST_F(MetricsTest, OnAPortInUseAreRefused) {
  int port = 0;
  ASSERT_TRUE(absl::SimpleAtoi(ReadFileOrEmpty(port_file()), &port));
  TemporaryFolder folder;
  const Finished finished = RunProgram(
      COALITIOND_PATH, {"--store=memory:", "--operator-key-file=" + folder.File("operator.key"),
                        "--listen=127.0.0.1:0", "--metrics=127.0.0.1:" + std::to_string(port)});
  EXPECT_EQ(finished.exit, (testing_processes::Exit{1, 0})) << finished.ToString();
  EXPECT_THAT(finished.err, HasSubstr("--metrics: cannot listen on"));
}

TEST(MetricsFlags, AreRefusedWhenTheyMeanNoPort) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"--metrics=", "--metrics"},
      {"--metrics=nonsense", "must be HOST:PORT"},
      {"--metrics=127.0.0.1", "must be HOST:PORT"},
      {"--metrics=:9464", "must be HOST:PORT"},
      {"--metrics=9464", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:-1", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:65536", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:99999999999999999999", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:80s", "must be HOST:PORT"},
      {"--metrics=127.0.0.1:0,0.0.0.0:0", "must be HOST:PORT"},
      {"--metrics=example.com:9464", "must be HOST:PORT"},
      {"--metrics=[::1]:9464", "must be HOST:PORT"},
      {"--metrics=192.0.2.1:0", "cannot listen on"},
      {"--metrics-port-file=x", "requires --metrics"},
  };
  for (const auto& [flag, because] : cases) {
    TemporaryFolder folder;
    const Finished finished =
        RunProgram(COALITIOND_PATH, {"--store=memory:", "--listen=127.0.0.1:0",
                                     "--operator-key-file=" + folder.File("operator.key"), flag});
    ASSERT_TRUE(finished.exit.has_value()) << flag;
    EXPECT_EQ(finished.exit->signal, 0) << flag;
    EXPECT_NE(finished.exit->code, 0) << flag;
    EXPECT_THAT(finished.err + finished.out, HasSubstr(because)) << flag;
  }
}

}  // namespace
}  // namespace coalition::e2e
