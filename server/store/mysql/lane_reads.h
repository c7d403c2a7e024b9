#ifndef COALITION_SERVER_STORE_MYSQL_LANE_READS_H_
#define COALITION_SERVER_STORE_MYSQL_LANE_READS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/lanes.h"
#include "server/domain/ledger_state.h"
#include "server/store/account_record.h"
#include "server/store/mysql/connection.h"
#include "server/store/mysql/lane_memory.h"

namespace coalition::store::mysql {

// Reads by key of one lane, or of all, in the connection's transaction: a statement per kind of
// key, whatever their number, for what it does not know yet. What is kept by request id, identifier
// or transaction is found in whatever lane it is. Not thread-safe.
class LaneReads {
 public:
  enum class Lock { kNone, kForUpdate };

  // Reads the rows of `lane`, or, without one, of all lanes; FAILED_PRECONDITION when there are
  // none, because there is no network. With kForUpdate it waits for them and keeps them until the
  // transaction ends, and goes on from what `memory` has of them; without `memory` it reads
  // everything.
  static absl::StatusOr<LaneReads> Begin(Connection& connection, int lane_count,
                                         std::optional<domain::LaneId> lane, Lock lock,
                                         StoreMemory* memory);

  const domain::LaneState& lane() const { return lane_; }
  // Those that it reads of.
  const std::vector<domain::LaneId>& lanes() const { return lanes_; }
  // Of each of these.
  const std::vector<domain::Sequence>& lane_ends() const { return lane_ends_; }
  // Of the network's own tables, as this transaction sees them.
  std::int64_t catalog_revision() const { return catalog_revision_; }

  // See LedgerView.
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state);

  // Those of the keys, also of what Load did not read; empty where nothing is kept.
  absl::StatusOr<std::vector<AccountRecord>> AccountsAt(
      const std::vector<domain::AccountKey>& keys);
  // As it is being written.
  void PutAccount(const domain::AccountKey& key, AccountRecord record);

  absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(const domain::MemberId& member);

  // What lane().lane has of a total that it was loaded with, and that was changed since: of all
  // lanes' totals, what the other lanes have not.
  domain::PositionTotal OwnPart(const domain::PositionKey& key, domain::PositionTotal total) const;
  domain::Points OwnPart(const domain::OutstandingKey& key, domain::Points points) const;
  domain::DayTotals OwnPart(const domain::DayKey& key, domain::DayTotals totals) const;
  std::int64_t OwnWindowTransactions(const domain::LaneState& after) const;

  // Whether Load found that it names nobody.
  bool IsFree(const domain::Identifier& identifier) const {
    return free_identifiers_.contains(identifier);
  }

  // The number that a batch leaves in its lanes' rows; see LaneMemory.
  std::int64_t batch_number() const { return batch_number_; }
  // For the next batches of the lanes: what there will be once these changes are committed, which
  // are all written. Nothing is read after it.
  void LeaveMemory(const domain::Changes& changes);

 private:
  LaneReads(Connection& connection, StoreMemory* store_memory)
      : connection_(&connection), store_memory_(store_memory) {}

  absl::Status ReadLanes(std::optional<domain::LaneId> lane, Lock lock);
  // The lane's memory, if it still holds, or a new one.
  std::unique_ptr<LaneMemory> TakeMemory(domain::LaneId lane, std::int64_t last_batch);
  absl::Status ReadOpenWindow(domain::WindowId id);

  bool is_one_lane() const { return lanes_.size() == 1; }
  // Where what was read of partners' totals is: of one lane, or the sums of all.
  LaneMemory& totals() { return is_one_lane() ? *memories_.front() : *elsewhere_; }
  // What is known of the member.
  LaneMemory& MemoryOf(const domain::MemberId& member);
  // Null: it has to be read.
  const domain::MemberId* FindName(const domain::Identifier& identifier);
  // Those of the members of whom that part has to be read.
  template <typename Part>
  absl::flat_hash_set<domain::MemberId> Unread(const absl::flat_hash_set<domain::MemberId>& members,
                                               std::optional<Part> MemberRows::*part);
  // All accounts of these members, into memory.
  absl::Status ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members);
  // Null where nothing is kept; of a member whose accounts were read.
  const AccountRecord* FindRecord(const domain::AccountKey& key);
  // All day totals of these members, into memory.
  absl::Status ReadDayTotalsOf(const absl::flat_hash_set<domain::MemberId>& members);
  absl::Status SumDayTotalsOfPartners(const domain::ReadSet& wanted, domain::LedgerState& state);

  // The parts of LeaveMemory.
  void LeaveMembers(const domain::Changes& changes);
  void LeaveTotals(const domain::Changes& changes);

  absl::Status LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadTransactions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadAllowances(const domain::ReadSet& wanted, domain::LedgerState& state);
  absl::Status LoadClosing(domain::LedgerState& state);
  // Of the open window, those of `partners`, or of all; what `state` has stays as it is.
  absl::Status LoadPositionsOf(const absl::flat_hash_set<domain::PartnerId>* partners,
                               domain::LedgerState& state);
  absl::Status LoadClosedTotalsOf(const absl::flat_hash_set<domain::PartnerId>* partners,
                                  domain::LedgerState& state);

  Connection* connection_;
  domain::LaneState lane_;
  std::vector<domain::LaneId> lanes_;
  std::vector<domain::Sequence> lane_ends_;
  std::int64_t catalog_revision_ = 0;
  // Of the lanes other than lane_.lane.
  std::int64_t elsewhere_window_transactions_ = 0;
  // Null: nothing is left for others.
  StoreMemory* store_memory_;
  std::int64_t batch_number_ = 0;
  // What was read of each of lanes_, now or by batches before.
  std::vector<std::unique_ptr<LaneMemory>> memories_;
  // What was read now and is not left: of members of other lanes, and sums over the lanes.
  std::unique_ptr<LaneMemory> elsewhere_ = std::make_unique<LaneMemory>(0);
  absl::flat_hash_set<domain::Identifier> free_identifiers_;
  // Of what was loaded, the sums over the lanes other than lane_.lane; day totals of the day that
  // was the latest in any lane.
  absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> elsewhere_positions_;
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> elsewhere_outstanding_;
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> elsewhere_days_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_LANE_READS_H_
