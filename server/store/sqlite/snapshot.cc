#include "server/store/sqlite/snapshot.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "server/store/journal.h"
#include "server/store/outcome_columns.h"
#include "server/store/participation.h"
#include "server/store/sqlite/account_scan.h"
#include "server/store/sqlite/merged_scan.h"
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

// Without what is in memory because it was asked for and there is none.
template <typename Rows>
Rows Kept(Rows rows) {
  using Value = std::decay_t<decltype(*rows.front().second)>;
  std::erase_if(rows, [](const auto& row) { return *row.second == Value(); });
  return rows;
}

bool TakesPart(domain::PartnerId partner, bool reported_only,
               const domain::Transaction& transaction) {
  for (const auto& [participant, reported] : ParticipantsOf(transaction)) {
    if (participant == partner) return reported || !reported_only;
  }
  return false;
}

domain::Sequence EndOf(const JournalRange& range) {
  if (range.end != domain::kNoSequence) return range.end;
  return domain::Sequence(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> SqliteSnapshot::Begin(
    ConnectionPool::Lease reader, domain::LaneId lane, std::shared_ptr<LaneMemory> memory) {
  ViewRegistry::Entry entry = memory->views.Enter();
  if (absl::Status begun = reader->BeginRead(); !begun.ok()) return begun;
  // Its first read fixes what a transaction sees.
  absl::StatusOr<LaneReads> reads = LaneReads::Begin(*reader, lane, *memory);
  if (!reads.ok()) return reads.status();
  return std::unique_ptr<LedgerSnapshot>(new SqliteSnapshot(std::move(memory), std::move(entry),
                                                            std::move(reader), *std::move(reads)));
}

absl::StatusOr<std::vector<domain::CurrencyId>> SqliteSnapshot::CurrenciesOf(
    const domain::MemberId& member) {
  const auto accounts = reads_.AccountsOf(member);
  if (!accounts.ok()) return accounts.status();
  std::vector<domain::CurrencyId> currencies;
  for (const domain::AccountKey& key : *accounts) {
    const auto record = reads_.Account(key);
    if (!record.ok()) return record.status();
    if ((*record)->last_transaction != domain::kNoSequence) currencies.push_back(key.currency);
  }
  return currencies;
}

absl::Status SqliteSnapshot::ScanJournal(const JournalRange& range,
                                         RowVisitor<domain::Transaction> visit) {
  const char* sql = range.newest_first ? sql::kScanJournalBack : sql::kScanJournal;
  return ScanTransactions(reader_->Query(sql, lane_id(), range.first, EndOf(range)), visit);
}

absl::Status SqliteSnapshot::ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                                const JournalRange& range,
                                                RowVisitor<domain::Transaction> visit) {
  // The partner's own index ends before the journal does.
  const domain::Sequence index_end = reads_.marks().participants_end;
  bool goes_on = true;
  const auto visit_on = [&](const domain::Transaction& transaction) {
    goes_on = visit(transaction);
    return goes_on;
  };
  const auto scan_index = [&] {
    JournalRange indexed = range;
    indexed.end = std::min(EndOf(range), index_end);
    return ScanRuns(partner, reported_only, indexed, visit_on);
  };
  const auto scan_tail = [&] {
    const char* sql = range.newest_first ? sql::kScanJournalTailBack : sql::kScanJournalTail;
    const domain::Sequence first = std::max(range.first, index_end);
    return ScanTransactions(reader_->Query(sql, lane_id(), first, EndOf(range)),
                            [&](const domain::Transaction& transaction) {
                              return !TakesPart(partner, reported_only, transaction) ||
                                     visit_on(transaction);
                            });
  };
  absl::Status scanned = range.newest_first ? scan_tail() : scan_index();
  if (!scanned.ok() || !goes_on) return scanned;
  return range.newest_first ? scan_index() : scan_tail();
}

absl::Status SqliteSnapshot::ScanRuns(domain::PartnerId partner, bool reported_only,
                                      const JournalRange& range,
                                      RowVisitor<domain::Transaction> visit) {
  const char* sql = range.newest_first ? sql::kScanRunsBack : sql::kScanRuns;
  domain::Sequence first;
  std::string bytes;
  Cursor rows = reader_->Query(sql, lane_id(), partner, range.first, range.end);
  while (rows.Next(first, Bytes{bytes})) {
    auto run = DecodeRun(first, bytes);
    if (!run.ok()) return run.status();
    if (range.newest_first) std::reverse(run->begin(), run->end());
    for (const auto& [sequence, reported] : *run) {
      if (sequence < range.first || !(sequence < range.end)) continue;
      if (reported_only && !reported) continue;
      domain::Transaction transaction;
      Cursor row = reader_->Query(sql::kSelectTransactionOfRun, lane_id(), sequence);
      if (!row.Next(Body(transaction))) {
        if (!row.status().ok()) return row.status();
        return absl::DataLossError("a partner's transaction is not in the journal");
      }
      if (!visit(transaction)) return absl::OkStatus();
    }
  }
  return rows.status();
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
  auto recent = reads_.memory().positions.Visible(reads_.commit());
  if (window) std::erase_if(recent, [&](const auto& row) { return row.first.window != *window; });
  Cursor rows = window ? reader_->Query(sql::kScanWindowPositions, lane_id(), *window)
                       : reader_->Query(sql::kScanPositions, lane_id());
  return MergedScan(recent, std::move(rows), NextPosition, visit);
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

absl::Status SqliteSnapshot::ScanAccountRecords(
    RowVisitor<domain::AccountKey, AccountRecord> visit) {
  return store::ScanAccountRecords(*reader_, reads_, {}, visit);
}

absl::Status SqliteSnapshot::ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) {
  return store::ScanAccountRecords(
      *reader_, reads_, {}, [&](const domain::AccountKey& key, const AccountRecord& record) {
        return std::all_of(record.lots.begin(), record.lots.end(),
                           [&](const domain::Lot& lot) { return visit(key, lot); });
      });
}

absl::Status SqliteSnapshot::ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  return store::ScanAccountRecords(*reader_, reads_, {},
                                   [&](const domain::AccountKey& key, const AccountRecord& record) {
                                     return record.last_transaction == domain::kNoSequence ||
                                            visit(key, record.last_transaction);
                                   });
}

