#ifndef COALITION_TESTS_CLUSTER_SERVERS_H_
#define COALITION_TESTS_CLUSTER_SERVERS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "server/base/mutex.h"

namespace coalition::cluster {

// Where the servers of one ledger listen, or did before they were killed: another port after each
// start. Thread-safe.
class Servers {
 public:
  explicit Servers(std::vector<std::string> addresses) : addresses_(std::move(addresses)) {}

  std::size_t count() const {
    MutexLock lock(mutex_);
    return addresses_.size();
  }
  std::string address(std::size_t number) const {
    MutexLock lock(mutex_);
    return addresses_.at(number);
  }
  void Set(std::size_t number, std::string address) {
    MutexLock lock(mutex_);
    addresses_.at(number) = std::move(address);
  }

 private:
  mutable Mutex mutex_;
  std::vector<std::string> addresses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_SERVERS_H_
