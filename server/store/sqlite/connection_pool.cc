#include "server/store/sqlite/connection_pool.h"

namespace coalition::store {

void ConnectionPool::Add(std::unique_ptr<Connection> connection) {
  MutexLock lock(mutex_);
  free_.push_back(std::move(connection));
  returned_.SignalOne();
}

ConnectionPool::Lease ConnectionPool::Take() {
  MutexLock lock(mutex_);
  while (free_.empty()) returned_.Wait(mutex_);
  return TakeLast();
}

ConnectionPool::Lease ConnectionPool::TryTake() {
  MutexLock lock(mutex_);
  return free_.empty() ? Lease() : TakeLast();
}

ConnectionPool::Lease ConnectionPool::TakeLast() {
  std::unique_ptr<Connection> connection = std::move(free_.back());
  free_.pop_back();
  return Lease(*this, std::move(connection));
}

}  // namespace coalition::store
