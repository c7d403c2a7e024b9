#include "server/engine/bounded_queue.h"

#include <chrono>
#include <future>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::engine {
namespace {

using Queue = BoundedQueue<int>;
using Result = Queue::PushResult;

Result Push(Queue& queue, int item, std::size_t weight) { return queue.Push(item, weight); }

TEST(BoundedQueueTest, TakesUpToItsBoundAndNotOneMore) {
  Queue queue(10);
  EXPECT_EQ(Push(queue, 1, 6), Result::kTaken);
  EXPECT_EQ(Push(queue, 2, 5), Result::kFull);
  EXPECT_EQ(Push(queue, 2, 4), Result::kTaken);
  EXPECT_EQ(Push(queue, 3, 1), Result::kFull);
  EXPECT_EQ(queue.PopUpTo(100), (std::vector{1, 2}));
  EXPECT_EQ(Push(queue, 4, 10), Result::kTaken);
}

TEST(BoundedQueueTest, TakesWhatIsHeavierThanItsBoundOnlyWhenNothingWaits) {
  Queue queue(10);
  EXPECT_EQ(Push(queue, 1, 11), Result::kTaken);
  EXPECT_EQ(Push(queue, 2, 1), Result::kFull);
  EXPECT_EQ(queue.PopUpTo(1), std::vector{1});
  EXPECT_EQ(Push(queue, 2, 1), Result::kTaken);
  EXPECT_EQ(Push(queue, 3, 11), Result::kFull);
}

TEST(BoundedQueueTest, PopsInOrderUpToTheWeightButAtLeastOne) {
  Queue queue(100);
  Push(queue, 1, 3);
  Push(queue, 2, 3);
  Push(queue, 3, 3);
  Push(queue, 4, 50);
  EXPECT_EQ(queue.PopUpTo(6), (std::vector{1, 2}));
  EXPECT_EQ(queue.PopUpTo(6), std::vector{3});
  EXPECT_EQ(queue.PopUpTo(6), std::vector{4});
}

TEST(BoundedQueueTest, GivesOutWhatWaitsAfterItIsClosed) {
  Queue queue(10);
  Push(queue, 1, 1);
  queue.Close();
  EXPECT_EQ(Push(queue, 2, 1), Result::kClosed);
  EXPECT_EQ(queue.PopUpTo(10), std::vector{1});
  EXPECT_TRUE(queue.PopUpTo(10).empty());
}

TEST(BoundedQueueTest, MovesFromAnItemOnlyWhenItTakesIt) {
  using Taken = BoundedQueue<std::unique_ptr<int>>::PushResult;
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto item = std::make_unique<int>(7);
  EXPECT_EQ(queue.Push(item, 1), Taken::kTaken);
  item = std::make_unique<int>(8);
  EXPECT_EQ(queue.Push(item, 1), Taken::kFull);
  EXPECT_NE(item, nullptr);
  queue.Close();
  EXPECT_EQ(queue.Push(item, 1), Taken::kClosed);
  EXPECT_NE(item, nullptr);
}

TEST(BoundedQueueTest, ClosingWakesWhoWaits) {
  Queue queue(10);
  std::thread waiting([&] { EXPECT_TRUE(queue.PopUpTo(1).empty()); });
  queue.Close();
  waiting.join();
}

TEST(BoundedQueueTest, TakesAllAtOnceInOrderPastItsBound) {
  Queue queue(2);
  EXPECT_EQ(queue.PushAll({1, 2, 3}), Queue::PushResult::kTaken);
  int item = 4;
  EXPECT_EQ(queue.Push(item, 1), Queue::PushResult::kFull);
  EXPECT_EQ(queue.PopUpTo(2), (std::vector{1, 2}));
  EXPECT_EQ(queue.PopUpTo(2), std::vector{3});
  queue.Close();
  EXPECT_EQ(queue.PushAll({5}), Queue::PushResult::kClosed);
  EXPECT_TRUE(queue.PopUpTo(2).empty());
}

TEST(BoundedQueueTest, WhoWaitsForMuchIsWokenByMuch) {
  Queue queue(10);
  std::vector<int> items{1, 2, 3};
  queue.Push(items[0], 1);
  std::future<bool> much = std::async(std::launch::async, [&] { return queue.Await(4); });
  queue.Push(items[1], 2);
  EXPECT_TRUE(queue.Await());
  EXPECT_EQ(much.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  queue.Push(items[2], 1);
  EXPECT_TRUE(much.get());
  EXPECT_EQ(queue.PopUpTo(10), (std::vector{1, 2, 3}));
}

TEST(BoundedQueueTest, WhoWaitsForMuchIsWokenByTheEnd) {
  Queue queue(10);
  int item = 1;
  queue.Push(item, 1);
  std::future<bool> much = std::async(std::launch::async, [&] { return queue.Await(4); });
  queue.Close();
  EXPECT_TRUE(much.get()) << "something waits";
  EXPECT_EQ(queue.PopUpTo(10), std::vector{1});
  EXPECT_FALSE(queue.Await(4));
}

TEST(BoundedQueueTest, EachWaitsForItsOwnWeight) {
  Queue queue(10);
  std::future<bool> most = std::async(std::launch::async, [&] { return queue.Await(5); });
  std::future<bool> more = std::async(std::launch::async, [&] { return queue.Await(3); });
  Push(queue, 1, 3);
  EXPECT_TRUE(more.get());
  EXPECT_EQ(most.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  Push(queue, 2, 2);
  EXPECT_TRUE(most.get());
}

TEST(BoundedQueueTest, WatchingEndsWithAnItemOrItsTime) {
  using std::chrono::milliseconds;
  Queue queue(10);
  const auto begin = std::chrono::steady_clock::now();
  queue.Watch(milliseconds(5));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(5));
  std::future<void> watching =
      std::async(std::launch::async, [&] { queue.Watch(milliseconds(60'000)); });
  Push(queue, 1, 1);
  EXPECT_EQ(watching.wait_for(milliseconds(30'000)), std::future_status::ready);
  queue.Watch(milliseconds(60'000));
  EXPECT_EQ(queue.PopUpTo(1), std::vector{1});
}

TEST(BoundedQueueTest, LosesAndDoublesNothingBetweenThreads) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2'000;
  Queue queue(64);
  std::vector<int> seen(kProducers * kEach);
  std::thread consumer([&] {
    for (auto items = queue.PopUpTo(16); !items.empty(); items = queue.PopUpTo(16)) {
      for (const int item : items) ++seen[static_cast<std::size_t>(item)];
    }
  });
  std::vector<std::thread> producers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&queue, p] {
      for (int i = 0; i < kEach; ++i) {
        while (Push(queue, p * kEach + i, 1) == Result::kFull) std::this_thread::yield();
      }
    });
  }
  for (std::thread& producer : producers) producer.join();
  queue.Close();
  consumer.join();
  EXPECT_EQ(seen, std::vector<int>(seen.size(), 1));
}

}  // namespace
}  // namespace coalition::engine
