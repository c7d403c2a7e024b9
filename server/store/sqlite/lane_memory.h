#ifndef COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"

#include "server/base/mutex.h"
#include "server/domain/ledger_state.h"
#include "server/store/sqlite/recent_rows.h"
#include "server/store/sqlite/recent_tables.h"
#include "server/store/sqlite/view_registry.h"

namespace coalition::store {

// What is in memory of one lane's tables. Of the first six the file may be behind; see WriteBack.
// The store is the only one that writes to the file, so that it may trust what it remembers.
struct LaneMemory {
  RecentRows<AccountTable> accounts;
  RecentRows<OutcomeTable> outcomes;
  RecentRows<ReversalTable> reversals;
  RecentRows<DayTotalsTable> day_totals;
  RecentRows<PositionTable> positions;
  RecentRows<OutstandingTable> outstanding;

  RecentRows<MemberTable> members;
  RecentRows<IdentifierTable> identifiers;
  RecentRows<ClosedTotalTable> closed_totals;

  ViewRegistry views;

  // The transactions of commits that are still being written, which the file does not have.
  class UnwrittenJournal {
   public:
    void Add(const std::vector<domain::Transaction>& transactions);
    void Remove(const std::vector<domain::Transaction>& transactions);
    std::optional<domain::Transaction> Find(domain::Sequence sequence) const;

   private:
    mutable Mutex mutex_;
    // By their first sequence; borrowed.
    std::map<domain::Sequence, const std::vector<domain::Transaction>*> runs_
        ABSL_GUARDED_BY(mutex_);
  } unwritten_journal;

  // What follows is for the batch that is being decided, of which there is one at a time.

  // Of each scope the greatest request id that was ever kept: a greater one is new, and does not
  // have to be looked up. So ids in the order of time cost nothing to tell apart.
  absl::flat_hash_map<domain::PartnerId, std::string> greatest_ids;

  // The keys of all positions of one window.
  struct WindowPositions {
    domain::WindowId window;
    absl::flat_hash_map<domain::PartnerId, std::vector<domain::PositionKey>> of_partner;
  };
  std::optional<WindowPositions> open_positions;

  // Rows that were read from the file and remembered since the hand moved last.
  std::atomic<std::size_t> remembered = 0;

  std::size_t bytes() const {
    return accounts.bytes() + outcomes.bytes() + reversals.bytes() + day_totals.bytes() +
           positions.bytes() + outstanding.bytes() + members.bytes() + identifiers.bytes() +
           closed_totals.bytes();
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_
