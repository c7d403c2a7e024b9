#ifndef COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_
#define COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "absl/functional/any_invocable.h"

#include "server/base/mutex.h"
#include "server/domain/ids.h"

namespace coalition::engine {

// How far the journal has come, for those who follow it. Thread-safe.
//
// A follower reads a snapshot up to its end, and then asks to be told when there is more:
//
//   ticket = tail.CallAfter(next, [] { read on from next; });
//
// No commit is missed between the two: when the journal is further than `next` already, as far as
// this process knows, the call comes at once. What other processes commit is not known here.
class JournalTail {
 public:
  using Ticket = std::int64_t;
  static constexpr Ticket kNoTicket = 0;

  // Calls `call` once, when a transaction with a sequence of `next` or later is committed: on the
  // committer's thread, or before this returns, which then is kNoTicket. It must not block; it may
  // call this object.
  Ticket CallAfter(domain::Sequence next, absl::AnyInvocable<void()> call);
  // After it the call does not come any more: false when it came already, or is coming now.
  bool Cancel(Ticket ticket);

  // Everything below `next` is committed.
  void Advance(domain::Sequence next);

 private:
  struct Waiter {
    domain::Sequence next;
    absl::AnyInvocable<void()> call;
  };

  Mutex mutex_;
  domain::Sequence next_ ABSL_GUARDED_BY(mutex_);
  Ticket last_ticket_ ABSL_GUARDED_BY(mutex_) = kNoTicket;
  std::map<Ticket, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_