absl::Status SqliteSnapshot::ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) {
  return store::ScanAccountRecords(
      *reader_, reads_, {}, [&](const domain::AccountKey& key, const AccountRecord& record) {
        return std::all_of(record.holds.begin(), record.holds.end(),
                           [&](const domain::Hold& hold) { return visit(key, hold); });
      });
}

absl::Status SqliteSnapshot::ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) {
  return store::ScanAccountRecords(
      *reader_, reads_, {}, [&](const domain::AccountKey& key, const AccountRecord& record) {
        return std::all_of(record.carries.begin(), record.carries.end(), [&](const CarryRow& row) {
          return visit({key.member, row.partner, key.currency, row.from}, row.carries);
        });
      });
}

absl::Status SqliteSnapshot::ScanOutstanding(
    RowVisitor<domain::OutstandingKey, domain::Points> visit) {
  return MergedScan(
      Kept(reads_.memory().outstanding.Visible(reads_.commit())),
      reader_->Query(sql::kScanOutstanding, lane_id()),
      [](Cursor& rows, domain::OutstandingKey& key, std::optional<domain::Points>& points) {
        return rows.Next(key.issuer, key.currency, points);
      },
      [&](const domain::OutstandingKey& key, const std::optional<domain::Points>& points) {
        return visit(key, *points);
      });
}

absl::Status SqliteSnapshot::ScanReversals(
    RowVisitor<domain::TransactionId, domain::ReversalState> visit) {
  return MergedScan(
      Kept(reads_.memory().reversals.Visible(reads_.commit())),
      reader_->Query(sql::kScanReversals, lane_id()),
      [&](Cursor& rows, domain::TransactionId& id, domain::ReversalState& reversal) {
        id.lane = lane_id();
        return rows.Next(id.sequence, Body(reversal));
      },
      visit);
}

absl::Status SqliteSnapshot::ScanOutcomes(
    RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) {
  absl::Status malformed;
  absl::Status scanned = MergedScan(
      reads_.memory().outcomes.Visible(reads_.commit()),
      reader_->Query(sql::kScanOutcomes, lane_id()),
      [&](Cursor& rows, domain::RequestKey& request, domain::StoredOutcome& outcome) {
        OutcomeColumns columns;
        if (!rows.Next(request.scope, request.request_id, outcome.digest, columns.sequence,
                       OptionalBody(columns.result))) {
          return false;
        }
        malformed = columns.MoveInto(lane_id(), outcome);
        return malformed.ok();
      },
      visit);
  return malformed.ok() ? scanned : malformed;
}

absl::Status SqliteSnapshot::ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  return MergedScan(Kept(reads_.memory().day_totals.Visible(reads_.commit())),
                    reader_->Query(sql::kScanDayTotals, lane_id()), NextDayTotals, visit);
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
  return store::ScanAccountRecords(
      *reader_, reads_, {after, date},
      [&](const domain::AccountKey& key, const AccountRecord&) { return visit(key); });
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
