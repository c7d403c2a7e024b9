#include "server/store/mysql/mysql_store.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::store::mysql {
namespace {

constexpr std::uint64_t kMembers = 300;

class MysqlStoreTest : public testing::Test {
 protected:
  // Of batches that have so much time for a lock, each of which tells what it took.
  std::unique_ptr<LedgerStore> Open(const std::string& address) {
    MysqlOptions options;
    options.address = AddressOf(address);
    options.timeouts.lock = std::chrono::seconds(1);
    options.on_batch = [this](std::int64_t statements) { statements_.push_back(statements); };
    return Need(MysqlStore::Open(options));
  }

  static std::vector<domain::Command> Earns(const std::string& name, std::uint64_t count) {
    std::vector<domain::Command> earns;
    for (std::uint64_t i = 1; i <= count; ++i) {
      earns.push_back(EarnPoints(name + std::to_string(i), kBakery, Card(kBakery, 1 + i % kMembers),
                                 static_cast<std::int64_t>(i)));
    }
    return earns;
  }

  std::vector<std::int64_t> statements_;
};

TEST_F(MysqlStoreTest, ABatchTakesAsManyStatementsWhateverItsSize) {
  const auto store = Open(FreshDatabase());
  SetUpNetwork(*store, kMembers);
  LedgerDriver driver(*store);
  ASSERT_TRUE(driver.Run(Earns("first", kMembers)).status.ok());
  statements_.clear();
  for (const std::uint64_t count : {1, 10, 1'000}) {
    const auto batch = driver.Run(Earns(std::to_string(count) + "-", count));
    ASSERT_TRUE(batch.status.ok()) << batch.status;
  }
  EXPECT_EQ(statements_, std::vector<std::int64_t>(3, statements_.front()));
  EXPECT_LE(statements_.front(), 20);
}

// Whoever has the lane's row has the lane.
TEST_F(MysqlStoreTest, ALaneThatAnotherServerHasIsWaitedForAndThenGivenUp) {
  const std::string address = FreshDatabase();
  const auto store = Open(address);
  SetUpNetwork(*store, 1);
  const auto other = Connect(address);
  ASSERT_TRUE(other->Begin().ok());
  EXPECT_EQ(Ask(*other, "SELECT next_sequence FROM lanes WHERE lane = 0 FOR UPDATE"), 1);
  EXPECT_TRUE(absl::IsAborted(store->BeginBatch(domain::LaneId(0)).status()));
  other->Rollback();
  EXPECT_TRUE(LedgerDriver(*store).Run(Earns("later", 1)).status.ok());
}

// Another lane's batch was first with the id; see the schema.
TEST_F(MysqlStoreTest, ARequestIdThatIsTakenMeanwhileAbortsTheBatch) {
  const std::string address = FreshDatabase();
  const auto store = Open(address);
  SetUpNetwork(*store, 1);
  const auto before = DumpOf(*store);
  const auto earn = EarnPoints("mine", kBakery, Member(1), 5);
  auto batch = Need(store->BeginBatch(domain::LaneId(0)));
  domain::Ledger ledger(batch->lane(), *store->LoadCatalog());
  domain::ReadSet missing;
  for (int round = 0; round < domain::Ledger::kMaxLoadRounds; ++round) {
    missing = {};
    ledger.AddMissing(earn, missing);
    ASSERT_TRUE(batch->Load(missing, ledger.state()).ok());
  }
  ledger.Decide(earn, batch->lane().latest_at);
  SqlText taken("INSERT INTO requests (lane, scope, request_id, digest, posted_lane, sequence)");
  taken.Text(" VALUES ").Row(0, kBakery, Blob{"mine"}, Blob{std::string(16, 'x')}, 1, 7);
  ASSERT_TRUE(Connect(address)->Run(taken).ok());
  EXPECT_TRUE(absl::IsAborted(batch->Commit(ledger.TakeChanges())));
  batch.reset();
  ASSERT_TRUE(Connect(address)->Run(SqlText("DELETE FROM requests WHERE posted_lane = 1")).ok());
  EXPECT_EQ(DumpOf(*store), before) << "nothing is half done";
}

TEST_F(MysqlStoreTest, ASessionThatIsEndedFailsItsBatchAndNoOther) {
  const std::string address = FreshDatabase();
  const auto store = Open(address);
  SetUpNetwork(*store, 1);
  auto batch = Need(store->BeginBatch(domain::LaneId(0)));
  const auto other = Connect(address);
  const auto session =
      Ask(*other,
          "SELECT MAX(id) FROM information_schema.processlist WHERE db = DATABASE()"
          " AND id <> CONNECTION_ID() AND id = (SELECT MAX(id) FROM"
          " information_schema.processlist WHERE db = DATABASE()"
          " AND id <> CONNECTION_ID())");
  ASSERT_TRUE(other->Run(SqlText("KILL CONNECTION " + std::to_string(session))).ok());
  domain::LedgerState state;
  domain::ReadSet wanted;
  wanted.requests.insert({kBakery, "new"});
  EXPECT_TRUE(absl::IsUnavailable(batch->Load(wanted, state)));
  batch.reset();
  EXPECT_TRUE(LedgerDriver(*store).Run(Earns("after", 1)).status.ok());
}

TEST_F(MysqlStoreTest, AServerThatIsKilledLosesNothingAndIsFoundAgain) {
  testing_processes::PrivateMariadb mariadb;
  const auto store = Open(mariadb.FreshDatabase());
  SetUpNetwork(*store, 3);
  ASSERT_TRUE(LedgerDriver(*store).Run(Earns("before", 20)).status.ok());
  const LedgerDump before = DumpOf(*store);
  auto batch = Need(store->BeginBatch(domain::LaneId(0)));
  mariadb.Kill();
  domain::Changes none;
  none.lane = batch->lane();
  const absl::Status lost = batch->Commit(none);
  EXPECT_TRUE(absl::IsUnavailable(lost) || absl::IsAborted(lost)) << lost;
  batch.reset();
  EXPECT_TRUE(absl::IsUnavailable(store->BeginBatch(domain::LaneId(0)).status()));
  EXPECT_TRUE(absl::IsUnavailable(store->OpenSnapshot().status()));
  mariadb.Start();
  // Once the pools have tried again.
  absl::Status after;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  do {
    after = store->OpenSnapshot().status();
    if (after.ok()) after = store->BeginBatch(domain::LaneId(0)).status();
  } while (absl::IsUnavailable(after) && std::chrono::steady_clock::now() < end);
  ASSERT_TRUE(after.ok()) << after;
  EXPECT_EQ(DumpOf(*store), before);
  EXPECT_TRUE(LedgerDriver(*store).Run(Earns("after", 20)).status.ok());
}

TEST_F(MysqlStoreTest, AServerThatIsReadOnlyTakesNothingUntilItIsNot) {
  testing_processes::PrivateMariadb mariadb;
  const auto store = Open(mariadb.FreshDatabase());
  SetUpNetwork(*store, 1);
  mariadb.RunAsRoot("SET GLOBAL read_only = ON");
  EXPECT_TRUE(absl::IsUnavailable(LedgerDriver(*store).Run(Earns("during", 1)).status));
  EXPECT_TRUE(store->OpenSnapshot().ok()) << "questions are answered";
  mariadb.RunAsRoot("SET GLOBAL read_only = OFF");
  EXPECT_TRUE(LedgerDriver(*store).Run(Earns("after", 1)).status.ok());
}

}  // namespace
}  // namespace coalition::store::mysql
