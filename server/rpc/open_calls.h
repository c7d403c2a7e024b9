#ifndef COALITION_SERVER_RPC_OPEN_CALLS_H_
#define COALITION_SERVER_RPC_OPEN_CALLS_H_

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>

#include "server/base/mutex.h"
#include "server/domain/rejection.h"

namespace coalition::rpc {

// The calls of one kind that last until somebody ends them, such as watches: bounds how many there
// are, and tells them when the server is about to go, which no engine or store tells one that only
// waits. Thread-safe; must outlive its calls.
class OpenCalls {
 public:
  class Call {
   public:
    virtual ~Call() = default;
    // The server is about to go: end with SHUTTING_DOWN as soon as what was taken is answered.
    // Comes at most once, on any thread, also before Enter has returned. Must not block.
    virtual void WindDown() = 0;
  };

  explicit OpenCalls(std::size_t calls_max) : calls_max_(calls_max) {}

  // Admits a call; it must Leave. RATE_LIMITED past the bound, SHUTTING_DOWN after WindDown.
  domain::Decided<domain::Accepted> Enter(const std::shared_ptr<Call>& call);
  // Nothing happens for one that was not admitted.
  void Leave(const Call& call);

  // Admits no more calls and winds down those that are open.
  void WindDown();
  // Returns when all have left, or at `end`.
  void AwaitNone(std::chrono::steady_clock::time_point end);

 private:
  const std::size_t calls_max_;
  Mutex mutex_;
  CondVar changed_;
  bool winding_down_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<const Call*, std::weak_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_OPEN_CALLS_H_
