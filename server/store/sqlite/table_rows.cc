#include "server/store/sqlite/table_rows.h"

#include <optional>
#include <variant>

#include "server/store/codec.h"
#include "server/store/sqlite/recent_tables.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

template <StoredRecord T>
Blob BodyOf(const T& record, std::string& scratch) {
  scratch.clear();
  Encode(record, scratch);
  return Blob{scratch};
}

}  // namespace

absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::AccountKey& key,
                      const AccountRecord& record, std::string& scratch) {
  return connection.Run(sql::kPutAccount, lane, AccountTable::BucketOf(key), key.member,
                        key.currency, record.last_transaction, record.NextExpiry(),
                        BodyOf(record, scratch));
}

absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::RequestKey& key,
                      const domain::StoredOutcome& outcome, std::string& scratch) {
  if (const auto* posted = std::get_if<domain::TransactionId>(&outcome.result)) {
    return connection.Run(sql::kInsertOutcome, lane, key.scope, key.request_id, outcome.digest,
                          posted->sequence, Null{});
  }
  return connection.Run(sql::kInsertOutcome, lane, key.scope, key.request_id, outcome.digest,
                        Null{}, BodyOf(outcome.result, scratch));
}

absl::Status WriteRow(Connection& connection, domain::LaneId, const domain::TransactionId& key,
                      const domain::ReversalState& state, std::string& scratch) {
  return connection.Run(sql::kPutReversal, key.lane, key.sequence, BodyOf(state, scratch));
}

absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::DayKey& key,
                      const domain::DayTotals& totals, std::string&) {
  return connection.Run(sql::kPutDayTotals, lane, key.member, key.partner, key.currency, totals.day,
                        totals.earned, totals.burned);
}

absl::Status WriteRow(Connection& connection, domain::LaneId lane, const domain::PositionKey& key,
                      const domain::PositionTotal& total, std::string&) {
  return connection.Run(sql::kPutPosition, lane, key.window, key.partner, key.currency, key.type,
                        key.kind, total.lines, total.points, total.amount);
}

absl::Status WriteRow(Connection& connection, domain::LaneId lane,
                      const domain::OutstandingKey& key, std::optional<domain::Points> points,
                      std::string&) {
  return connection.Run(sql::kPutOutstanding, lane, key.issuer, key.currency, points.value());
}

}  // namespace coalition::store
