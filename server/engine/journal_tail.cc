#include "server/engine/journal_tail.h"

#include <utility>

namespace coalition::engine {

JournalTail::Ticket JournalTail::CallAfter(domain::Sequence next, absl::AnyInvocable<void()> call) {
  {
    MutexLock lock(mutex_);
    if (next_ <= next) {
      waiters_.emplace(++last_ticket_, Waiter{next, std::move(call)});
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

void JournalTail::Advance(domain::Sequence next) {
  std::vector<absl::AnyInvocable<void()>> calls;
  {
    MutexLock lock(mutex_);
    if (next <= next_) return;
    next_ = next;
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      if (next <= waiter->second.next) {
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
