#ifndef COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_
#define COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "absl/functional/any_invocable.h"

#include "server/base/mutex.h"

namespace coalition::engine {

// Counts the commits that made the journal longer, for those who follow it. Thread-safe.
//
// A follower takes the count, reads a snapshot up to its end, and then asks to be told when there
// is more:
//
//   seen = tail.commits();
//   read from a snapshot that is opened now;
//   ticket = tail.CallAfter(seen, [] { read on; });
//
// No commit is missed between them, as far as this process knows; what other processes commit is
// not known here.
class JournalTail {
 public:
  using Count = std::int64_t;
  using Ticket = std::int64_t;
  static constexpr Ticket kNoTicket = 0;

  Count commits() const;

  // Calls `call` once, when there were more than `seen` commits: on the committer's thread, or,
  // when there were already, before this returns, which then is kNoTicket. It must not block; it
  // may call this object.
  Ticket CallAfter(Count seen, absl::AnyInvocable<void()> call);
  // After it the call does not come any more: false when it came already, or is coming now.
  bool Cancel(Ticket ticket);

  // One more commit can be read.
  void Advance();

 private:
  struct Waiter {
    Count seen;
    absl::AnyInvocable<void()> call;
  };

  mutable Mutex mutex_;
  Count commits_ ABSL_GUARDED_BY(mutex_) = 0;
  Ticket last_ticket_ ABSL_GUARDED_BY(mutex_) = kNoTicket;
  std::map<Ticket, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_JOURNAL_TAIL_H_
