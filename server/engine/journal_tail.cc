#include "server/engine/journal_tail.h"

#include <utility>

namespace coalition::engine {

JournalTail::Count JournalTail::commits() const {
  MutexLock lock(mutex_);
  return commits_;
}

JournalTail::Ticket JournalTail::CallAfter(Count seen, absl::AnyInvocable<void()> call) {
  {
    MutexLock lock(mutex_);
    if (commits_ <= seen) {
      waiters_.emplace(++last_ticket_, Waiter{seen, std::move(call)});
      return last_ticket_;
    }
  }
  call();
  return kNoTicket;
}

bool JournalTail::Cancel(Ticket ticket) {
  // What the call owns goes without the lock.
  decltype(waiters_)::node_type cancelled;
  MutexLock lock(mutex_);
  cancelled = waiters_.extract(ticket);
  return !cancelled.empty();
}

void JournalTail::Advance() {
  std::vector<absl::AnyInvocable<void()>> calls;
  {
    MutexLock lock(mutex_);
    ++commits_;
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      if (commits_ <= waiter->second.seen) {
        ++waiter;
        continue;
      }
      calls.push_back(std::move(waiter->second.call));
      waiter = waiters_.erase(waiter);
    }
  }
  for (auto& call : calls) call();
}

}  // namespace coalition::engine
