#ifndef COALITION_SERVER_STORE_SQLITE_TABLE_ROWS_H_
#define COALITION_SERVER_STORE_SQLITE_TABLE_ROWS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Writes rows of the tables that are written later, in the connection's transaction. `scratch` is
// overwritten.

absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::AccountKey& key,
                      const AccountRecord& record, std::string& scratch);
// Fails when the request has a row already.
absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::RequestKey& key,
                      const domain::StoredOutcome& outcome, std::string& scratch);
absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::TransactionId& key,
                      const domain::ReversalState& state, std::string& scratch);
absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::DayKey& key,
                      const domain::DayTotals& totals, std::string& scratch);
absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::PositionKey& key,
                      const domain::PositionTotal& total, std::string& scratch);
absl::Status WriteRow(Connection& connection, domain::LaneId lane,
                      const domain::OutstandingKey& key, std::optional<domain::Points> points,
                      std::string& scratch);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_TABLE_ROWS_H_
