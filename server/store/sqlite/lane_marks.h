#ifndef COALITION_SERVER_STORE_SQLITE_LANE_MARKS_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_MARKS_H_

#include "server/domain/ids.h"
#include "server/domain/ledger_state.h"
#include "server/store/sqlite/recent_rows.h"

namespace coalition::store {

// How far a lane's tables are, as its row says.
struct LaneMarks {
  // Of the last commit; 0 before the first.
  CommitNumber commit = 0;
  // The requests of commits up to this one are in their table.
  CommitNumber requests_through = 0;
  // The transactions before this one are in partner_runs.
  domain::Sequence participants_end{1};
};

// Where a lane goes on.
struct LaneHead {
  domain::LaneState lane;
  CommitNumber commit = 0;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_MARKS_H_
