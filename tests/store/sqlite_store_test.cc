#include "server/store/sqlite/sqlite_store.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/sqlite/connection.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

namespace fs = std::filesystem;

class SqliteStoreTest : public testing::Test {
 protected:
  SqliteOptions Options() const {
    SqliteOptions options;
    options.directory = folder_.path() + "/above/ledger";
    return options;
  }
  std::unique_ptr<LedgerStore> Open() {
    auto store = SqliteStore::Open(Options());
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  // Past the store, as somebody with a shell would.
  void Execute(const std::string& sql) {
    const auto connection = Connection::Open(Options().directory + "/ledger.db", 0);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const absl::Status done = (*connection)->Execute(sql);
    ASSERT_TRUE(done.ok()) << done;
  }

  TempFolder folder_;
};

TEST_F(SqliteStoreTest, OnlyTheOwnerMayReadTheFolder) {
  const auto store = Open();
  SetUpNetwork(*store, 1);
  const fs::path directory = Options().directory;
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms::owner_all);
  int files = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
    ++files;
  }
  // The lock, the database, its log and the log's index.
  EXPECT_EQ(files, 4);
}

TEST_F(SqliteStoreTest, AFolderInUseIsRefused) {
  auto store = Open();
  const absl::Status second = SqliteStore::Open(Options()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(second)) << second;
  store.reset();
  EXPECT_TRUE(SqliteStore::Open(Options()).ok());
}

TEST_F(SqliteStoreTest, OptionsOutOfRangeAreRefused) {
  SqliteOptions none;
  EXPECT_TRUE(absl::IsInvalidArgument(SqliteStore::Open(none).status()));
  for (const int readers : {0, -1, 65}) {
    SqliteOptions options = Options();
    options.reader_count = readers;
    EXPECT_TRUE(absl::IsInvalidArgument(SqliteStore::Open(options).status()));
  }
  SqliteOptions tight = Options();
  tight.memory_bytes_max = SqliteOptions::kMemoryBytesMin - 1;
  EXPECT_TRUE(absl::IsInvalidArgument(SqliteStore::Open(tight).status()));
  EXPECT_FALSE(fs::exists(Options().directory));
  tight.memory_bytes_max = SqliteOptions::kMemoryBytesMin;
  EXPECT_TRUE(SqliteStore::Open(tight).ok());
}

TEST_F(SqliteStoreTest, AFolderThatCannotBeMadeIsUnavailable) {
  SqliteOptions options;
  options.directory = "/proc/coalition-ledger";
  EXPECT_TRUE(absl::IsUnavailable(SqliteStore::Open(options).status()));
}

