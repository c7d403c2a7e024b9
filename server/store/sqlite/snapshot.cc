#include "server/store/sqlite/snapshot.h"

#include <cstdint>
#include <limits>

#include "server/store/sqlite/outcome_columns.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

absl::Status ScanTransactions(Cursor rows, RowVisitor<domain::Transaction> visit) {
  domain::Transaction transaction;
  while (rows.Next(Body(transaction))) {
    if (!visit(transaction)) break;
  }
  return rows.status();
}

absl::Status VisitIdentifiers(Cursor rows, RowVisitor<domain::Identifier, domain::MemberId> visit) {
  domain::Identifier identifier;
  domain::MemberId member;
  while (rows.Next(identifier.partner, identifier.kind, identifier.value, member)) {
    if (!visit(identifier, member)) break;
  }
  return rows.status();
}

// Shorter than all of them.
constexpr Blob kBeforeEveryMember{""};

domain::Sequence EndOf(const JournalRange& range) {
  if (range.end != domain::kNoSequence) return range.end;
  return domain::Sequence(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> SqliteSnapshot::Begin(ConnectionPool::Lease reader,
                                                                      domain::LaneId lane) {
  if (absl::Status begun = reader->BeginRead(); !begun.ok()) return begun;
  // Its first read fixes what a transaction sees.
  absl::StatusOr<LaneReads> reads = LaneReads::Begin(*reader, lane);
  if (!reads.ok()) return reads.status();
  return std::unique_ptr<LedgerSnapshot>(new SqliteSnapshot(std::move(reader), *std::move(reads)));
}

absl::StatusOr<std::vector<domain::CurrencyId>> SqliteSnapshot::CurrenciesOf(
    const domain::MemberId& member) {
  return ReadCurrenciesOf(*reader_, lane_id(), member);
}

absl::Status SqliteSnapshot::ScanJournal(const JournalRange& range,
                                         RowVisitor<domain::Transaction> visit) {
  const char* sql = range.newest_first ? sql::kScanJournalBack : sql::kScanJournal;
  return ScanTransactions(reader_->Query(sql, lane_id(), range.first, EndOf(range)), visit);
}

absl::Status SqliteSnapshot::ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                                const JournalRange& range,
                                                RowVisitor<domain::Transaction> visit) {
  const char* sql = range.newest_first ? sql::kScanPartnerJournalBack : sql::kScanPartnerJournal;
  return ScanTransactions(
      reader_->Query(sql, lane_id(), partner, range.first, EndOf(range), reported_only), visit);
}

absl::StatusOr<std::optional<domain::Window>> SqliteSnapshot::FindWindow(domain::WindowId id) {
  return ReadWindow(*reader_, lane_id(), id);
}

absl::Status SqliteSnapshot::ScanWindows(domain::WindowId before,
                                         RowVisitor<domain::Window> visit) {
  domain::Window window;
  Cursor rows = reader_->Query(sql::kScanWindows, lane_id(), before);
  while (rows.Next(window.id, window.first, window.end, window.opened_at, window.closed_at,
                   window.label)) {
    if (!visit(window)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanPositions(
    std::optional<domain::WindowId> window,
    RowVisitor<domain::PositionKey, domain::PositionTotal> visit) {
  domain::PositionKey key;
  domain::PositionTotal total;
  Cursor rows = window ? reader_->Query(sql::kScanWindowPositions, lane_id(), *window)
                       : reader_->Query(sql::kScanPositions, lane_id());
  while (rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                   total.points, total.amount)) {
    if (!visit(key, total)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanSettlements(std::optional<domain::WindowId> window,
                                             RowVisitor<domain::PartnerSettlement> visit) {
  domain::PartnerSettlement s;
  Cursor rows = window ? reader_->Query(sql::kScanWindowSettlements, lane_id(), *window)
                       : reader_->Query(sql::kScanSettlements, lane_id());
  while (rows.Next(s.window, s.partner, s.currency, s.opening_residue, s.net, s.net_minor_units,
                   s.closing_residue)) {
    if (!visit(s)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) {
  domain::AccountKey account;
  domain::Lot lot;
  Cursor rows = reader_->Query(sql::kScanLots, lane_id());
  while (rows.Next(account.member, account.currency, lot.key.expires_on, lot.key.available_on,
                   lot.key.issuer, lot.key.terms_version, lot.points)) {
    if (!visit(account, lot)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  domain::AccountKey account;
  domain::Sequence last;
  Cursor rows = reader_->Query(sql::kScanAccounts, lane_id());
  while (rows.Next(account.member, account.currency, last)) {
    if (!visit(account, last)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) {
  domain::AccountKey account;
  domain::Hold hold;
  Cursor rows = reader_->Query(sql::kScanHolds, lane_id());
  while (rows.Next(account.member, account.currency, Body(hold))) {
    if (!visit(account, hold)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) {
  domain::CarryKey key;
  domain::Carries carries;
  Cursor rows = reader_->Query(sql::kScanCarries, lane_id());
  while (NextCarries(rows, key, carries)) {
    if (absl::Status sound = CheckCarries(carries); !sound.ok()) return sound;
    if (!visit(key, carries)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanOutstanding(
    RowVisitor<domain::OutstandingKey, domain::Points> visit) {
  domain::OutstandingKey key;
  domain::Points points;
  Cursor rows = reader_->Query(sql::kScanOutstanding, lane_id());
  while (rows.Next(key.issuer, key.currency, points)) {
    if (!visit(key, points)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanReversals(
    RowVisitor<domain::TransactionId, domain::ReversalState> visit) {
  domain::TransactionId id{lane_id(), {}};
  domain::ReversalState reversal;
  Cursor rows = reader_->Query(sql::kScanReversals, lane_id());
  while (rows.Next(id.sequence, Body(reversal))) {
    if (!visit(id, reversal)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanOutcomes(
    RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) {
  domain::RequestKey request;
  domain::StoredOutcome outcome;
  OutcomeColumns columns;
  Cursor rows = reader_->Query(sql::kScanOutcomes, lane_id());
  while (rows.Next(request.scope, request.request_id, outcome.digest, columns.sequence,
                   OptionalBody(columns.result))) {
    if (absl::Status moved = columns.MoveInto(lane_id(), outcome); !moved.ok()) return moved;
    if (!visit(request, outcome)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  domain::DayKey key;
  domain::DayTotals totals;
  Cursor rows = reader_->Query(sql::kScanDayTotals, lane_id());
  while (NextDayTotals(rows, key, totals)) {
    if (!visit(key, totals)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) {
  domain::PartnerId partner;
  domain::Micros amount;
  Cursor rows = reader_->Query(sql::kScanClosedTotals, lane_id());
  while (rows.Next(partner, amount)) {
    if (!visit(partner, amount)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanIdentifiers(
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return VisitIdentifiers(reader_->Query(sql::kScanIdentifiers, lane_id()), visit);
}

absl::Status SqliteSnapshot::ScanMembers(std::optional<domain::MemberId> after,
                                         RowVisitor<domain::Member> visit) {
  domain::Member member;
  Cursor rows = after ? reader_->Query(sql::kScanMembers, lane_id(), *after)
                      : reader_->Query(sql::kScanMembers, lane_id(), kBeforeEveryMember);
  while (rows.Next(Body(member))) {
    if (!visit(member)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanIdentifiersOf(
    domain::PartnerId partner, const std::optional<domain::Identifier>& after,
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return VisitIdentifiers(after ? reader_->Query(sql::kScanIdentifiersOfAfter, lane_id(), partner,
                                                 after->kind, after->value)
                                : reader_->Query(sql::kScanIdentifiersOf, lane_id(), partner),
                          visit);
}

absl::Status SqliteSnapshot::ScanExpiredAccounts(domain::Date date,
                                                 const std::optional<domain::AccountKey>& after,
                                                 RowVisitor<domain::AccountKey> visit) {
  domain::AccountKey account;
  Cursor rows = after ? reader_->Query(sql::kScanExpiredAccounts, lane_id(), after->member,
                                       after->currency, date)
                      : reader_->Query(sql::kScanExpiredAccounts, lane_id(), kBeforeEveryMember,
                                       domain::CurrencyId(0), date);
  while (rows.Next(account.member, account.currency)) {
    if (!visit(account)) break;
  }
  return rows.status();
}

absl::Status SqliteSnapshot::ScanAuditEvents(std::int64_t before,
                                             RowVisitor<domain::AuditEvent> visit) {
  domain::AuditEvent event;
  Cursor rows = reader_->Query(sql::kScanAuditEvents, lane_id(), before);
  while (rows.Next(event.number, event.at, event.credential_id, event.action, event.resource,
                   event.reason)) {
    if (!visit(event)) break;
  }
  return rows.status();
}

}  // namespace coalition::store
