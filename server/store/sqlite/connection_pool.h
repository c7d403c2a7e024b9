#ifndef COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_
#define COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// A fixed number of connections, each with one user at a time. A pool of one is the turn to write.
// Thread-safe.
class ConnectionPool {
 public:
  // The right to use a connection, which goes back into the pool, rolled back, when it ends. Any
  // thread may end it.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&& other) noexcept {
      End();
      pool_ = std::exchange(other.pool_, nullptr);
      connection_ = std::move(other.connection_);
      return *this;
    }
    ~Lease() { End(); }

    explicit operator bool() const { return connection_ != nullptr; }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    void End();

   private:
    friend class ConnectionPool;
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}

    ConnectionPool* pool_ = nullptr;
    std::unique_ptr<Connection> connection_;
  };

  void Add(std::unique_ptr<Connection> connection);
  // Waits for a connection.
  Lease Take();
  // Empty when there is none free.
  Lease TryTake();

 private:
  Lease TakeLast() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  CondVar returned_;
  std::vector<std::unique_ptr<Connection>> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CONNECTION_POOL_H_
