#include "tests/settlement/tampered_snapshot.h"

namespace coalition::reporting {
namespace {

// Visits each row as `edit` leaves it.
template <typename Edit, typename Visit>
auto Edited(const Edit& edit, const Visit& visit) {
  return [&edit, &visit](const auto&... row) {
    auto changed = std::make_tuple(row...);
    const bool stays =
        !edit || std::apply([&](auto&... fields) { return edit(fields...); }, changed);
    return !stays || std::apply([&](const auto&... fields) { return visit(fields...); }, changed);
  };
}

}  // namespace

TamperedSnapshot::TamperedSnapshot(std::unique_ptr<store::LedgerSnapshot> below,
                                   Tampering tampering)
    : below_(std::move(below)), tampering_(std::move(tampering)), lane_(below_->lane()) {
  if (tampering_.lane) tampering_.lane(lane_);
}

absl::Status TamperedSnapshot::ScanJournal(const store::JournalRange& range,
                                           store::RowVisitor<domain::Transaction> visit) {
  return below_->ScanJournal(range, Edited(tampering_.journal, visit));
}

absl::Status TamperedSnapshot::ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                                  const store::JournalRange& range,
                                                  store::RowVisitor<domain::Transaction> visit) {
  return below_->ScanPartnerJournal(
      partner, reported_only, range, [&](const domain::Transaction& transaction) {
        domain::PartnerId whose = partner;
        domain::Transaction changed = transaction;
        const bool stays =
            !tampering_.partner_journal || tampering_.partner_journal(whose, changed);
        return !stays || visit(changed);
      });
}

absl::Status TamperedSnapshot::ScanWindows(domain::WindowId before,
                                           store::RowVisitor<domain::Window> visit) {
  return below_->ScanWindows(before, Edited(tampering_.windows, visit));
}

absl::Status TamperedSnapshot::ScanPositions(
    std::optional<domain::WindowId> window,
    store::RowVisitor<domain::PositionKey, domain::PositionTotal> visit) {
  return below_->ScanPositions(window, Edited(tampering_.positions, visit));
}

absl::Status TamperedSnapshot::ScanSettlements(std::optional<domain::WindowId> window,
                                               store::RowVisitor<domain::PartnerSettlement> visit) {
  return below_->ScanSettlements(window, Edited(tampering_.settlements, visit));
}

absl::Status TamperedSnapshot::ScanLots(store::RowVisitor<domain::AccountKey, domain::Lot> visit) {
  return below_->ScanLots(Edited(tampering_.lots, visit));
}

absl::Status TamperedSnapshot::ScanAccounts(
    store::RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  return below_->ScanAccounts(Edited(tampering_.accounts, visit));
}

absl::Status TamperedSnapshot::ScanHolds(
    store::RowVisitor<domain::AccountKey, domain::Hold> visit) {
  return below_->ScanHolds(Edited(tampering_.holds, visit));
}

absl::Status TamperedSnapshot::ScanCarries(
    store::RowVisitor<domain::CarryKey, domain::Carries> visit) {
  return below_->ScanCarries(Edited(tampering_.carries, visit));
}

absl::Status TamperedSnapshot::ScanOutstanding(
    store::RowVisitor<domain::OutstandingKey, domain::Points> visit) {
  return below_->ScanOutstanding(Edited(tampering_.outstanding, visit));
}

absl::Status TamperedSnapshot::ScanReversals(
    store::RowVisitor<domain::TransactionId, domain::ReversalState> visit) {
  return below_->ScanReversals(Edited(tampering_.reversals, visit));
}

absl::Status TamperedSnapshot::ScanOutcomes(
    store::RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) {
  return below_->ScanOutcomes(Edited(tampering_.outcomes, visit));
}

absl::Status TamperedSnapshot::ScanDayTotals(
    store::RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  return below_->ScanDayTotals(Edited(tampering_.day_totals, visit));
}

absl::Status TamperedSnapshot::ScanClosedTotals(
    store::RowVisitor<domain::PartnerId, domain::Micros> visit) {
  return below_->ScanClosedTotals(Edited(tampering_.closed_totals, visit));
}

absl::Status TamperedSnapshot::ScanIdentifiers(
    store::RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return below_->ScanIdentifiers(Edited(tampering_.identifiers, visit));
}

absl::Status TamperedSnapshot::ScanMembers(std::optional<domain::MemberId> after,
                                           store::RowVisitor<domain::Member> visit) {
  return below_->ScanMembers(after, Edited(tampering_.members, visit));
}

absl::Status TamperedSnapshot::ScanIdentifiersOf(
    domain::PartnerId partner, const std::optional<domain::Identifier>& after,
    store::RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return below_->ScanIdentifiersOf(partner, after, Edited(tampering_.identifiers, visit));
}

absl::Status TamperedSnapshot::ScanAuditEvents(std::int64_t before,
                                               store::RowVisitor<domain::AuditEvent> visit) {
  return below_->ScanAuditEvents(before, Edited(tampering_.audit_events, visit));
}

}  // namespace coalition::reporting
