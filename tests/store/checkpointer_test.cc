#include "server/store/sqlite/checkpointer.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "server/store/sqlite/statements.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

constexpr char kInsert[] = "INSERT INTO blobs (blob) VALUES (?)";
constexpr char kCount[] = "SELECT count(*) FROM blobs";

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() : writer_(Open()), checkpointer_(Open()) {
    EXPECT_TRUE(writer_->Execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, blob BLOB)").ok());
    writer_->CountLogPages();
  }

  std::unique_ptr<Connection> Open() const {
    auto connection = *Connection::Open(folder_.path() + "/blobs.db", 10'000);
    EXPECT_TRUE(connection->Execute(sql::kConfigure).ok());
    EXPECT_TRUE(connection->Execute(sql::kUseLog).ok());
    return connection;
  }
  // Of about 64 pages.
  void Commit() {
    const std::string blob(64 * 4'096, 'b');
    ASSERT_TRUE(writer_->BeginWrite().ok());
    ASSERT_TRUE(writer_->Run(kInsert, Blob{blob}).ok());
    ASSERT_TRUE(writer_->Commit().ok());
    ++commits_;
    checkpointer_.Committed(*writer_);
  }
  // Commits until the log is begun anew, or has so many pages.
  bool IsBegunAnewWithin(int pages_max) {
    int before = writer_->log_pages();
    for (int pages = before; pages < pages_max; pages = writer_->log_pages()) {
      Commit();
      if (writer_->log_pages() < before) return true;
      before = writer_->log_pages();
    }
    return false;
  }
  std::int64_t LogBytes() const {
    return static_cast<std::int64_t>(std::filesystem::file_size(folder_.path() + "/blobs.db-wal"));
  }

  TempFolder folder_;
  std::unique_ptr<Connection> writer_;
  Checkpointer checkpointer_;
  int commits_ = 0;
};

// It grows by one commit past where batches wait, and then somewhat while nobody may begin anew
// yet.
constexpr int kManyPages = Checkpointer::kLogPagesMax + Checkpointer::kLogPagesEnough;

TEST_F(CheckpointerTest, TheLogIsBegunAnewAgainAndAgainWhileCommitsGoOn) {
  for (int times = 0; times < 3; ++times) ASSERT_TRUE(IsBegunAnewWithin(kManyPages)) << times;
  std::int64_t count = 0;
  Cursor rows = writer_->Query(kCount);
  ASSERT_TRUE(rows.Next(count));
  EXPECT_EQ(count, commits_);
}

TEST_F(CheckpointerTest, TheLogsFileIsLongerThanTheNextCommitNeeds) {
  for (int commit = 0; commit < 50; ++commit) {
    ASSERT_NO_FATAL_FAILURE(Commit());
    EXPECT_GE(LogBytes(),
              std::int64_t{writer_->log_pages()} * 4'120 + Checkpointer::kLogBytesAhead / 2);
    EXPECT_LE(LogBytes(),
              std::int64_t{writer_->log_pages()} * 4'120 + 2 * Checkpointer::kLogBytesAhead);
  }
}

TEST_F(CheckpointerTest, AnOpenViewLetsTheLogGrowAndItsEndLetsItBeginAnew) {
  Commit();
  const auto reader = Open();
  ASSERT_TRUE(reader->BeginRead().ok());
  {
    std::int64_t count = 0;
    Cursor rows = reader->Query(kCount);
    ASSERT_TRUE(rows.Next(count));
  }
  EXPECT_FALSE(IsBegunAnewWithin(2 * Checkpointer::kLogPagesEnough));
  reader->Rollback();
  EXPECT_TRUE(IsBegunAnewWithin(kManyPages));
}

}  // namespace
}  // namespace coalition::store
