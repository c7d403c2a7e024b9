#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/migrations.h"
#include "server/store/sqlite/sqlite_store.h"
#include "server/store/sqlite/statements.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A ledger that the released program left.
class UpgradeTest : public testing::Test {
 protected:
  UpgradeTest() {
    fs::create_directory(folder_.path() + "/ledger");
    Execute(sql::kCreateMigrations);
    Execute(std::string(SqliteMigrations()[0].sql));
    Execute(ReadFile(COALITION_STORE_TESTDATA "/ledger_0001.sql"));
  }

  absl::StatusOr<std::unique_ptr<LedgerStore>> TryOpen() {
    SqliteOptions options;
    options.directory = folder_.path() + "/ledger";
    return SqliteStore::Open(options);
  }
  std::unique_ptr<LedgerStore> Open() {
    auto store = TryOpen();
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  std::unique_ptr<Connection> Connect() {
    auto connection = Connection::Open(DatabasePath(), 0);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }
  void Execute(const std::string& script) {
    const absl::Status done = Connect()->Execute(script);
    ASSERT_TRUE(done.ok()) << done;
  }
  std::int64_t Count(const char* sql) {
    const auto connection = Connect();
    std::int64_t count = -1;
    Cursor rows = connection->Query(sql);
    EXPECT_TRUE(rows.Next(count)) << rows.status();
    return count;
  }
  std::string DatabasePath() const { return folder_.path() + "/ledger/ledger.db"; }

  // Of a request id, in a store that is open.
  static domain::StoredOutcome OutcomeOf(LedgerStore& store, const domain::RequestKey& request) {
    domain::ReadSet wanted;
    wanted.requests = {request};
    domain::LedgerState state;
    EXPECT_TRUE((*store.OpenSnapshot())->Load(wanted, state).ok());
    EXPECT_TRUE(state.requests.at(request).has_value()) << request.request_id;
    return *state.requests.at(request);
  }

 private:
  TempFolder folder_;
};

TEST_F(UpgradeTest, TheLaneGoesOnFromItsLastTransaction) {
  const auto store = Open();
  const auto snapshot = *store->OpenSnapshot();
  EXPECT_EQ(snapshot->lane().next_sequence, domain::Sequence(12));
  EXPECT_EQ(snapshot->lane().open_window.id, domain::WindowId(3));
  EXPECT_EQ(snapshot->lane().latest_at, domain::Moment{1'768'478'408'000'000});
  EXPECT_EQ(snapshot->lane().next_event, 1);
}

TEST_F(UpgradeTest, ALaneThatPostedNothingMayBeginAtAnyTime) {
  Execute("DELETE FROM journal");
  const auto store = Open();
  const auto snapshot = *store->OpenSnapshot();
  EXPECT_EQ(snapshot->lane().latest_at, domain::kFirstMoment);
}

TEST_F(UpgradeTest, CarriesAreThoseOfEarnsAndBurns) {
  const auto store = Open();
  domain::ReadSet wanted;
  const domain::CarryKey of_bakery{Member(1), kBakery, kPoints};
  const domain::CarryKey of_cinema{Member(1), kCinema, kPoints};
  wanted.carries = {of_bakery, of_cinema};
  domain::LedgerState state;
  ASSERT_TRUE((*store->OpenSnapshot())->Load(wanted, state).ok());
  EXPECT_EQ(state.carries.at(of_bakery), (domain::Carries{{266'880'000, 1'008'000'000}, {0, 1}}));
  EXPECT_EQ(state.carries.at(of_cinema), (domain::Carries{{0, 1}, {300'000'000, 1'000'000'000}}));
  EXPECT_EQ(DumpOf(*store)["carries"].size(), 2u);
}

TEST_F(UpgradeTest, ClosedTotalsAreThePositionsOfClosedWindows) {
  const auto store = Open();
  const auto snapshot = *store->OpenSnapshot();
  std::map<domain::PartnerId, domain::Micros> expected;
  EXPECT_TRUE(snapshot
                  ->ScanPositions(std::nullopt,
                                  [&](const auto& key, const auto& total) {
                                    if (key.window < domain::WindowId(3) &&
                                        key.partner != domain::kNetwork) {
                                      expected[key.partner] += total.amount;
                                    }
                                    return true;
                                  })
                  .ok());
  std::map<domain::PartnerId, domain::Micros> closed;
  EXPECT_TRUE(snapshot
                  ->ScanClosedTotals([&](const auto& partner, const auto& amount) {
                    closed[partner] = amount;
                    return true;
                  })
                  .ok());
  EXPECT_EQ(closed, expected);
  EXPECT_EQ(closed.at(kBakery), domain::Micros(-1'590'600));
}

TEST_F(UpgradeTest, RecordsAreReadAsTheyWereMeant) {
  const auto store = Open();
  const auto catalog = *store->LoadCatalog();
  EXPECT_EQ(*catalog->TermsByVersion(kBakery, kPoints, 1)->net_debit_cap,
            (domain::NetDebitCap{
                domain::NetDebitCap::Kind::kPostpaid, domain::Micros(1'000'000'000'000), {}}));
  EXPECT_FALSE(catalog->TermsByVersion(kCinema, kPoints, 1)->net_debit_cap.has_value());

  std::vector<domain::Member> members;
  const auto snapshot = *store->OpenSnapshot();
  EXPECT_TRUE(snapshot
                  ->ScanMembers(std::nullopt,
                                [&](const domain::Member& member) {
                                  members.push_back(member);
                                  return true;
                                })
                  .ok());
  ASSERT_EQ(members.size(), 3u);
  EXPECT_EQ(members[0].identifiers,
            (std::vector<domain::LinkedIdentifier>{{Card(kBakery, 1), 0}, {Card(kCinema, 1), 1}}));
  EXPECT_EQ(members[0].next_ordinal, 2);

  std::int64_t sequence = 0;
  EXPECT_TRUE(snapshot
                  ->ScanJournal({},
                                [&](const domain::Transaction& transaction) {
                                  EXPECT_EQ(transaction.id.sequence.value(), ++sequence);
                                  EXPECT_FALSE(transaction.counterpart.has_value());
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(sequence, 11);
}

TEST_F(UpgradeTest, AnswersThatShowedAMemberNameIt) {
  const auto store = Open();
  const auto shown = [&](domain::PartnerId partner, const std::string& request) {
    return std::get<domain::MemberOutcome>(OutcomeOf(*store, {partner, request}).result);
  };
  EXPECT_EQ(shown(kBakery, "enrol 1"), (domain::MemberOutcome{Member(1), 1, "link-me"}));
  EXPECT_EQ(shown(kBakery, "enrol 3"), (domain::MemberOutcome{Member(3), 1, "link-me"}));
  EXPECT_EQ(shown(kCinema, "cinema card"), (domain::MemberOutcome{Member(1), 2, "link-anew"}));
  const auto bakery = OutcomeOf(*store, {domain::kNetwork, "bakery"}).result;
  EXPECT_EQ(std::get<domain::Partner>(*std::get<domain::KeptEffect>(bakery)).handle, "bakery");
}

TEST_F(UpgradeTest, WhatWasAnsweredIsAnsweredTheSameAndTheLedgerGoesOn) {
  auto store = Open();
  LedgerDump before = DumpOf(*store);
  {
    LedgerDriver driver(*store);
    std::vector<std::vector<domain::Command>> batches{PartnerCommands(), EnrollCommands(3)};
    for (auto& batch : FirstBatches()) batches.push_back(std::move(batch));
    for (const auto& commands : batches) {
      const auto again = driver.Run(commands);
      ASSERT_TRUE(again.status.ok()) << again.status;
      for (const domain::Answer& answer : again.answers) EXPECT_TRUE(answer.replayed);
    }
  }
  LedgerDump after = DumpOf(*store);
  before.erase("lane");
  after.erase("lane");
  EXPECT_EQ(after, before);

  LedgerDriver driver(*store);
  const domain::TransactionId film{domain::LaneId(0), domain::Sequence(4)};
  const auto batch = driver.Run({EarnPoints("new", kBakery, Card(kBakery, 1), 3),
                                 Reversal("no film", kCinema, film, domain::EverythingLeft{}),
                                 Hold("seat", kCinema, Card(kCinema, 1), 5, 60)});
  ASSERT_TRUE(batch.status.ok()) << batch.status;
  EXPECT_EQ(batch.changes.transactions.size(), 3u);
  const LedgerDump last = DumpOf(*store);
  store.reset();
  EXPECT_EQ(DumpOf(*Open()), last);
}

TEST_F(UpgradeTest, NothingOfAnErasedMemberIsLeftInTheFiles) {
  ASSERT_NE(ReadFile(DatabasePath()).find("card-1"), std::string::npos);
  {
    const auto store = Open();
    LedgerDriver driver(*store);
    const auto erased = driver.Run({Erase("erase", Member(1))});
    ASSERT_TRUE(erased.status.ok()) << erased.status;
    EXPECT_EQ(DumpOf(*store)["identifiers"].size(), 3u);
  }
  for (const auto& entry : fs::directory_iterator(fs::path(DatabasePath()).parent_path())) {
    const std::string bytes = ReadFile(entry.path());
    EXPECT_EQ(bytes.find("card-1"), std::string::npos) << entry.path();
  }
  EXPECT_NE(ReadFile(DatabasePath()).find("card-2"), std::string::npos);
}

TEST_F(UpgradeTest, AnOutcomeThatCannotBeReadLeavesTheSchemaAsItWas) {
  Execute("UPDATE requests SET result = x'010101ff' WHERE request_id = 'enrol 2'");
  const absl::Status refused = TryOpen().status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_EQ(Count("SELECT count(*) FROM schema_migrations"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM sqlite_schema WHERE name = 'holds'"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM requests WHERE substr(result, 1, 3) = x'010101'"), 5);
}

}  // namespace
}  // namespace coalition::store
