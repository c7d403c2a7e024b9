#include "server/rpc/open_calls.h"

#include <utility>

namespace coalition::rpc {

domain::Decided<domain::Accepted> OpenCalls::Enter(const std::shared_ptr<Call>& call) {
  MutexLock lock(mutex_);
  if (winding_down_) return domain::Rejection{domain::Reason::kShuttingDown, {}};
  if (calls_.size() >= calls_max_) return domain::Rejection{domain::Reason::kRateLimited, {}};
  calls_.emplace(call.get(), call);
  return domain::Accepted{};
}

void OpenCalls::Leave(const Call& call) {
  MutexLock lock(mutex_);
  calls_.erase(&call);
  changed_.SignalAll();
}

void OpenCalls::WindDown() {
  std::map<const Call*, std::weak_ptr<Call>> calls;
  {
    MutexLock lock(mutex_);
    winding_down_ = true;
    calls = calls_;
  }
  // Without the lock: a call may end, and leave, at once.
  for (const auto& [address, call] : calls) {
    if (const auto open = call.lock()) open->WindDown();
  }
}

void OpenCalls::AwaitNone(std::chrono::steady_clock::time_point end) {
  MutexLock lock(mutex_);
  while (!calls_.empty() && std::chrono::steady_clock::now() < end) {
    changed_.WaitUntil(mutex_, end);
  }
}

}  // namespace coalition::rpc
