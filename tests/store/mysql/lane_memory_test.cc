// What a store remembers of a lane, and when it must not.
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/memory/memory_store.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::store::mysql {
namespace {

constexpr domain::LaneId kLane{0};

class LaneMemoryTest : public testing::Test {
 protected:
  std::unique_ptr<LedgerStore> Open(std::size_t memory_bytes_max = std::size_t{1} << 20) {
    MysqlOptions options;
    options.address = AddressOf(address_);
    options.memory_bytes_max = memory_bytes_max;
    options.on_batch = [this](std::int64_t statements) { statements_.push_back(statements); };
    return Need(MysqlStore::Open(options));
  }
  // As two servers have it: what the other one commits, a driver does not know of.
  static LedgerDriver::Batch RunOn(LedgerStore& store, const std::vector<domain::Command>& commands,
                                   domain::Moment after) {
    LedgerDriver driver(store);
    driver.PassTimeTo(after);
    return driver.Run(commands);
  }
  domain::Points BalanceOf(LedgerView& view, const domain::MemberId& member) {
    domain::ReadSet wanted;
    wanted.accounts = {{member, kPoints}};
    domain::LedgerState state;
    EXPECT_TRUE(view.Load(wanted, state).ok());
    domain::Points sum(0);
    for (const domain::Lot& lot : state.accounts.begin()->second.lots()) sum += lot.points;
    return sum;
  }
  void Execute(const std::string& sql) {
    const auto connection = Connect(address_);
    const absl::Status done = connection->Run(SqlText(sql));
    ASSERT_TRUE(done.ok()) << done;
  }

  const std::string address_ = FreshDatabase();
  std::vector<std::int64_t> statements_;
};

// All that a ledger can do, by two servers whose turns chance decides.
TEST_F(LaneMemoryTest, StoresThatTakeTurnsSeeWhatTheOtherDid) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    SCOPED_TRACE(seed);
    std::minstd_rand random(seed);
    const std::string address = FreshDatabase();
    std::vector<std::unique_ptr<LedgerStore>> stores;
    for (int i = 0; i < 2; ++i) {
      MysqlOptions options;
      options.address = AddressOf(address);
      stores.push_back(Need(MysqlStore::Open(options)));
    }
    MemoryStore expected;
    SetUpNetwork(expected, 3);
    SetUpNetwork(*stores[0], 3);
    LedgerDriver expected_driver(expected);
    for (const auto& batches : {FirstBatches(), EverythingBatches()}) {
      for (const auto& commands : batches) {
        const domain::Moment before = expected_driver.now();
        const auto answers = expected_driver.Run(commands).answers;
        const auto batch = RunOn(*stores[random() % 3 == 0], commands, before);
        ASSERT_TRUE(batch.status.ok()) << batch.status;
        ASSERT_EQ(batch.answers.size(), answers.size());
        for (std::size_t i = 0; i < answers.size(); ++i) {
          EXPECT_EQ(batch.answers[i].outcome.index(), answers[i].outcome.index());
        }
      }
    }
    EXPECT_EQ(DumpOf(*stores[0]), DumpOf(expected));
    EXPECT_EQ(DumpOf(*stores[1]), DumpOf(expected));
  }
}

TEST_F(LaneMemoryTest, WhatTheLaneReadLastIsNotReadAgain) {
  const auto store = Open();
  SetUpNetwork(*store, 3);
  LedgerDriver driver(*store);
  statements_.clear();
  for (int i = 0; i < 3; ++i) {
    const auto earn = EarnPoints(std::to_string(i), kBakery, Card(kBakery, 1), 5);
    ASSERT_TRUE(driver.Run({earn}).status.ok());
  }
  // START, the lane's row, whether the request is new; accounts, journal, runs, requests,
  // positions, outstanding, the lane's row, COMMIT.
  EXPECT_EQ(statements_[1], 11);
  EXPECT_EQ(statements_[2], 11);
  EXPECT_GT(statements_[0], 11);
}

