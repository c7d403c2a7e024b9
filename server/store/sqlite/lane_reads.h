#ifndef COALITION_SERVER_STORE_SQLITE_LANE_READS_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_READS_H_

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Reads by key within a connection's transaction: the LedgerView of batches and snapshots. Each
// kind of key is one prepared statement stepped through the keys in their order, which in an
// embedded database is what a set-based read is in another: no round trip, and neighbours share
// their pages. What `state` has an entry for already stays as it is.
class LaneReads {
 public:
  // In a transaction, which the caller has begun and will end. FAILED_PRECONDITION when the lane
  // has no row, because there is no network.
  static absl::StatusOr<LaneReads> Begin(Connection& connection, domain::LaneId lane);

  const domain::LaneState& lane() const { return lane_; }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state);

 private:
  LaneReads(Connection& connection, domain::LaneState lane)
      : connection_(&connection), lane_(std::move(lane)) {}

  absl::Status LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadCarries(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadWholeMembers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadTransactions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadClosedTotals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadClosing(domain::LedgerState& state);
  absl::Status LoadAccount(const domain::AccountKey& key, domain::LedgerState& state);
  absl::Status LoadAccountsOf(const domain::MemberId& member, domain::LedgerState& state);
  absl::Status LoadCarriesOf(const domain::MemberId& member, domain::LedgerState& state);
  absl::Status LoadDayTotalsOf(const domain::MemberId& member, domain::LedgerState& state);
  absl::Status LoadAllPositions(domain::LedgerState& state);
  absl::Status LoadLastSettlements(domain::LedgerState& state);
  absl::Status LoadAllClosedTotals(domain::LedgerState& state);

  Connection* connection_;
  domain::LaneState lane_;
};

// The lane's window, if there is one of that id.
absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id);

// The currencies in which the member ever had points.
absl::StatusOr<std::vector<domain::CurrencyId>> ReadCurrenciesOf(Connection& connection,
                                                                 domain::LaneId lane,
                                                                 const domain::MemberId& member);

// DATA_LOSS when arithmetic could not divide by a denominator.
absl::Status CheckCarries(const domain::Carries& carries);

// The next row of kSelectCarriesOf or kScanCarries; of kSelectDayTotalsOf or kScanDayTotals.
bool NextCarries(Cursor& rows, domain::CarryKey& key, domain::Carries& carries);
bool NextDayTotals(Cursor& rows, domain::DayKey& key, domain::DayTotals& totals);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_READS_H_
