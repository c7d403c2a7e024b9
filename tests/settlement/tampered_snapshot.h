#ifndef COALITION_TESTS_SETTLEMENT_TAMPERED_SNAPSHOT_H_
#define COALITION_TESTS_SETTLEMENT_TAMPERED_SNAPSHOT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "server/store/ledger_store.h"

namespace coalition::reporting {

// What somebody did to the rows of each table: a function may change a row, and false takes it out.
struct Tampering {
  template <typename... T>
  using Edit = std::function<bool(T&...)>;

  std::function<void(domain::LaneState&)> lane;
  Edit<domain::Transaction> journal;
  Edit<domain::PartnerId, domain::Transaction> partner_journal;
  Edit<domain::Window> windows;
  Edit<domain::PositionKey, domain::PositionTotal> positions;
  Edit<domain::PartnerSettlement> settlements;
  Edit<domain::AccountKey, domain::Lot> lots;
  Edit<domain::AccountKey, domain::Sequence> accounts;
  Edit<domain::AccountKey, domain::Hold> holds;
  Edit<domain::CarryKey, domain::Carries> carries;
  Edit<domain::OutstandingKey, domain::Points> outstanding;
  Edit<domain::TransactionId, domain::ReversalState> reversals;
  Edit<domain::RequestKey, domain::StoredOutcome> outcomes;
  Edit<domain::DayKey, domain::DayTotals> day_totals;
  Edit<domain::PartnerId, domain::Micros> closed_totals;
  Edit<domain::Member> members;
  Edit<domain::Identifier, domain::MemberId> identifiers;
  Edit<domain::AuditEvent> audit_events;
};

// A snapshot after that.
class TamperedSnapshot final : public store::LedgerSnapshot {
 public:
  TamperedSnapshot(std::unique_ptr<store::LedgerSnapshot> below, Tampering tampering);

  const domain::LaneState& lane() const override { return lane_; }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    return below_->Load(wanted, state);
  }
  absl::StatusOr<std::vector<domain::CurrencyId>> CurrenciesOf(
      const domain::MemberId& member) override {
    return below_->CurrenciesOf(member);
  }
  absl::StatusOr<std::optional<domain::Window>> FindWindow(domain::WindowId id) override {
    return below_->FindWindow(id);
  }

  absl::Status ScanJournal(const store::JournalRange& range,
                           store::RowVisitor<domain::Transaction> visit) override;
  absl::Status ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                  const store::JournalRange& range,
                                  store::RowVisitor<domain::Transaction> visit) override;
  absl::Status ScanWindows(domain::WindowId before,
                           store::RowVisitor<domain::Window> visit) override;
  absl::Status ScanPositions(
      std::optional<domain::WindowId> window,
      store::RowVisitor<domain::PositionKey, domain::PositionTotal> visit) override;
  absl::Status ScanSettlements(std::optional<domain::WindowId> window,
                               store::RowVisitor<domain::PartnerSettlement> visit) override;
  absl::Status ScanAccountRecords(
      store::RowVisitor<domain::AccountKey, store::AccountRecord> visit) override {
    return below_->ScanAccountRecords(visit);
  }
  absl::Status ScanLots(store::RowVisitor<domain::AccountKey, domain::Lot> visit) override;
  absl::Status ScanAccounts(store::RowVisitor<domain::AccountKey, domain::Sequence> visit) override;
  absl::Status ScanHolds(store::RowVisitor<domain::AccountKey, domain::Hold> visit) override;
  absl::Status ScanCarries(store::RowVisitor<domain::CarryKey, domain::Carries> visit) override;
  absl::Status ScanOutstanding(
      store::RowVisitor<domain::OutstandingKey, domain::Points> visit) override;
  absl::Status ScanReversals(
      store::RowVisitor<domain::TransactionId, domain::ReversalState> visit) override;
  absl::Status ScanOutcomes(
      store::RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) override;
  absl::Status ScanDayTotals(store::RowVisitor<domain::DayKey, domain::DayTotals> visit) override;
  absl::Status ScanClosedTotals(
      store::RowVisitor<domain::PartnerId, domain::Micros> visit) override;
  absl::Status ScanIdentifiers(
      store::RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanMembers(std::optional<domain::MemberId> after,
                           store::RowVisitor<domain::Member> visit) override;
  absl::Status ScanIdentifiersOf(
      domain::PartnerId partner, const std::optional<domain::Identifier>& after,
      store::RowVisitor<domain::Identifier, domain::MemberId> visit) override;
  absl::Status ScanExpiredAccounts(domain::Date date,
                                   const std::optional<domain::AccountKey>& after,
                                   store::RowVisitor<domain::AccountKey> visit) override {
    return below_->ScanExpiredAccounts(date, after, visit);
  }
  absl::Status ScanAuditEvents(std::int64_t before,
                               store::RowVisitor<domain::AuditEvent> visit) override;

 private:
  std::unique_ptr<store::LedgerSnapshot> below_;
  Tampering tampering_;
  domain::LaneState lane_;
};

}  // namespace coalition::reporting

#endif  // COALITION_TESTS_SETTLEMENT_TAMPERED_SNAPSHOT_H_
