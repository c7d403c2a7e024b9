#ifndef COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_
#define COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Takes the write-ahead log into the database on a thread of its own, so that no batch waits for
// it, but for one: SQLite begins the log anew only when all of it was taken and nobody reads from
// it, and while batches go on committing that never comes about by itself. So when the log has
// kLogPagesMax, a batch takes the rest of it, which is little.
//
// What goes wrong here leaves the log longer and is tried again.
class Checkpointer {
 public:
  // Pages of the log that are worth taking, and those that it should not grow past. (It may, while
  // a view stays open.)
  static constexpr int kLogPagesWorthwhile = 8'192;
  static constexpr int kLogPagesMax = 65'536;

  // `connection` is for the thread alone.
  explicit Checkpointer(std::unique_ptr<Connection> connection);
  ~Checkpointer();

  // To be called after each commit by the one writer, outside of a transaction.
  void Committed(Connection& writer);

 private:
  void Run();

  const std::unique_ptr<Connection> connection_;
  Mutex mutex_;
  CondVar changed_;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the log, when it was taken last.
  int log_pages_taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CHECKPOINTER_H_
