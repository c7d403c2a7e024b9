#ifndef COALITION_SERVER_STORE_MYSQL_LANE_READS_H_
#define COALITION_SERVER_STORE_MYSQL_LANE_READS_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Reads of one lane by key, in the connection's transaction: a statement per kind of key, whatever
// their number. Not thread-safe.
class LaneReads {
 public:
  enum class Lock { kNone, kForUpdate };

  // Reads the lane's row; FAILED_PRECONDITION when there is none, because there is no network. With
  // kForUpdate it waits for the lane and keeps it until the transaction ends.
  static absl::StatusOr<LaneReads> Begin(Connection& connection, domain::LaneId lane, Lock lock);

  const domain::LaneState& lane() const { return lane_; }
  // Of the network's own tables, as this transaction sees them.
  std::int64_t catalog_revision() const { return catalog_revision_; }

  // See LedgerView.
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state);

  // Those of the keys, also of what Load did not read; empty where nothing is kept.
  absl::StatusOr<std::vector<AccountRecord>> AccountsAt(
      const std::vector<domain::AccountKey>& keys);

  absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(const domain::MemberId& member);

 private:
  LaneReads(Connection& connection, domain::LaneId lane) : connection_(&connection) {
    lane_.lane = lane;
  }

  absl::Status ReadLane(Lock lock);
  // All accounts of these members, into records_.
  absl::Status ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members);

  absl::Status LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadTransactions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadClosing(domain::LedgerState& state);

  Connection* connection_;
  domain::LaneState lane_;
  std::int64_t catalog_revision_ = 0;
  // What was read of accounts: all of a member's, when the member is among read_members_.
  absl::flat_hash_map<domain::AccountKey, AccountRecord> records_;
  absl::flat_hash_set<domain::MemberId> read_members_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_LANE_READS_H_
