#ifndef COALITION_SERVER_STORE_MYSQL_CHANGES_WRITER_H_
#define COALITION_SERVER_STORE_MYSQL_CHANGES_WRITER_H_

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"
#include "server/store/mysql/connection.h"
#include "server/store/mysql/lane_reads.h"

namespace coalition::store::mysql {

// Writes `changes` in the connection's transaction, which has the lane: a statement per table that
// has changes, whatever their number (see RowWriter). `reads` are of the same transaction.
absl::Status WriteChanges(Connection& connection, const domain::Changes& changes, LaneReads& reads);

// The first commit of a network: its settings, the lane that `first` begins, and its changes.
// ABORTED when there is a network already.
absl::Status WriteNetwork(Connection& connection, const domain::Network& network,
                          const domain::Changes& first);

// For a ledger that is brought in from elsewhere, part after part. ABORTED when a row is there
// already.
absl::Status WriteNetworkAlone(Connection& connection, const domain::Network& network);
// Totals of partners go to lane 0, everything else to its own of rows.lane.lane_count lanes.
absl::Status WriteNewRows(Connection& connection, const domain::Changes& rows);
// All of lane.lane_count.
absl::Status WriteNewLanes(Connection& connection, const domain::LaneState& lane);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_CHANGES_WRITER_H_
