#ifndef COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_
#define COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/lease.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// A fixed number of connections, each with one user at a time. A pool of one is the turn to write.
// Thread-safe.
class ConnectionPool {
 public:
  using Lease = store::Lease<ConnectionPool, Connection>;

  void Add(std::unique_ptr<Connection> connection);
  // Waits for a connection.
  Lease Take();
  // Empty when there is none free.
  Lease TryTake();

 private:
  friend Lease;
  void Return(std::unique_ptr<Connection> connection) { Add(std::move(connection)); }
  Lease TakeLast() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  CondVar returned_;
  std::vector<std::unique_ptr<Connection>> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_
