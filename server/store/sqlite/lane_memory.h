#ifndef COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

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

  // What follows is for the batch, of which there is one at a time.

  // Of each scope the greatest request id that was ever kept: a greater one is new, and does not
  // have to be looked up. So ids in the order of time cost nothing to tell apart.
  absl::flat_hash_map<domain::PartnerId, std::string> greatest_ids;

  // The keys of all positions of one window.
  struct WindowPositions {
    domain::WindowId window;
    absl::flat_hash_map<domain::PartnerId, std::vector<domain::PositionKey>> of_partner;
  };
  std::optional<WindowPositions> open_positions;

  // Rows that were read from the file and remembered since the last commit.
  std::size_t remembered = 0;

  std::size_t bytes() const {
    return accounts.bytes() + outcomes.bytes() + reversals.bytes() + day_totals.bytes() +
           positions.bytes() + outstanding.bytes() + members.bytes() + identifiers.bytes() +
           closed_totals.bytes();
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_MEMORY_H_
