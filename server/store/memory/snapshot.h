#ifndef COALITION_SERVER_STORE_MEMORY_SNAPSHOT_H_
#define COALITION_SERVER_STORE_MEMORY_SNAPSHOT_H_

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "server/store/ledger_store.h"
#include "server/store/memory/tables.h"

namespace coalition::store {

// Holds writers up as long as it lives.
class MemorySnapshot final : public LedgerSnapshot {
 public:
  MemorySnapshot(std::shared_lock<std::shared_mutex> lock, const MemoryTables& tables)
      : lock_(std::move(lock)), tables_(tables) {}

  const domain::LaneState& lane() const override { return tables_.lane; }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    tables_.Load(wanted, state);
    return absl::OkStatus();
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
  std::shared_lock<std::shared_mutex> lock_;
  const MemoryTables& tables_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_MEMORY_SNAPSHOT_H_
