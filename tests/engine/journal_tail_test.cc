#include "server/engine/journal_tail.h"

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::engine {
namespace {

TEST(JournalTailTest, CallsOnceWhenThereIsMore) {
  JournalTail tail;
  int calls = 0;
  EXPECT_NE(tail.CallAfter(1, [&] { ++calls; }), JournalTail::kNoTicket);
  tail.Advance();
  EXPECT_EQ(calls, 0);
  tail.Advance();
  EXPECT_EQ(calls, 1);
  tail.Advance();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(tail.commits(), 3);
}

TEST(JournalTailTest, CallsAtOnceWhenThereIsMoreAlready) {
  JournalTail tail;
  const JournalTail::Count seen = tail.commits();
  tail.Advance();
  int calls = 0;
  EXPECT_EQ(tail.CallAfter(seen, [&] { ++calls; }), JournalTail::kNoTicket);
  EXPECT_EQ(calls, 1);
  EXPECT_NE(tail.CallAfter(tail.commits(), [&] { ++calls; }), JournalTail::kNoTicket);
  EXPECT_EQ(calls, 1);
}

TEST(JournalTailTest, ACancelledCallDoesNotCome) {
  JournalTail tail;
  int calls = 0;
  const auto ticket = tail.CallAfter(0, [&] { ++calls; });
  EXPECT_TRUE(tail.Cancel(ticket));
  EXPECT_FALSE(tail.Cancel(ticket));
  tail.Advance();
  EXPECT_EQ(calls, 0);
  const auto called = tail.CallAfter(1, [&] { ++calls; });
  tail.Advance();
  EXPECT_FALSE(tail.Cancel(called));
}

TEST(JournalTailTest, MissesNothingWhileOthersCommit) {
  constexpr JournalTail::Count kCommits = 2'000;
  constexpr int kFollowers = 4;
  JournalTail tail;
  std::vector<std::thread> followers;
  for (int i = 0; i < kFollowers; ++i) {
    followers.emplace_back([&tail] {
      for (JournalTail::Count seen = 0; seen < kCommits; ++seen) {
        auto called = std::make_shared<std::promise<void>>();
        auto there = called->get_future();
        tail.CallAfter(seen, [called] { called->set_value(); });
        there.get();
      }
    });
  }
  for (JournalTail::Count commit = 0; commit < kCommits; ++commit) tail.Advance();
  for (std::thread& follower : followers) follower.join();
}

}  // namespace
}  // namespace coalition::engine
