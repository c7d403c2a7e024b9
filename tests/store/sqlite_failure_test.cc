#include <atomic>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"

#include "server/store/sqlite/sqlite_store.h"
#include "sqlite3.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

// The operating system's files, of which write-ahead logs do not reach the disk on demand.
class FailingSync {
 public:
  static std::atomic<bool> fails;

  FailingSync() : base_(sqlite3_vfs_find(nullptr)), vfs_(*base_) {
    base_open_ = base_->xOpen;
    vfs_.zName = "failing-sync";
    vfs_.xOpen = &Open;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FailingSync() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
  }

 private:
  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = base_open_(vfs, name, file, flags, out);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
    if (log_methods_.xSync == nullptr) {
      log_methods_ = *file->pMethods;
      base_sync_ = log_methods_.xSync;
      log_methods_.xSync = [](sqlite3_file* log, int how) {
        return fails ? SQLITE_IOERR_FSYNC : base_sync_(log, how);
      };
    }
    file->pMethods = &log_methods_;
    return code;
  }

  static inline int (*base_open_)(sqlite3_vfs*, const char*, sqlite3_file*, int, int*) = nullptr;
  static inline int (*base_sync_)(sqlite3_file*, int) = nullptr;
  static inline sqlite3_io_methods log_methods_{};
  sqlite3_vfs* base_;
  sqlite3_vfs vfs_;
};
std::atomic<bool> FailingSync::fails = false;

SqliteOptions OptionsFor(const std::string& directory) {
  SqliteOptions options;
  options.directory = directory;
  return options;
}

domain::Command LargeEarn(const std::string& name, std::size_t size) {
  domain::Command command = EarnPoints(name, kBakery, Card(kBakery, 1), 5);
  std::get<domain::Earn>(command.action).reference = std::string(size, 'r');
  return command;
}

TEST(SqliteFailureTest, ABatchThatDoesNotFitIsUnavailableAndLeavesNoTrace) {
  const TempFolder folder;
  SqliteOptions options = OptionsFor(folder.path() + "/ledger");
  options.pages_max = 100;
  auto store = SqliteStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  SetUpNetwork(**store, 1);
  LedgerDriver driver(**store);
  const LedgerDump before = DumpOf(**store);
  for (int i = 0; i < 3; ++i) {
    const auto full = driver.Run(
        {EarnPoints("small", kBakery, Card(kBakery, 1), 1), LargeEarn("large", 4 << 20)});
    EXPECT_TRUE(absl::IsUnavailable(full.status)) << full.status;
    EXPECT_EQ(DumpOf(**store), before);
  }
  const auto small = driver.Run({EarnPoints("small", kBakery, Card(kBakery, 1), 1)});
  ASSERT_TRUE(small.status.ok()) << small.status;
  EXPECT_FALSE(small.answers[0].replayed);

  // With room again, the same request goes through.
  store->reset();
  store = SqliteStore::Open(OptionsFor(options.directory));
  ASSERT_TRUE(store.ok()) << store.status();
  LedgerDriver again(**store);
  const auto large = again.Run({LargeEarn("large", 4 << 20)});
  ASSERT_TRUE(large.status.ok()) << large.status;
  EXPECT_FALSE(large.answers[0].replayed);
}

// The frames of a commit whose fsync failed may be on the disk, whole: SQLite has rolled it back,
// but who opens the files after a crash finds it committed. Hence ABORTED, not UNAVAILABLE.
TEST(SqliteFailureTest, ACommitThatDoesNotReachTheDiskIsAborted) {
  const FailingSync failing;
  const TempFolder folder;
  const auto store = SqliteStore::Open(OptionsFor(folder.path() + "/ledger"));
  ASSERT_TRUE(store.ok()) << store.status();
  SetUpNetwork(**store, 1);
  LedgerDriver driver(**store);
  const LedgerDump before = DumpOf(**store);
  const domain::Command earn = EarnPoints("e", kBakery, Card(kBakery, 1), 1);
  FailingSync::fails = true;
  const auto failed = driver.Run({earn});
  FailingSync::fails = false;
  EXPECT_TRUE(absl::IsAborted(failed.status)) << failed.status;
  EXPECT_EQ(DumpOf(**store), before);

  const std::string copy = folder.path() + "/copy";
  std::filesystem::create_directory(copy);
  for (const char* file : {"/ledger.db", "/ledger.db-wal"}) {
    std::filesystem::copy_file(folder.path() + "/ledger" + file, copy + file);
  }
  {
    const auto after_crash = SqliteStore::Open(OptionsFor(copy));
    ASSERT_TRUE(after_crash.ok()) << after_crash.status();
    LedgerDriver driver_after_crash(**after_crash);
    const auto replay = driver_after_crash.Run({earn});
    ASSERT_TRUE(replay.status.ok());
    EXPECT_TRUE(replay.answers[0].replayed) << "it was committed after all";
  }

  // Without a crash the request id is free, as the caller finds when it looks it up.
  const auto retried = driver.Run({earn});
  ASSERT_TRUE(retried.status.ok()) << retried.status;
  EXPECT_FALSE(retried.answers[0].replayed);
}

}  // namespace
}  // namespace coalition::store
