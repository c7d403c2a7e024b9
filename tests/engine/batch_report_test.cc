#include <chrono>
#include <mutex>
#include <vector>

#include "gtest/gtest.h"

#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using Step = FaultStore::Step;

// Keeps what the engine tells.
class Reports {
 public:
  EngineOptions Options() {
    EngineOptions options;
    options.on_batch = [this](const BatchReport& report) {
      const std::lock_guard lock(mutex_);
      all_.push_back(report);
    };
    return options;
  }
  BatchReport Last() {
    const std::lock_guard lock(mutex_);
    EXPECT_FALSE(all_.empty());
    return all_.empty() ? BatchReport() : all_.back();
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return all_.size();
  }

 private:
  std::mutex mutex_;
  std::vector<BatchReport> all_;
};

TEST(BatchReportTest, TellsOfEachBatchBeforeItIsAnswered) {
  Reports reports;
  EngineBench bench(reports.Options());
  bench.Submit({EngineBench::Earn("a"), EngineBench::Earn("b"), EngineBench::Earn("c")}).get();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports.Last().commands, 3u);
  EXPECT_EQ(reports.Last().attempts, 1);
  EXPECT_TRUE(reports.Last().is_durable);
  EXPECT_GT(reports.Last().took, std::chrono::nanoseconds(0));
  // Answered again: it had to be looked up.
  bench.Submit({EngineBench::Earn("a")}).get();
  EXPECT_EQ(reports.size(), 2u);
}

TEST(BatchReportTest, CountsTheAttemptsOfAnUnknownOutcome) {
  Reports reports;
  EngineBench bench(reports.Options());
  for (const bool done : {false, true}) {
    bench.store.Plan(Step::kCommit, {absl::AbortedError("unclear"), done, {}});
  }
  bench.Submit({EngineBench::Earn("a")}).get();
  EXPECT_EQ(reports.Last().attempts, 3);
  EXPECT_TRUE(reports.Last().is_durable);
}

TEST(BatchReportTest, TellsOfABatchThatWasGivenUp) {
  Reports reports;
  EngineBench bench(reports.Options());
  bench.store.Plan(Step::kCommit, {absl::UnavailableError("down"), false, {}});
  bench.Submit({EngineBench::Earn("a")}).get();
  EXPECT_EQ(reports.Last().attempts, 1);
  EXPECT_FALSE(reports.Last().is_durable);
  const int attempts_max = reports.Options().commit_attempts_max;
  for (int i = 0; i < attempts_max; ++i) {
    bench.store.Plan(Step::kCommit, {absl::AbortedError("unclear"), false, {}});
  }
  bench.Submit({EngineBench::Earn("a")}).get();
  EXPECT_EQ(reports.Last().attempts, attempts_max);
  EXPECT_FALSE(reports.Last().is_durable);
}

TEST(WaitingCommandsTest, AreThoseThatNoBatchHasTaken) {
  EngineBench bench;
  EXPECT_EQ(bench.engine.waiting_commands(), 0u);
  Gate commit;
  bench.store.Plan(Step::kCommit, {absl::OkStatus(), false, [&] { commit.Pass(); }});
  auto first = bench.Submit({EngineBench::Earn("a")});
  commit.AwaitArrivals(1);
  auto second = bench.Submit({EngineBench::Earn("b"), EngineBench::Earn("c")});
  EXPECT_EQ(bench.engine.waiting_commands(), 2u);
  commit.Open();
  first.get();
  second.get();
  EXPECT_EQ(bench.engine.waiting_commands(), 0u);
}

}  // namespace
}  // namespace coalition::engine
