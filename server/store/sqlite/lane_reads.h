#ifndef COALITION_SERVER_STORE_SQLITE_LANE_READS_H_
#define COALITION_SERVER_STORE_SQLITE_LANE_READS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane_marks.h"
#include "server/store/sqlite/lane_memory.h"

namespace coalition::store {

// Reads by key, as of one commit: the LedgerView of batches and snapshots. What memory has of that
// commit is taken from there; the rest is read from the file by one prepared statement per kind of
// key, stepped through the keys in their order, so that neighbours share their pages. What `state`
// has an entry for already stays as it is.
class LaneReads {
 public:
  // In a transaction, which the caller has begun and will end; as of its commit.
  // FAILED_PRECONDITION when the lane has no row, because there is no network. `memory` outlives
  // it.
  static absl::StatusOr<LaneReads> Begin(Connection& connection, domain::LaneId lane,
                                         LaneMemory& memory);
  // The batch's, which goes on from `head`, the last commit that memory has; the file may not have
  // it yet. What is read is remembered for the next one.
  //
  // Most batches find all in memory, so a connection is taken from `readers` when the file is
  // asked, and given back after each Load: an open one keeps the log from beginning anew. So a
  // batch reads the file in several states. It is right in all of them: what memory does not have
  // was not changed since it was written, and only this batch may change it.
  static LaneReads BeginBatch(ConnectionPool& readers, const LaneHead& head, LaneMemory& memory);

  // Gives the batch's connection back, if it has one.
  void End();

  const domain::LaneState& lane() const { return lane_; }
  // Of the file, as far as it was asked.
  const LaneMarks& marks() const { return marks_; }
  // Up to which memory is seen.
  CommitNumber commit() const { return commit_; }
  LaneMemory& memory() const { return *memory_; }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state);

  // What is kept of the account; an empty record when nothing is.
  absl::StatusOr<std::shared_ptr<const AccountRecord>> Account(const domain::AccountKey& key);
  // Whether the request has an outcome, as memory or the file tells; the batch's.
  absl::StatusOr<bool> IsKept(const domain::RequestKey& request);
  // The scope's greatest request id that was ever kept, as memory has it from now on; the batch's.
  absl::StatusOr<std::string*> GreatestId(domain::PartnerId scope);
  // Of all accounts of the member, by currency.
  absl::StatusOr<std::vector<domain::AccountKey>> AccountsOf(const domain::MemberId& member);

 private:
  explicit LaneReads(LaneMemory& memory) : memory_(&memory) {}

  bool is_batch() const { return readers_ != nullptr; }
  absl::Status OpenFile();
  // Reads what the file has of the lane into `state` and marks_, and answers which window is open.
  absl::StatusOr<domain::WindowId> ReadLane(domain::LaneId lane, domain::LaneState& state);
  template <typename... T>
  Cursor Query(const char* sql, const T&... parameters) {
    if (absl::Status opened = OpenFile(); !opened.ok()) return Cursor(std::move(opened));
    return connection_->Query(sql, parameters...);
  }

  template <typename Table, typename Read, typename Take>
  absl::Status LoadEach(const absl::flat_hash_set<typename Table::Key>& wanted,
                        RecentRows<Table>& rows, Read read, Take take);
  template <typename Table>
  std::shared_ptr<const typename Table::Value> Keep(RecentRows<Table>& rows,
                                                    const typename Table::Key& key,
                                                    typename Table::Value value);

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
  absl::Status LoadDayTotalsOf(const domain::MemberId& member, domain::LedgerState& state);
  // The open window's, of one partner or all.
  absl::Status LoadOpenPositions(std::optional<domain::PartnerId> partner,
                                 domain::LedgerState& state);
  absl::Status ScanOpenPositions(std::optional<domain::PartnerId> partner,
                                 domain::LedgerState& state);
  absl::Status LoadLastSettlements(domain::LedgerState& state);
  absl::Status LoadAllClosedTotals(domain::LedgerState& state);

  absl::StatusOr<std::optional<domain::Transaction>> FindTransaction(
      const domain::TransactionId& id);
  absl::StatusOr<AccountRecord> ReadAccount(const domain::AccountKey& key);
  // Told by its id alone.
  absl::StatusOr<bool> IsNew(const domain::RequestKey& request);
  absl::StatusOr<std::optional<domain::StoredOutcome>> ReadOutcome(const domain::RequestKey& key);
  // The batch's: all positions of the open window are in memory from then on.
  absl::Status RememberPositions();

  // The batch's; null: not a batch's.
  ConnectionPool* readers_ = nullptr;
  ConnectionPool::Lease reader_;
  // Null: the file was not asked yet.
  Connection* connection_ = nullptr;
  domain::LaneState lane_;
  LaneMarks marks_;
  LaneMemory* memory_;
  CommitNumber commit_ = 0;
  // The first sequence that the file did not have when it was opened; the batch's.
  domain::Sequence file_end_;
  // Requests that the file was asked for and does not have; the batch's.
  absl::flat_hash_set<domain::RequestKey> absent_requests_;
};

// The lane's window, if there is one of that id.
absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id);

// The next row of kSelectDayTotalsOf or kScanDayTotals; of the queries for positions.
bool NextDayTotals(Cursor& rows, domain::DayKey& key, domain::DayTotals& totals);
bool NextPosition(Cursor& rows, domain::PositionKey& key, domain::PositionTotal& total);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_LANE_READS_H_
