#include "server/store/sqlite/disk_files.h"

#include <algorithm>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "server/store/sqlite/connection.h"
#include "sqlite3.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

struct Counts {
  int writes = 0;
  int syncs = 0;
  int unsynced = 0;
  int unsynced_max = 0;
  // What writes answer instead of writing.
  int failure = SQLITE_OK;
};

// The operating system's files, by default, and what reaches them of logs and of databases.
class CountedFiles {
 public:
  static inline Counts log;
  static inline Counts database;

  CountedFiles() : base_(sqlite3_vfs_find(nullptr)), vfs_(*base_) {
    log = database = {};
    base_open_ = base_->xOpen;
    vfs_.zName = "counted";
    vfs_.xOpen = &Open;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~CountedFiles() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
  }

 private:
  template <Counts& kCounts>
  struct Counted {
    static inline const sqlite3_io_methods* base = nullptr;
    static inline sqlite3_io_methods methods{};

    static void Use(sqlite3_file* file) {
      base = file->pMethods;
      methods = *base;
      methods.xWrite = [](sqlite3_file* to, const void* bytes, int size, sqlite3_int64 at) {
        if (kCounts.failure != SQLITE_OK) return kCounts.failure;
        ++kCounts.writes;
        kCounts.unsynced_max = std::max(kCounts.unsynced_max, ++kCounts.unsynced);
        return base->xWrite(to, bytes, size, at);
      };
      methods.xSync = [](sqlite3_file* to, int how) {
        ++kCounts.syncs;
        kCounts.unsynced = 0;
        return base->xSync(to, how);
      };
      file->pMethods = &methods;
    }
  };

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = base_open_(vfs, name, file, flags, out);
    if (code != SQLITE_OK) return code;
    if ((flags & SQLITE_OPEN_WAL) != 0) Counted<log>::Use(file);
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) Counted<database>::Use(file);
    return code;
  }

  static inline int (*base_open_)(sqlite3_vfs*, const char*, sqlite3_file*, int, int*) = nullptr;
  sqlite3_vfs* base_;
  sqlite3_vfs vfs_;
};

constexpr char kInsert[] = "INSERT INTO texts (id, text) VALUES (?, ?)";
constexpr char kCount[] = "SELECT count(*), coalesce(sum(length(text)), 0) FROM texts";

class DiskFilesTest : public testing::Test {
 protected:
  DiskFilesTest() : connection_(Open()) {
    Execute(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA wal_autocheckpoint = 0;"
        "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL);");
    files_.log = files_.database = {};
  }

  std::unique_ptr<Connection> Open() const {
    return *Connection::Open(folder_.path() + "/texts.db", 1'000);
  }
  void Execute(const std::string& script) {
    const absl::Status done = connection_->Execute(script);
    EXPECT_TRUE(done.ok()) << done;
  }
  // Inserts texts of 1,000 bytes, four to a page.
  void Insert(int count) {
    const std::string text(1'000, 't');
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(connection_->Run(kInsert, inserted_++, text).ok());
    }
  }
  static int CountBy(Connection& connection) {
    int count = 0;
    std::int64_t length = 0;
    Cursor rows = connection.Query(kCount);
    EXPECT_TRUE(rows.Next(count, length)) << rows.status();
    EXPECT_EQ(length, std::int64_t{1'000} * count);
    return count;
  }

  CountedFiles files_;
  TempFolder folder_;
  std::unique_ptr<Connection> connection_;
  int inserted_ = 0;
};

TEST_F(DiskFilesTest, ACommitIsOneWriteOfTheLogAndOneSync) {
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(40);
  ASSERT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(CountedFiles::log.writes, 1);
  EXPECT_EQ(CountedFiles::log.syncs, 1);
  EXPECT_EQ(CountBy(*Open()), 40);
}

TEST_F(DiskFilesTest, ALargeCommitIsWrittenInPiecesThatSqliteTakes) {
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(2'000);
  ASSERT_TRUE(connection_->Commit().ok());
  // 2 MB by at most 64 KiB.
  EXPECT_GE(CountedFiles::log.writes, 2'000'000 / 65'536);
  EXPECT_LE(CountedFiles::log.writes, 2 * 2'000'000 / 65'536);
  EXPECT_EQ(CountBy(*Open()), 2'000);
}

TEST_F(DiskFilesTest, WhatATransactionReadsBackFromTheLogIsWhatItWrote) {
  Execute("PRAGMA cache_size = 5;");
  ASSERT_TRUE(connection_->BeginWrite().ok());
  for (int round = 1; round <= 10; ++round) {
    Insert(100);
    EXPECT_EQ(CountBy(*connection_), 100 * round);
  }
  ASSERT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(CountBy(*Open()), 1'000);
  std::string intact;
  Cursor rows = connection_->Query("PRAGMA integrity_check");
  ASSERT_TRUE(rows.Next(intact));
  EXPECT_EQ(intact, "ok");
}

TEST_F(DiskFilesTest, ACheckpointNeverHasManyPagesUnsynced) {
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(2'000);
  ASSERT_TRUE(connection_->Commit().ok());
  Execute("PRAGMA wal_checkpoint(TRUNCATE);");
  EXPECT_GE(CountedFiles::database.writes, 500);
  EXPECT_EQ(CountedFiles::database.unsynced_max, kPagesUnsyncedMax);
  EXPECT_EQ(CountedFiles::database.unsynced, 0);
  EXPECT_EQ(CountBy(*Open()), 2'000);
}

TEST_F(DiskFilesTest, HowManyPagesIsForTheConnectionToSay) {
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(2'000);
  ASSERT_TRUE(connection_->Commit().ok());
  connection_->SetPagesUnsyncedMax(4 * kPagesUnsyncedMax);
  Execute("PRAGMA wal_checkpoint(TRUNCATE);");
  EXPECT_EQ(CountedFiles::database.unsynced_max, 4 * kPagesUnsyncedMax);
}

TEST_F(DiskFilesTest, ALogThatCannotBeWrittenFailsTheCommitAndNoOther) {
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(40);
  CountedFiles::log.failure = SQLITE_FULL;
  const absl::Status full = connection_->Commit();
  EXPECT_TRUE(absl::IsUnavailable(full)) << full;
  CountedFiles::log.failure = SQLITE_OK;
  EXPECT_EQ(CountBy(*connection_), 0);
  ASSERT_TRUE(connection_->BeginWrite().ok());
  Insert(3);
  ASSERT_TRUE(connection_->Commit().ok());
  EXPECT_EQ(CountBy(*Open()), 3);
}

TEST_F(DiskFilesTest, AFileThatCannotBeOpenedIsAnError) {
  EXPECT_TRUE(absl::IsUnavailable(Connection::Open(folder_.path() + "/none/texts.db", 0).status()));
}

}  // namespace
}  // namespace coalition::store
