#include "server/engine/read_pool.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "tests/engine/engine_bench.h"

namespace coalition::engine {
namespace {

using Step = FaultStore::Step;
using CatalogPtr = std::shared_ptr<const domain::Catalog>;

std::string ResultOf(const domain::Decided<domain::Accepted>& taken) {
  return taken.ok() ? "ok" : std::to_string(static_cast<int>(taken.rejection().reason));
}

TEST(ReadPoolTest, GivesEachTaskAFreshSnapshotAndItsCatalog) {
  EngineBench bench;
  ReadPool pool(bench.store, bench.catalog, 2, 10);
  bench.OutcomeOf(EngineBench::CreatePartner("museum"));
  bench.OutcomeOf(EngineBench::Earn("a"));
  std::promise<std::int64_t> next;
  ASSERT_TRUE(pool.Submit([&](ReadPool::Snapshot snapshot, CatalogPtr catalog) {
                    EXPECT_NE(catalog->FindPartner("museum"), nullptr);
                    next.set_value((*snapshot)->lane().next_sequence.value());
                  })
                  .ok());
  EXPECT_EQ(next.get_future().get(), 2);
}

TEST(ReadPoolTest, TellsTheTaskWhyThereIsNoSnapshot) {
  EngineBench bench;
  ReadPool pool(bench.store, bench.catalog, 1, 10);
  bench.store.Plan(Step::kOpenSnapshot, {absl::UnavailableError("down"), false, {}});
  std::promise<absl::Status> status;
  ASSERT_TRUE(pool.Submit([&](ReadPool::Snapshot snapshot, CatalogPtr catalog) {
                    EXPECT_NE(catalog, nullptr);
                    status.set_value(snapshot.status());
                  })
                  .ok());
  EXPECT_TRUE(absl::IsUnavailable(status.get_future().get()));
}

TEST(ReadPoolTest, RefusesPastTheExactBoundOfWhatWaits) {
  EngineBench bench;
  ReadPool pool(bench.store, bench.catalog, 2, 3);
  Gate gate;
  std::atomic<int> ran{0};
  const auto task = [&](const ReadPool::Snapshot&, const CatalogPtr&) {
    gate.Pass();
    ++ran;
  };
  EXPECT_EQ(ResultOf(pool.Submit(task)), "ok");
  EXPECT_EQ(ResultOf(pool.Submit(task)), "ok");
  gate.AwaitArrivals(2);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ResultOf(pool.Submit(task)), "ok");
  EXPECT_EQ(ResultOf(pool.Submit(task)), kQueueFull);
  gate.Open();
  pool.Drain();
  EXPECT_EQ(ran, 5);
}

TEST(ReadPoolTest, DrainRunsWhatWaitsAndThenTakesNothing) {
  EngineBench bench;
  ReadPool pool(bench.store, bench.catalog, 1, 10);
  Gate gate;
  std::atomic<int> ran{0};
  const auto task = [&](const ReadPool::Snapshot&, const CatalogPtr&) {
    gate.Pass();
    ++ran;
  };
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(pool.Submit(task).ok());
  std::thread opener([&] { gate.Open(); });
  pool.Drain();
  opener.join();
  EXPECT_EQ(ran, 4);
  EXPECT_EQ(ResultOf(pool.Submit(task)), kShuttingDown);
  EXPECT_EQ(ran, 4);
}

// A commit that changes the catalog and has not published it yet keeps new views waiting.
TEST(ReadPoolTest, NoViewOpensBetweenACommitAndItsPublication) {
  EngineBench bench;
  PublishedCatalog::Change change = bench.catalog.BeginChange();
  std::atomic<bool> opened{false};
  std::thread reader([&] {
    EXPECT_TRUE(bench.catalog.OpenView(bench.store).ok());
    opened = true;
  });
  // Whatever the reader does meanwhile, it is not in.
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(opened);
    std::this_thread::yield();
  }
  bench.catalog.Publish(std::make_shared<domain::Catalog>());
  change.unlock();
  reader.join();
  EXPECT_TRUE(opened);
}

}  // namespace
}  // namespace coalition::engine
