#ifndef COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_
#define COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_

#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Keeps the write-ahead log short, and its file long enough.
//
// The log is taken into the database on a thread of its own, a little at a time so that batches do
// not wait long for the disk, in passes that become shorter. SQLite begins the log anew only when
// all of it was taken and nobody reads from it, which never comes about by itself while batches go
// on committing. So when the log is long, the thread takes all but a few pages, and a batch takes
// these.
//
// Where the log's file ends, a commit would change the length of the file too, and that makes its
// sync several times as long. So zeros are written ahead of the log, until it is begun anew and
// overwrites what is there.
//
// What goes wrong here leaves the log longer, or the syncs, and is tried again.
class Checkpointer {
 public:
  // Pages of the log after which it is to be begun anew, and those at which batches wait for that.
  // (It grows past them while a view stays open.)
  static constexpr int kLogPagesEnough = 16'384;
  static constexpr int kLogPagesMax = 65'536;
  // Pages that are left to a batch; somewhat more, when kPassesMax passes did not come down to
  // them.
  static constexpr int kLogPagesRestMax = 256;
  // Of passes that the thread makes in a row, and of batches that take the rest, before it waits
  // for as many pages again.
  static constexpr int kPassesMax = 8;
  // Each pass syncs after so many times as many pages as the one before.
  static constexpr int kPaceGrowth = 4;
  // By which the log's file is lengthened at a time.
  static constexpr std::int64_t kLogBytesAhead = std::int64_t{1} << 20;

  // `connection` is for the thread alone.
  explicit Checkpointer(std::unique_ptr<Connection> connection);
  ~Checkpointer();

  // To be called after each commit by the one writer, outside of a transaction. Not after the end
  // has begun.
  void Committed(Connection& writer);

 private:
  void Run();
  // Whether the log was taken but for a rest.
  bool TakeLog();
  void Lengthen(Connection& writer);

  const std::unique_ptr<Connection> connection_;
  // Of the writer.
  std::int64_t log_bytes_ = 0;
  int log_pages_before_ = 0;

  Mutex mutex_;
  CondVar changed_;
  enum class Stage { kIdle, kPasses, kRest };
  Stage stage_ ABSL_GUARDED_BY(mutex_) = Stage::kIdle;
  int batches_left_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the log, when it was last begun to be taken.
  int log_pages_taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_
