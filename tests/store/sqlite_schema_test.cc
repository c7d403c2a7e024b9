#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

namespace fs = std::filesystem;

class SqliteSchemaTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<LedgerStore>> Open(const std::string& directory, bool migrate) {
    SqliteOptions options;
    options.directory = directory;
    options.migrate = migrate;
    return SqliteStore::Open(options);
  }
  static std::set<std::string> FilesIn(const std::string& directory) {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(directory)) {
      files.insert(entry.path().filename());
    }
    return files;
  }

  const TempFolder folder_;
  const std::string ledger_ = folder_.path() + "/ledger";
};

TEST_F(SqliteSchemaTest, IsReadWhileTheLedgerIsInUseAndAfterItsEnd) {
  {
    const auto store = Open(ledger_, true);
    ASSERT_TRUE(store.ok()) << store.status();
    SetUpNetwork(**store, 1);
    const auto in_use = ReadFolderSchema(ledger_);
    ASSERT_TRUE(in_use.ok()) << in_use.status();
    EXPECT_EQ(in_use->standing, SchemaStanding::kCurrent);
  }
  const auto after = ReadFolderSchema(ledger_);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->standing, SchemaStanding::kCurrent);
}

// Somebody copied a ledger in use without the log's index, which SQLite would have to make.
class SqliteSchemaOfCopyTest : public SqliteSchemaTest {
 protected:
  // After `statement`, if there is one.
  void Copy(const std::string& statement = "") {
    const auto store = Open(ledger_, true);
    ASSERT_TRUE(store.ok()) << store.status();
    SetUpNetwork(**store, 1);
    const auto connection = Connection::Open(ledger_ + "/ledger.db", 0);
    ASSERT_TRUE(connection.ok() && (*connection)->Execute(statement).ok());
    fs::create_directory(copy_);
    for (const char* file : {"/ledger.db", "/ledger.db-wal"}) {
      fs::copy_file(ledger_ + file, copy_ + file);
    }
  }

  const std::string copy_ = folder_.path() + "/copy";
};

TEST_F(SqliteSchemaOfCopyTest, IsNotReadButByAStore) {
  Copy();
  const auto files = FilesIn(copy_);
  EXPECT_TRUE(absl::IsUnavailable(ReadFolderSchema(copy_).status()));
  EXPECT_EQ(FilesIn(copy_), files);
  const auto store = Open(copy_, false);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE((*store)->HasNetwork());
}

TEST_F(SqliteSchemaOfCopyTest, IsRefusedByAStoreWhenItIsBehind) {
  Copy("DELETE FROM schema_migrations WHERE number > 2");
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(copy_, false).status()));
  const auto report = ReadFolderSchema(copy_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->standing, SchemaStanding::kBehind);
}

TEST_F(SqliteSchemaTest, OfAnEmptyDatabaseIsAbsent) {
  fs::create_directory(ledger_);
  { const std::ofstream empty(ledger_ + "/ledger.db"); }
  const auto report = ReadFolderSchema(ledger_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->standing, SchemaStanding::kAbsent);
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(ledger_, false).status()));
  EXPECT_EQ(FilesIn(ledger_), (std::set<std::string>{"ledger.db"}));
}

TEST_F(SqliteSchemaTest, OfWhatIsNoDatabaseIsDataLoss) {
  fs::create_directory(ledger_);
  std::ofstream(ledger_ + "/ledger.db") << std::string(8'192, 'x');
  EXPECT_TRUE(absl::IsDataLoss(ReadFolderSchema(ledger_).status()));
}

}  // namespace
}  // namespace coalition::store
