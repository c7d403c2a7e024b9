#ifndef COALITION_SERVER_STORE_LEASE_H_
#define COALITION_SERVER_STORE_LEASE_H_

#include <memory>
#include <utility>

namespace coalition::store {

// The right to use a connection of a pool, which outlives it. When it ends, the connection goes
// back into the pool, by Pool::Return, rolled back. Any thread may end it. Only the pool makes one
// that is not empty.
template <typename Pool, typename Connection>
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
  void End() {
    if (connection_ == nullptr) return;
    connection_->Rollback();
    pool_->Return(std::move(connection_));
  }

 private:
  friend Pool;
  Lease(Pool& pool, std::unique_ptr<Connection> connection)
      : pool_(&pool), connection_(std::move(connection)) {}

  Pool* pool_ = nullptr;
  std::unique_ptr<Connection> connection_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_LEASE_H_