TEST_F(SqliteStoreTest, ASchemaNewerThanTheProgramIsRefused) {
  SetUpNetwork(*Open(), 1);
  Execute("INSERT INTO schema_migrations VALUES (6, '0006_from_the_future', 'x', 0)");
  const absl::Status refused = SqliteStore::Open(Options()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
}

TEST_F(SqliteStoreTest, ASchemaThatIsNotTheProgramsIsRefused) {
  SetUpNetwork(*Open(), 1);
  Execute("UPDATE schema_migrations SET checksum = 'other' WHERE number = 1");
  EXPECT_TRUE(absl::IsFailedPrecondition(SqliteStore::Open(Options()).status()));
}

TEST_F(SqliteStoreTest, ClosingTakesTheLogIntoTheDatabase) {
  SetUpNetwork(*Open(), 1);
  for (const auto& entry : fs::directory_iterator(Options().directory)) {
    EXPECT_NE(entry.path().extension(), ".db-wal");
  }
}

TEST_F(SqliteStoreTest, WhatCannotBeUnderstoodIsDataLoss) {
  {
    const auto store = Open();
    SetUpNetwork(*store, 3);
    LedgerDriver driver(*store);
    for (const auto& commands : EverythingBatches()) ASSERT_TRUE(driver.Run(commands).status.ok());
  }
  const auto status_of = [&](const std::string& damage, auto ask) {
    const fs::path ledger = Options().directory + "/ledger.db";
    const fs::path copy = folder_.path() + "/copy.db";
    fs::copy_file(ledger, copy, fs::copy_options::overwrite_existing);
    Execute(damage);
    absl::Status status;
    {
      const auto store = SqliteStore::Open(Options());
      status = store.status();
      if (status.ok()) {
        const auto snapshot = (*store)->OpenSnapshot();
        status = snapshot.ok() ? ask(**snapshot) : snapshot.status();
      }
    }
    fs::copy_file(copy, ledger, fs::copy_options::overwrite_existing);
    return status;
  };
  const auto all_journal = [](LedgerSnapshot& s) {
    return s.ScanJournal({}, [](const auto&) { return true; });
  };
  const auto all_positions = [](LedgerSnapshot& s) {
    return s.ScanPositions(std::nullopt, [](const auto&, const auto&) { return true; });
  };
  const auto all_outcomes = [](LedgerSnapshot& s) {
    return s.ScanOutcomes([](const auto&, const auto&) { return true; });
  };
  const auto carries = [](LedgerSnapshot& s) {
    domain::ReadSet wanted;
    wanted.carries = {{Member(1), kBakery, kPoints}};
    domain::LedgerState state;
    return s.Load(wanted, state);
  };
  const auto whole_member = [](LedgerSnapshot& s) {
    domain::ReadSet wanted;
    wanted.whole_members = {Member(1)};
    domain::LedgerState state;
    return s.Load(wanted, state);
  };
  const auto all_holds = [](LedgerSnapshot& s) {
    return s.ScanHolds([](const auto&, const auto&) { return true; });
  };
  const auto all_day_totals = [](LedgerSnapshot& s) {
    return s.ScanDayTotals([](const auto&, const auto&) { return true; });
  };
  const std::string one_position = " WHERE window_id = 1 AND partner = 1 AND type = 1 AND kind = 1";
  EXPECT_TRUE(status_of("SELECT 1", all_journal).ok());
  for (const auto& status :
       {status_of("UPDATE journal SET body = x'01ff' WHERE sequence = 3", all_journal),
        status_of("UPDATE positions SET type = 11" + one_position, all_positions),
        status_of("UPDATE positions SET money_currency = 'XXX'", all_positions),
        status_of("UPDATE positions SET partner = -1" + one_position, all_positions),
        status_of("UPDATE requests SET sequence = NULL, result = NULL", all_outcomes),
        status_of("UPDATE requests SET sequence = 1, result = x'01'", all_outcomes),
        status_of("UPDATE requests SET digest = x'00'", all_outcomes),
        status_of("UPDATE accounts SET body = x'01ff'", carries),
        status_of("UPDATE accounts SET body = x'01ff'", all_holds),
        status_of("UPDATE accounts SET body = x'01ff'", whole_member),
        status_of("INSERT INTO redo VALUES (1, 0, x'01ff')", all_journal),
        status_of("UPDATE day_totals SET day = 3000000000", all_day_totals),
        status_of("UPDATE lanes SET open_window = 77", all_journal),
        status_of("DROP TABLE journal", all_journal)}) {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  }
}

// Enough of them that pages become free: those are not left as they were either.
TEST_F(SqliteStoreTest, NothingOfErasedMembersIsLeftInTheDatabase) {
  constexpr std::uint64_t kMembers = 1'000;
  const auto bytes = [&] {
    std::ifstream file(Options().directory + "/ledger.db", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  SetUpNetwork(*Open(), kMembers);
  EXPECT_NE(bytes().find("card-"), std::string::npos);
  {
    const auto store = Open();
    std::vector<domain::Command> commands;
    for (std::uint64_t member = 1; member <= kMembers; ++member) {
      commands.push_back(Erase("erase " + std::to_string(member), Member(member)));
    }
    ASSERT_TRUE(LedgerDriver(*store).Run(commands).status.ok());
    EXPECT_TRUE(DumpOf(*store)["identifiers"].empty());
  }
  EXPECT_EQ(bytes().find("card-"), std::string::npos);
}

TEST_F(SqliteStoreTest, ARequestIdIsNeverWrittenTwice) {
  auto store = Open();
  SetUpNetwork(*store, 1);
  const auto first = LedgerDriver(*store).Run({EarnPoints("e", kBakery, Member(1), 10)});
  ASSERT_TRUE(first.status.ok());
  const LedgerDump before = DumpOf(*store);
  // While it is in memory, and when only the file has it.
  for (const bool only_in_file : {false, true}) {
    if (only_in_file) {
      // After a failure the next batch reads the memory again, and only then its rows are written.
      ASSERT_TRUE(store->BeginBatch(domain::LaneId(0)).ok());
      store.reset();
      store = Open();
    }
    // A caller that did not look the request up.
    auto batch = store->BeginBatch(domain::LaneId(0));
    ASSERT_TRUE(batch.ok());
    domain::Changes again = first.changes;
    again.transactions.clear();
    again.lane = (*batch)->lane();
    EXPECT_TRUE(absl::IsDataLoss((*batch)->Commit(again)));
    batch->reset();
    EXPECT_EQ(DumpOf(*store), before);
    // Nor twice by one batch.
    auto both = store->BeginBatch(domain::LaneId(0));
    ASSERT_TRUE(both.ok());
    domain::Changes twice;
    twice.lane = (*both)->lane();
    twice.outcomes = {first.changes.outcomes.front(), first.changes.outcomes.front()};
    for (auto& [key, outcome] : twice.outcomes) key.request_id = "new";
    EXPECT_TRUE(absl::IsDataLoss((*both)->Commit(twice)));
    both->reset();
    EXPECT_EQ(DumpOf(*store), before);
  }
}

using SqliteStoreDeathTest = SqliteStoreTest;

TEST_F(SqliteStoreDeathTest, ChangesThatDoNotGoOnFromTheLaneCrash) {
  const auto store = Open();
  SetUpNetwork(*store, 1);
  LedgerDriver driver(*store);
  const auto first = driver.Run({EarnPoints("e", kBakery, Member(1), 10)});
  EXPECT_DEATH(
      {
        auto batch = store->BeginBatch(domain::LaneId(0));
        (*batch)->Commit(first.changes).IgnoreError();
      },
      "numbered without gaps");
}

}  // namespace
}  // namespace coalition::store
