#include "server/engine/journal_tail.h"

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::engine {
namespace {

using domain::Sequence;

TEST(JournalTailTest, CallsOnceWhenThereIsMore) {
  JournalTail tail;
  int calls = 0;
  EXPECT_NE(tail.CallAfter(Sequence(5), [&] { ++calls; }), JournalTail::kNoTicket);
  tail.Advance(Sequence(5));
  EXPECT_EQ(calls, 0);
  tail.Advance(Sequence(6));
  EXPECT_EQ(calls, 1);
  tail.Advance(Sequence(7));
  EXPECT_EQ(calls, 1);
}

TEST(JournalTailTest, CallsAtOnceWhenThereIsMoreAlready) {
  JournalTail tail;
  tail.Advance(Sequence(6));
  int calls = 0;
  EXPECT_EQ(tail.CallAfter(Sequence(5), [&] { ++calls; }), JournalTail::kNoTicket);
  EXPECT_EQ(calls, 1);
  EXPECT_NE(tail.CallAfter(Sequence(6), [&] { ++calls; }), JournalTail::kNoTicket);
  EXPECT_EQ(calls, 1);
}

TEST(JournalTailTest, ACancelledCallDoesNotCome) {
  JournalTail tail;
  int calls = 0;
  const auto ticket = tail.CallAfter(Sequence(1), [&] { ++calls; });
  EXPECT_TRUE(tail.Cancel(ticket));
  EXPECT_FALSE(tail.Cancel(ticket));
  tail.Advance(Sequence(9));
  EXPECT_EQ(calls, 0);
  const auto called = tail.CallAfter(Sequence(9), [&] { ++calls; });
  tail.Advance(Sequence(10));
  EXPECT_FALSE(tail.Cancel(called));
}

TEST(JournalTailTest, MissesNothingWhileOthersCommit) {
  constexpr std::int64_t kCommits = 2'000;
  constexpr int kFollowers = 4;
  JournalTail tail;
  std::vector<std::thread> followers;
  for (int i = 0; i < kFollowers; ++i) {
    followers.emplace_back([&tail] {
      for (std::int64_t next = 1; next < kCommits; ++next) {
        auto called = std::make_shared<std::promise<void>>();
        auto there = called->get_future();
        tail.CallAfter(Sequence(next), [called] { called->set_value(); });
        there.get();
      }
    });
  }
  for (std::int64_t next = 2; next <= kCommits; ++next) tail.Advance(Sequence(next));
  for (std::thread& follower : followers) follower.join();
}

}  // namespace
}  // namespace coalition::engine
