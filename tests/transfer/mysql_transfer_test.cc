// What only a database has: lanes, servers beside, and its own death.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/store/sqlite/sqlite_store.h"
#include "tests/engine/mysql_engine.h"
#include "tests/engine/till.h"
#include "tests/store/temp_folder.h"
#include "tests/transfer/moving.h"

namespace coalition::store::transfer {
namespace {

using engine::MysqlEngine;
using testing::HasSubstr;

constexpr int kLanes = 4;

std::unique_ptr<LedgerStore> OpenTarget(const std::string& address, int lanes) {
  return mysql::Need(mysql::MysqlStore::Open(
      {.address = mysql::AddressOf(address), .lane_count = lanes, .for_import = true}));
}
std::unique_ptr<LedgerStore> OpenSqlite(const TempFolder& folder) {
  SqliteOptions options;
  options.directory = folder.path();
  options.for_import = true;
  return mysql::Need(SqliteStore::Open(options));
}

class MysqlTransferTest : public testing::Test {
 protected:
  MysqlTransferTest() { FillWithEverything(*sqlite_); }

  TempFolder folder_;
  std::unique_ptr<LedgerStore> sqlite_ = OpenSqlite(folder_);
};

TEST_F(MysqlTransferTest, FromSqliteAndBack) {
  const auto there = OpenTarget(mysql::FreshDatabase(), 1);
  ASSERT_TRUE(ImportAndAudit(ExportOf(*sqlite_), *there).ok());
  TempFolder folder;
  const auto back = OpenSqlite(folder);
  ASSERT_TRUE(ImportAndAudit(ExportOf(*there), *back).ok());
  EXPECT_EQ(DumpOf(*back), DumpOf(*sqlite_));
  EXPECT_EQ(DigestOf(*back), DigestOf(*sqlite_));
}

// Engines post into all lanes at once; what comes of it is moved to another database.
TEST_F(MysqlTransferTest, ServersGoOnInSeveralLanesAndThatMovesToo) {
  const std::string address = mysql::FreshDatabase();
  ASSERT_TRUE(ImportAndAudit(ExportOf(*sqlite_), *OpenTarget(address, kLanes)).ok());
  std::vector<engine::Till> tills;
  {
    MysqlEngine one(address);
    MysqlEngine other(address);
    ASSERT_EQ(one.OutcomeOf(EarnPurchase("buns", Card(kBakery, 1), 12'345)), "ok");
    // Those that were not merged or erased.
    for (const std::uint64_t member : {1, 4}) {
      for (int i = 0; i < 20; ++i) {
        const std::string name = std::to_string(member) + "-" + std::to_string(i);
        EXPECT_EQ(
            (i % 2 == 0 ? one : other).OutcomeOf(EarnPoints(name, kBakery, Member(member), 1 + i)),
            "ok");
      }
    }
    EXPECT_EQ(other.OutcomeOf(Reversal("undo", kBakery, {domain::LaneId(0), domain::Sequence(11)},
                                       domain::EverythingLeft{})),
              "ok");
    EXPECT_EQ(one.OutcomeOf(Close("fourth close", "April")), "ok");
    EXPECT_EQ(other.OutcomeOf(EarnPoints("after it", kBakery, Member(4), 7)), "ok");
  }
  const auto source = OpenTarget(address, kLanes);
  const std::string file = ExportOf(*source);
  const auto refused = Import(file, *OpenTarget(mysql::FreshDatabase(), kLanes + 1));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status())) << refused.status();
  TempFolder folder;
  EXPECT_TRUE(absl::IsFailedPrecondition(Import(file, *OpenSqlite(folder)).status()));

  const std::string moved = mysql::FreshDatabase();
  ASSERT_TRUE(ImportAndAudit(file, *OpenTarget(moved, kLanes)).ok());
  EXPECT_EQ(DumpWithoutLane(*OpenTarget(moved, kLanes)), DumpWithoutLane(*source));
  EXPECT_EQ(DigestOf(*OpenTarget(moved, kLanes)), DigestOf(*source));
  MysqlEngine server(moved);
  EXPECT_EQ(server.OutcomeOf(EarnPoints("after it", kBakery, Member(4), 7)), "ok");
  EXPECT_EQ(server.OutcomeOf(EarnPoints("and on", kBakery, Member(1), 7)), "ok");
  EXPECT_EQ(server.OutcomeOf(Close("fifth close", "May")), "ok");
  ExpectSound(*OpenTarget(moved, kLanes));
}

TEST_F(MysqlTransferTest, OfTwoProcessesOneGoesOn) {
  const std::string file = ExportOf(*sqlite_);
  // The other one does so many frames more, or all.
  for (const int calls : {14, 1'000}) {
    const std::string address = mysql::FreshDatabase();
    const auto one = OpenTarget(address, kLanes);
    const auto other = OpenTarget(address, kLanes);
    ImportOptions options;
    bool other_was_here = false;
    options.on_progress = [&](const Progress& progress) {
      if (progress.kind == RecordKind::kTransaction && !std::exchange(other_was_here, true)) {
        const auto imported = Import(file, *other, StopAfter(calls));
        EXPECT_EQ(imported.ok(), calls == 1'000) << imported.status();
      }
      return absl::OkStatus();
    };
    const auto imported = Import(file, *one, options);
    EXPECT_TRUE(absl::IsFailedPrecondition(imported.status())) << imported.status();
    EXPECT_THAT(imported.status().message(), HasSubstr("another process"));
    EXPECT_TRUE(other_was_here);
    if (calls < 1'000) {
      EXPECT_TRUE(Import(file, *OpenTarget(address, kLanes)).ok());
    }
    EXPECT_EQ(DigestOf(*OpenTarget(address, kLanes)), DigestOf(*sqlite_));
  }
}

// It opened the store before the import began.
TEST_F(MysqlTransferTest, AServerThatStartsMeanwhileMakesNoNetwork) {
  const std::string file = ExportOf(*sqlite_);
  const std::string address = mysql::FreshDatabase();
  const auto server = engine::OpenMysql(address);
  EXPECT_TRUE(absl::IsCancelled(Import(file, *OpenTarget(address, 1), StopAfter(3)).status()));
  const absl::Status created = server->CreateNetwork(CoalitionNetwork(), FirstChanges());
  EXPECT_TRUE(absl::IsFailedPrecondition(created)) << created;
  EXPECT_THAT(created.message(), HasSubstr("an import into this store is not finished"));
  EXPECT_TRUE(Import(file, *OpenTarget(address, 1)).ok());
}

TEST_F(MysqlTransferTest, ItDoesNotGoOnWithOtherLanes) {
  const std::string file = ExportOf(*sqlite_);
  const std::string address = mysql::FreshDatabase();
  EXPECT_TRUE(absl::IsCancelled(Import(file, *OpenTarget(address, kLanes), StopAfter(3)).status()));
  const auto refused = Import(file, *OpenTarget(address, 1));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status())) << refused.status();
  EXPECT_THAT(refused.status().message(), HasSubstr("--lanes=4"));
}

TEST_F(MysqlTransferTest, ADatabaseThatDiesIsSaidAndGoneOnWith) {
  testing_processes::PrivateMariadb mariadb;
  const std::string address = mariadb.FreshDatabase();
  const std::string file = ExportOf(*sqlite_);
  for (const int calls : {0, 5, 12}) {
    const auto target = OpenTarget(address, kLanes);
    ImportOptions options;
    options.on_progress = [&mariadb, left = calls](const Progress&) mutable {
      if (left-- == 0) mariadb.Kill();
      return absl::OkStatus();
    };
    const auto imported = Import(file, *target, options);
    EXPECT_TRUE(absl::IsUnavailable(imported.status())) << imported.status();
    mariadb.Start();
  }
  ASSERT_TRUE(ImportAndAudit(file, *OpenTarget(address, kLanes)).ok());
  EXPECT_EQ(DigestOf(*OpenTarget(address, kLanes)), DigestOf(*sqlite_));
}

}  // namespace
}  // namespace coalition::store::transfer
