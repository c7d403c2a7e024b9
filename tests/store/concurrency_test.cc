#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

using ConcurrencyTest = StoreContractTest;

std::int64_t CountTransactions(LedgerSnapshot& snapshot) {
  std::int64_t count = 0;
  domain::Sequence last;
  const absl::Status status = snapshot.ScanJournal({}, [&](const domain::Transaction& t) {
    ++count;
    if (snapshot.lane().lane_count == 1) {
      EXPECT_EQ(t.id.sequence.value(), count);
    }
    EXPECT_GT(t.id.sequence, last);
    last = t.id.sequence;
    return true;
  });
  EXPECT_LT(last, snapshot.lane().next_sequence);
  EXPECT_TRUE(status.ok()) << status;
  return count;
}

TEST_P(ConcurrencyTest, BatchesOfSeveralThreadsFollowOneAnother) {
  constexpr int kThreads = 4;
  constexpr int kBatches = 10;
  SetUpNetwork(store(), 1);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      LedgerDriver driver(store());
      for (int i = 0; i < kBatches; ++i) {
        const std::string name = std::to_string(thread) + "/" + std::to_string(i);
        const auto batch = driver.Run({EarnPoints(name, kBakery, Card(kBakery, 1), 3),
                                       BurnPoints("b" + name, kBakery, Card(kBakery, 1), 2)});
        EXPECT_TRUE(batch.status.ok()) << batch.status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto snapshot = Snapshot();
  EXPECT_EQ(CountTransactions(*snapshot), 2 * kThreads * kBatches);
  domain::ReadSet wanted;
  wanted.accounts = {{Member(1), kPoints}};
  domain::LedgerState state;
  ASSERT_TRUE(snapshot->Load(wanted, state).ok());
  EXPECT_EQ(state.accounts.begin()->second.Available(domain::Date{20'500}),
            domain::Points(kThreads * kBatches));
}

TEST_P(ConcurrencyTest, ASnapshotShowsOneStateWhileBatchesCommit) {
  SetUpNetwork(store(), 1);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    LedgerDriver driver(store());
    for (int i = 0; i < 40; ++i) {
      const auto batch = driver.Run({EarnPoints(std::to_string(i), kBakery, Card(kBakery, 1), 1)});
      EXPECT_TRUE(batch.status.ok()) << batch.status;
    }
    done = true;
  });
  while (!done) {
    const auto snapshot = Snapshot();
    const std::int64_t count = CountTransactions(*snapshot);
    if (GetParam().lane_count == 1) {
      EXPECT_EQ(snapshot->lane().next_sequence.value(), count + 1);
    }
    std::int64_t outstanding = 0;
    EXPECT_TRUE(snapshot
                    ->ScanOutstanding([&](const auto&, const domain::Points& points) {
                      outstanding += points.value();
                      return true;
                    })
                    .ok());
    EXPECT_EQ(outstanding, count);
  }
  writer.join();
}

TEST_P(ConcurrencyTest, ASnapshotStaysAsItIsWhateverIsCommittedAfterIt) {
  SetUpNetwork(store(), 1);
  auto snapshot = Snapshot();
  const LedgerDump seen = DumpOf(*snapshot);
  std::atomic<bool> released = false;
  std::latch started(1);
  std::thread writer([&] {
    LedgerDriver driver(store());
    started.count_down();
    const auto batch = driver.Run({EarnPoints("e", kBakery, Card(kBakery, 1), 1)});
    EXPECT_TRUE(batch.status.ok()) << batch.status;
    EXPECT_TRUE(released || !GetParam().snapshot_holds_writers);
  });
  started.wait();
  if (!GetParam().snapshot_holds_writers) writer.join();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(DumpOf(*snapshot), seen);
  released = true;
  snapshot.reset();
  if (writer.joinable()) writer.join();
  EXPECT_NE(DumpOf(*Snapshot()), seen);
}

TEST_P(ConcurrencyTest, ABatchBeginsWhenTheOneBeforeItEnds) {
  SetUpNetwork(store(), 1);
  auto first = Batch();
  const domain::Sequence next = first->lane().next_sequence;
  std::atomic<bool> ended = false;
  std::latch started(1);
  std::thread other([&] {
    started.count_down();
    const auto second = Batch();
    EXPECT_TRUE(ended.load());
    EXPECT_EQ(second->lane().next_sequence, next);
  });
  started.wait();
  ended = true;
  first.reset();
  other.join();
}

TEST_P(ConcurrencyTest, SnapshotsBeyondTheReadersWaitForOne) {
  SetUpNetwork(store(), 1);
  std::vector<std::thread> threads;
  std::atomic<int> scanned = 0;
  for (int thread = 0; thread < 16; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        CountTransactions(*Snapshot());
        ++scanned;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(scanned.load(), 80);
}

COALITION_OVER_EVERY_STORE(ConcurrencyTest);

}  // namespace
}  // namespace coalition::store
