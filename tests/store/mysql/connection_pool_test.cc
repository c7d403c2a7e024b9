#include "server/store/mysql/connection_pool.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/store/mysql/connect.h"
#include "tests/store/mysql/listener.h"

namespace coalition::store::mysql {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing_processes::PrivateMariadb;

ConnectionPool::Options Of(std::size_t connections_max) {
  ConnectionPool::Options options;
  options.connections_max = connections_max;
  return options;
}

std::int64_t IdOf(Connection& connection) { return Ask(connection, "SELECT CONNECTION_ID()"); }

class ConnectionPoolTest : public ::testing::Test {
 protected:
  const std::string address_ = DatabaseWithCounts();
};

TEST_F(ConnectionPoolTest, LeasesAreApartAndComeBack) {
  ConnectionPool pool(AddressOf(address_), Of(2));
  ConnectionPool::Lease one = Need(pool.Take());
  ConnectionPool::Lease two = Need(pool.Take());
  const std::int64_t first = IdOf(*one);
  EXPECT_NE(first, IdOf(*two));
  one.End();
  EXPECT_FALSE(one);
  ConnectionPool::Lease again = Need(pool.Take());
  EXPECT_EQ(IdOf(*again), first);
}

TEST_F(ConnectionPoolTest, WaitsForALeaseToEnd) {
  ConnectionPool pool(AddressOf(address_), Of(1));
  ConnectionPool::Lease lease = Need(pool.Take());
  const std::int64_t id = IdOf(*lease);
  std::atomic<bool> ended = false;
  std::latch started(1);
  std::thread other([&] {
    started.count_down();
    const ConnectionPool::Lease next = Need(pool.Take());
    EXPECT_TRUE(ended.load());
    EXPECT_EQ(IdOf(*next), id);
  });
  started.wait();
  ended = true;
  lease.End();
  other.join();
}

TEST_F(ConnectionPoolTest, LeaseThatEndsRollsBack) {
  ConnectionPool pool(AddressOf(address_), Of(1));
  {
    const ConnectionPool::Lease lease = Need(pool.Take());
    ASSERT_TRUE(lease->Begin().ok());
    ASSERT_TRUE(lease->Run(SqlText("UPDATE counts SET n = 11 WHERE id = 1")).ok());
  }
  const ConnectionPool::Lease lease = Need(pool.Take());
  EXPECT_EQ(Ask(*lease, "SELECT n FROM counts WHERE id = 1"), 10);
}

TEST_F(ConnectionPoolTest, LostConnectionIsReplacedAndIdleOnesWithIt) {
  ConnectionPool pool(AddressOf(address_), Of(2));
  ConnectionPool::Lease lost = Need(pool.Take());
  ConnectionPool::Lease idle = Need(pool.Take());
  const std::set<std::int64_t> before = {IdOf(*lost), IdOf(*idle)};
  ASSERT_TRUE(idle->Run(SqlText(absl::StrCat("KILL ", IdOf(*lost)))).ok());
  EXPECT_TRUE(absl::IsUnavailable(lost->Run(SqlText("DO 1"))));
  idle.End();
  lost.End();
  const ConnectionPool::Lease one = Need(pool.Take());
  const ConnectionPool::Lease two = Need(pool.Take());
  EXPECT_EQ(before.count(IdOf(*one)), 0u);
  EXPECT_EQ(before.count(IdOf(*two)), 0u);
}

TEST_F(ConnectionPoolTest, ConnectionThatLayIdleForLongIsReplaced) {
  ConnectionPool::Options options = Of(1);
  options.idle_max = milliseconds(0);
  ConnectionPool pool(AddressOf(address_), options);
  ConnectionPool::Lease lease = Need(pool.Take());
  const std::int64_t id = IdOf(*lease);
  lease.End();
  lease = Need(pool.Take());
  EXPECT_NE(IdOf(*lease), id);
}

TEST_F(ConnectionPoolTest, ManyThreadsShareAFew) {
  constexpr int kThreads = 16;
  constexpr int kTakes = 40;
  constexpr std::size_t kConnections = 3;
  ConnectionPool pool(AddressOf(address_), Of(kConnections));
  Mutex mutex;
  std::set<std::int64_t> ids;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int take = 0; take < kTakes; ++take) {
        const ConnectionPool::Lease lease = Need(pool.Take());
        EXPECT_TRUE(lease->Run(SqlText("UPDATE counts SET n = n + 1 WHERE id = 1")).ok());
        const std::int64_t id = IdOf(*lease);
        MutexLock lock(mutex);
        ids.insert(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(ids.size(), kConnections);
  const ConnectionPool::Lease lease = Need(pool.Take());
  EXPECT_EQ(Ask(*lease, "SELECT n FROM counts WHERE id = 1"), 10 + kThreads * kTakes);
}

TEST_F(ConnectionPoolTest, WhatTryingAgainDoesNotHelpIsToldAtOnce) {
  ServerAddress address = AddressOf(address_);
  address.password = "wrong";
  ConnectionPool::Options options = Of(1);
  options.connect_for = hours(1);
  ConnectionPool pool(address, options);
  EXPECT_TRUE(absl::IsFailedPrecondition(pool.Take().status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(pool.Take().status()));
}

TEST(ConnectionPoolOutageTest, NobodyTriesAgainBeforeThePauseIsOver) {
  const Listener listener(Listener::Manner::kHangsUp);
  ConnectionPool::Options options = Of(4);
  options.connect_for = milliseconds(0);
  options.pause_min = hours(1);
  options.pause_max = hours(1);
  ConnectionPool pool(listener.address(), options);
  for (int i = 0; i < 10; ++i) {
    const absl::Status status = pool.Take().status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  }
  EXPECT_EQ(listener.clients(), 1);
}

TEST(ConnectionPoolOutageTest, TriesAgainWhenThePauseIsOver) {
  const Listener listener(Listener::Manner::kHangsUp);
  ConnectionPool::Options options = Of(4);
  options.connect_for = milliseconds(0);
  options.pause_min = milliseconds(0);
  options.pause_max = milliseconds(0);
  ConnectionPool pool(listener.address(), options);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(absl::IsUnavailable(pool.Take().status()));
  EXPECT_EQ(listener.clients(), 10);
}

// With pauses of 16, 32, 64 and 128 ms, each at least half as long, six attempts fit in 200 ms;
// each connection may have begun one before it was known that the server is away.
TEST(ConnectionPoolOutageTest, PausesGrowWhoeverWaits) {
  constexpr int kConnections = 4;
  const Listener listener(Listener::Manner::kHangsUp);
  ConnectionPool::Options options = Of(kConnections);
  options.connect_for = milliseconds(200);
  options.pause_min = milliseconds(16);
  options.pause_max = hours(1);
  ConnectionPool pool(listener.address(), options);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(absl::IsUnavailable(pool.Take().status())); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(listener.clients(), 2);
  EXPECT_LE(listener.clients(), kConnections + 5);
}

TEST(ConnectionPoolOutageTest, ServerThatNobodyListensForIsUnavailable) {
  const Listener listener(Listener::Manner::kRefuses);
  ConnectionPool::Options options = Of(1);
  options.connect_for = milliseconds(10);
  options.pause_min = milliseconds(1);
  ConnectionPool pool(listener.address(), options);
  const absl::Status status = pool.Take().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST(ConnectionPoolOutageTest, ServerThatComesBackIsFoundByWhoWaits) {
  PrivateMariadb mariadb;
  ConnectionPool::Options options = Of(2);
  options.connect_for = minutes(5);
  options.pause_max = milliseconds(100);
  ConnectionPool pool(AddressOf(mariadb.address()), options);
  ConnectionPool::Lease lease = Need(pool.Take());
  ConnectionPool::Lease idle = Need(pool.Take());
  idle.End();
  mariadb.Kill();
  EXPECT_TRUE(absl::IsUnavailable(lease->Run(SqlText("DO 1"))));
  lease.End();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto taken = pool.Take();
      ASSERT_TRUE(taken.ok()) << taken.status();
      EXPECT_EQ(Ask(**taken, "SELECT 1"), 1);
    });
  }
  mariadb.Start();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace coalition::store::mysql
