#ifndef COALITION_SERVER_STORE_SQLITE_SNAPSHOT_H_
#define COALITION_SERVER_STORE_SQLITE_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/store/ledger_store.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane_reads.h"

namespace coalition::store {

// One read transaction, and what is in memory of its commit. A scan may not be started within the
// visitor of a scan of the same table, nor one of accounts, lots, holds, carries or expired
// accounts within one of these; anything else may.
class SqliteSnapshot final : public LedgerSnapshot {
 public:
  static absl::StatusOr<std::unique_ptr<LedgerSnapshot>> Begin(ConnectionPool::Lease reader,
                                                               domain::LaneId lane,
                                                               std::shared_ptr<LaneMemory> memory);

  const domain::LaneState& lane() const override { return reads_.lane(); }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    return reads_.Load(wanted, state);
  }

  absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(
      const domain::MemberId& member) override;
  absl::Status ScanJournal(const JournalRange& range,
                           RowVisitor<domain::Transaction> visit) override;
  absl::Status ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                  const JournalRange& range,
                                  RowVisitor<domain::Transaction> visit) override;
  absl::StatusOr<std::optional<domain::Window>> FindWindow(domain::WindowId id) override;
  absl::Status ScanWindows(domain::WindowId before, RowVisitor<domain::Window> visit) override;
  absl::Status ScanPositions(std::optional<domain::WindowId> window,
                             RowVisitor<domain::PositionKey, domain::PositionTotal> visit) override;
  absl::Status ScanSettlements(std::optional<domain::WindowId> window,
                               RowVisitor<domain::PartnerSettlement> visit) override;
  absl::Status ScanAccountRecords(RowVisitor<domain::AccountKey, AccountRecord> visit) override;
  absl::Status ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) override;
  absl::Status ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) override;
  absl::Status ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) override;
  absl::Status ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) override;
  absl::Status ScanOutstanding(RowVisitor<domain::OutstandingKey, domain::Points> visit) override;
  absl::Status ScanReversals(
      RowVisitor<domain::TransactionId, domain::ReversalState> visit) override;
  absl::Status ScanOutcomes(RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) override;
  absl::Status ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) override;
  absl::Status ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) override;
  absl::Status ScanIdentifiers(RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanMembers(std::optional<domain::MemberId> after,
                           RowVisitor<domain::Member> visit) override;
  absl::Status ScanIdentifiersOf(domain::PartnerId partner,
                                 const std::optional<domain::Identifier>& after,
                                 RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanExpiredAccounts(domain::Date date,
                                   const std::optional<domain::AccountKey>& after,
                                   RowVisitor<domain::AccountKey> visit) override;
  absl::Status ScanAuditEvents(std::int64_t before, RowVisitor<domain::AuditEvent> visit) override;

 private:
  SqliteSnapshot(std::shared_ptr<LaneMemory> memory, ViewRegistry::Entry entry,
                 ConnectionPool::Lease reader, LaneReads reads)
      : memory_(std::move(memory)),
        entry_(std::move(entry)),
        reader_(std::move(reader)),
        reads_(std::move(reads)) {}

  // ScanPartnerJournal of what partner_runs has; the range has an end.
  absl::Status ScanRuns(domain::PartnerId partner, bool reported_only, const JournalRange& range,
                        RowVisitor<domain::Transaction> visit);

  domain::LaneId lane_id() const { return reads_.lane().lane; }

  std::shared_ptr<LaneMemory> memory_;
  // Ends after the reading of the file.
  ViewRegistry::Entry entry_;
  ConnectionPool::Lease reader_;
  LaneReads reads_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_SNAPSHOT_H_