TEST_F(LaneMemoryTest, AWindowThatClosesTakesPartnersTotalsWithIt) {
  const auto store = Open();
  SetUpNetwork(*store, 3);
  LedgerDriver driver(*store);
  ASSERT_TRUE(driver.Run({EarnPoints("before", kBakery, Member(1), 5)}).status.ok());
  ASSERT_TRUE(driver.Run({Close("close", "January")}).status.ok());
  domain::ReadSet wanted;
  wanted.positions = {kBakery};
  domain::LedgerState remembered;
  ASSERT_TRUE(Need(store->BeginBatch(kLane))->Load(wanted, remembered).ok());
  domain::LedgerState read;
  ASSERT_TRUE(Need(store->OpenSnapshot())->Load(wanted, read).ok());
  EXPECT_EQ(remembered.positions, read.positions);
  EXPECT_EQ(remembered.closed_totals, read.closed_totals);
  EXPECT_NE(read.closed_totals[kBakery], domain::Micros(0));
}

// Each batch lets go what the one before it had and it did not ask for.
TEST_F(LaneMemoryTest, WithTheLeastMemoryNothingIsLost) {
  const auto store = Open(/*memory_bytes_max=*/0);
  SetUpNetwork(*store, 3);
  LedgerDriver driver(*store);
  for (int i = 0; i < 20; ++i) {
    const auto member = static_cast<std::uint64_t>(1 + i % 3);
    const auto earn = EarnPoints(std::to_string(i), kBakery, Card(kBakery, member), 5);
    ASSERT_TRUE(driver.Run({earn}).status.ok());
  }
  EXPECT_EQ(BalanceOf(*Need(store->BeginBatch(kLane)), Member(1)), domain::Points(35));
}

TEST_F(LaneMemoryTest, WhatWasNotCommittedIsForgotten) {
  const auto store = Open();
  SetUpNetwork(*store, 3);
  LedgerDriver driver(*store);
  ASSERT_TRUE(driver.Run({EarnPoints("first", kBakery, Member(1), 5)}).status.ok());
  EXPECT_TRUE(driver.Drop({EarnPoints("dropped", kBakery, Member(1), 7)}).status.ok());
  EXPECT_EQ(BalanceOf(*Need(store->BeginBatch(kLane)), Member(1)), domain::Points(5));

  // One that fails at its end: a row is in its way that it did not know.
  auto batch = Need(store->BeginBatch(kLane));
  const auto decided = driver.Decide(*batch, {EarnPoints("taken", kBakery, Member(1), 7)});
  ASSERT_TRUE(decided.status.ok());
  Execute(
      "INSERT INTO requests (lane, scope, request_id, digest, posted_lane, sequence) "
      "SELECT lane, scope, REPLACE(request_id, 'first', 'taken'), digest, posted_lane, sequence "
      "FROM requests WHERE request_id LIKE '%first%'");
  EXPECT_TRUE(absl::IsAborted(batch->Commit(decided.changes)));
  EXPECT_EQ(BalanceOf(*Need(store->BeginBatch(kLane)), Member(1)), domain::Points(5));
}

// As one that was restored from a backup, or taken over by a replica that had not all.
TEST_F(LaneMemoryTest, ADatabaseThatIsSetBackIsReadAgain) {
  const auto store = Open();
  SetUpNetwork(*store, 3);
  LedgerDriver driver(*store);
  ASSERT_TRUE(driver.Run({EarnPoints("kept", kBakery, Member(1), 5)}).status.ok());
  for (const char* table : {"lanes", "accounts"}) {
    Execute(std::string("CREATE TABLE saved_") + table + " AS SELECT * FROM " + table);
  }
  ASSERT_TRUE(driver.Run({EarnPoints("lost", kBakery, Member(1), 7)}).status.ok());
  EXPECT_EQ(BalanceOf(*Need(store->OpenSnapshot()), Member(1)), domain::Points(12));
  for (const char* table : {"lanes", "accounts"}) {
    Execute(std::string("REPLACE INTO ") + table + " SELECT * FROM saved_" + table);
  }
  EXPECT_EQ(BalanceOf(*Need(store->BeginBatch(kLane)), Member(1)), domain::Points(5));
}

}  // namespace
}  // namespace coalition::store::mysql
