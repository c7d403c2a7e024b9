#include "server/store/mysql/snapshot.h"

#include <algorithm>
#include <map>
#include <utility>

#include "server/domain/lanes.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/page_scan.h"
#include "server/store/mysql/rows_of.h"

namespace coalition::store::mysql {
namespace {

SqlText OfLane(std::string_view select, domain::LaneId lane) {
  SqlText sql(select);
  return std::move(sql.Text("lane = ").Value(lane));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> MysqlSnapshot::Begin(
    ConnectionPool::Lease connection, int lane_count) {
  if (absl::Status begun = connection->BeginSnapshot(); !begun.ok()) return begun;
  absl::StatusOr<LaneReads> reads =
      LaneReads::Begin(*connection, lane_count, std::nullopt, LaneReads::Lock::kNone, nullptr);
  if (!reads.ok()) return reads.status();
  return std::unique_ptr<LedgerSnapshot>(
      new MysqlSnapshot(std::move(connection), *std::move(reads)));
}

absl::StatusOr<std::vector<domain::CurrencyId>> MysqlSnapshot::CurrenciesOf(
    const domain::MemberId& member) {
  return reads_.CurrenciesOf(member);
}

absl::Status MysqlSnapshot::ScanJournal(const JournalRange& range,
                                        RowVisitor<domain::Transaction> visit) {
  return Journal().Scan(range, visit);
}

absl::Status MysqlSnapshot::ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                               const JournalRange& range,
                                               RowVisitor<domain::Transaction> visit) {
  return Journal().ScanPartner(partner, reported_only, range, visit);
}

absl::StatusOr<std::optional<domain::Window>> MysqlSnapshot::FindWindow(domain::WindowId id) {
  return ReadWindow(*connection_, id);
}

absl::Status MysqlSnapshot::ScanWindows(domain::WindowId before, RowVisitor<domain::Window> visit) {
  domain::Window window;
  return ScanPages(
      *connection_,
      [&](bool) {
        SqlText sql = OfLane(kSelectWindows, kNetworkLane);
        sql.Text(" AND window_id < ").Value(before).Text(" ORDER BY window_id DESC");
        return sql;
      },
      [&](Rows& rows) { return NextWindow(rows, window); },
      [&] {
        before = window.id;
        return visit(window);
      });
}

absl::Status MysqlSnapshot::ScanPositions(
    std::optional<domain::WindowId> window,
    RowVisitor<domain::PositionKey, domain::PositionTotal> visit) {
  static constexpr std::string_view kKey = "window_id, partner, money_currency, type, kind";
  domain::PositionKey key;
  domain::PositionTotal total;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        SqlText sql("SELECT ");
        sql.Text(kKey).Text(", SUM(line_count), SUM(points), SUM(amount) FROM positions WHERE ");
        InLanes(sql, lanes());
        if (window) sql.Text(" AND window_id = ").Value(*window);
        if (!is_first) {
          AndAfter(sql, {"window_id", "partner", "money_currency", "type", "kind"}, key.window,
                   key.partner, key.currency, key.type, key.kind);
        }
        return std::move(sql.Text(" GROUP BY ").Text(kKey).Text(" ORDER BY ").Text(kKey));
      },
      [&](Rows& rows) {
        return rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                         total.points, total.amount);
      },
      [&] { return visit(key, total); });
}

absl::Status MysqlSnapshot::ScanSettlements(std::optional<domain::WindowId> window,
                                            RowVisitor<domain::PartnerSettlement> visit) {
  domain::PartnerSettlement settlement;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        SqlText sql = OfLane(kSelectSettlements, kNetworkLane);
        if (window) sql.Text(" AND window_id = ").Value(*window);
        if (!is_first) {
          AndAfter(sql, {"window_id", "partner"}, settlement.window, settlement.partner);
        }
        return std::move(sql.Text(" ORDER BY window_id, partner"));
      },
      [&](Rows& rows) { return NextSettlement(rows, settlement); },
      [&] { return visit(settlement); });
}

absl::Status MysqlSnapshot::ScanRecords(std::optional<domain::AccountKey> after,
                                        domain::Date expiry_max,
                                        RowVisitor<domain::AccountKey, AccountRecord> visit) {
  domain::AccountKey key;
  AccountRecord record;
  return ScanPages(
      *connection_,
      [&](bool) {
        return MergeLanes(lanes(), " ORDER BY member, currency", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectAccounts, of);
          if (expiry_max < kNeverExpires) sql.Text(" AND next_expiry <= ").Value(expiry_max);
          if (after) AndAfter(sql, {"member", "currency"}, after->member, after->currency);
          return sql;
        });
      },
      [&](Rows& rows) { return rows.Next(key.member, key.currency, Body(record)); },
      [&] {
        after = key;
        return visit(key, record);
      });
}

absl::Status MysqlSnapshot::ScanAccountRecords(
    RowVisitor<domain::AccountKey, AccountRecord> visit) {
  return ScanRecords({}, kNeverExpires, visit);
}

absl::Status MysqlSnapshot::ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) {
  return ScanRecords({}, kNeverExpires,
                     [&](const domain::AccountKey& key, const AccountRecord& record) {
                       return std::all_of(record.lots.begin(), record.lots.end(),
                                          [&](const domain::Lot& lot) { return visit(key, lot); });
                     });
}

absl::Status MysqlSnapshot::ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  return ScanRecords({}, kNeverExpires,
                     [&](const domain::AccountKey& key, const AccountRecord& record) {
                       return record.last_transaction == domain::kNoSequence ||
                              visit(key, record.last_transaction);
                     });
}

absl::Status MysqlSnapshot::ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) {
  return ScanRecords(
      {}, kNeverExpires, [&](const domain::AccountKey& key, const AccountRecord& record) {
        return std::all_of(record.holds.begin(), record.holds.end(),
                           [&](const domain::Hold& hold) { return visit(key, hold); });
      });
}

absl::Status MysqlSnapshot::ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) {
  return ScanRecords(
      {}, kNeverExpires, [&](const domain::AccountKey& key, const AccountRecord& record) {
        return std::all_of(record.carries.begin(), record.carries.end(), [&](const CarryRow& row) {
          return visit({key.member, row.partner, key.currency, row.from}, row.carries);
        });
      });
}

absl::Status MysqlSnapshot::ScanOutstanding(
    RowVisitor<domain::OutstandingKey, domain::Points> visit) {
  domain::OutstandingKey key;
  domain::Points points;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        SqlText sql("SELECT issuer, currency, SUM(points) FROM outstanding WHERE ");
        InLanes(sql, lanes());
        if (!is_first) AndAfter(sql, {"issuer", "currency"}, key.issuer, key.currency);
        return std::move(sql.Text(" GROUP BY issuer, currency ORDER BY issuer, currency"));
      },
      [&](Rows& rows) { return rows.Next(key.issuer, key.currency, points); },
      [&] { return visit(key, points); });
}

absl::Status MysqlSnapshot::ScanReversals(
    RowVisitor<domain::TransactionId, domain::ReversalState> visit) {
  domain::Sequence sequence = domain::kNoSequence;
  domain::ReversalState reversal;
  return ScanPages(
      *connection_,
      [&](bool) {
        return MergeLanes(lanes(), " ORDER BY sequence", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectReversals, of);
          return std::move(sql.Text(" AND sequence > ").Value(sequence));
        });
      },
      [&](Rows& rows) { return rows.Next(sequence, Body(reversal)); },
      [&] {
        return visit({domain::LaneOf(sequence, lane().lane_count), sequence}, reversal);
      });
}

absl::Status MysqlSnapshot::ScanOutcomes(
    RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) {
  domain::RequestKey key;
  domain::StoredOutcome outcome;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        return MergeLanes(lanes(), " ORDER BY request_id, scope", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectOutcomes, of);
          if (!is_first) AndAfter(sql, {"request_id", "scope"}, Blob{key.request_id}, key.scope);
          return sql;
        });
      },
      [&](Rows& rows) { return NextOutcome(rows, key, outcome); },
      [&] { return visit(key, outcome); });
}

absl::Status MysqlSnapshot::ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  bool goes_on = true;
  absl::Status scanned =
      ScanDayTotalsOfMembers([&](const domain::DayKey& key, const domain::DayTotals& totals) {
        return goes_on = visit(key, totals);
      });
  return scanned.ok() && goes_on ? ScanDayTotalsOfPartners(visit) : scanned;
}

absl::Status MysqlSnapshot::ScanDayTotalsOfMembers(
    RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        return MergeLanes(lanes(), " ORDER BY member, partner, currency", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectDayTotals, of);
          sql.Text(" AND member > ").Value(domain::MemberId{});
          if (!is_first) {
            AndAfter(sql, {"member", "partner", "currency"}, key.member, key.partner, key.currency);
          }
          return sql;
        });
      },
      [&](Rows& rows) { return NextDayTotals(rows, lane, key, totals); },
      [&] { return visit(key, totals); });
}

// They are a few, and divided among the lanes.
absl::Status MysqlSnapshot::ScanDayTotalsOfPartners(
    RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  domain::ReadSet wanted;
  SqlText sql("SELECT DISTINCT partner, currency FROM day_totals WHERE ");
  InLanes(sql, lanes()).Text(" AND member = ").Value(domain::MemberId{});
  domain::DayKey key;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.partner, key.currency)) wanted.day_totals.insert(key);
  if (!rows.status().ok()) return rows.status();
  domain::LedgerState state;
  if (absl::Status loaded = reads_.Load(wanted, state); !loaded.ok()) return loaded;
  // In the same order each time.
  const std::map<domain::DayKey, domain::DayTotals> in_order(state.day_totals.begin(),
                                                             state.day_totals.end());
  for (const auto& [of, totals] : in_order) {
    if (!visit(of, totals)) break;
  }
  return absl::OkStatus();
}

absl::Status MysqlSnapshot::ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) {
  domain::PartnerId partner;
  domain::Micros amount;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        SqlText sql = OfLane(kSelectClosedTotals, kNetworkLane);
        if (!is_first) sql.Text(" AND partner > ").Value(partner);
        return std::move(sql.Text(" ORDER BY partner"));
      },
      [&](Rows& rows) { return rows.Next(partner, amount); },
      [&] { return visit(partner, amount); });
}

absl::Status MysqlSnapshot::ScanIdentifiers(
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  domain::Identifier identifier;
  domain::MemberId member;
  return ScanPages(
      *connection_,
      [&](bool is_first) {
        return MergeLanes(lanes(), " ORDER BY partner, kind, value", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectIdentifiers, of);
          if (!is_first) {
            AndAfter(sql, {"partner", "kind", "value"}, identifier.partner, Blob{identifier.kind},
                     Blob{identifier.value});
          }
          return sql;
        });
      },
      [&](Rows& rows) { return NextIdentifier(rows, identifier, member); },
      [&] { return visit(identifier, member); });
}

absl::Status MysqlSnapshot::ScanMembers(std::optional<domain::MemberId> after,
                                        RowVisitor<domain::Member> visit) {
  domain::MemberId id;
  domain::Member member;
  return ScanPages(
      *connection_,
      [&](bool) {
        return MergeLanes(lanes(), " ORDER BY member", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectMembers, of);
          if (after) sql.Text(" AND member > ").Value(*after);
          return sql;
        });
      },
      [&](Rows& rows) { return rows.Next(id, Body(member)); },
      [&] {
        after = member.id;
        return visit(member);
      });
}

absl::Status MysqlSnapshot::ScanIdentifiersOf(
    domain::PartnerId partner, const std::optional<domain::Identifier>& after,
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  std::optional<domain::Identifier> last = after;
  domain::Identifier identifier;
  domain::MemberId member;
  return ScanPages(
      *connection_,
      [&](bool) {
        return MergeLanes(lanes(), " ORDER BY kind, value", [&](domain::LaneId of) {
          SqlText sql = OfLane(kSelectIdentifiers, of);
          sql.Text(" AND partner = ").Value(partner);
          if (last) AndAfter(sql, {"kind", "value"}, Blob{last->kind}, Blob{last->value});
          return sql;
        });
      },
      [&](Rows& rows) { return NextIdentifier(rows, identifier, member); },
      [&] {
        last = identifier;
        return visit(identifier, member);
      });
}

absl::Status MysqlSnapshot::ScanExpiredAccounts(domain::Date date,
                                                const std::optional<domain::AccountKey>& after,
                                                RowVisitor<domain::AccountKey> visit) {
  return ScanRecords(
      after, date, [&](const domain::AccountKey& key, const AccountRecord&) { return visit(key); });
}

absl::Status MysqlSnapshot::ScanAuditEvents(std::int64_t before,
                                            RowVisitor<domain::AuditEvent> visit) {
  domain::AuditEvent event;
  return ScanPages(
      *connection_,
      [&](bool) {
        SqlText sql = OfLane(
            "SELECT number, at, credential, action, resource, reason FROM audit_events WHERE ",
            kNetworkLane);
        sql.Text(" AND number < ").Value(before).Text(" ORDER BY number DESC");
        return sql;
      },
      [&](Rows& rows) {
        return rows.Next(event.number, event.at, event.credential_id, event.action, event.resource,
                         event.reason);
      },
      [&] {
        before = event.number;
        return visit(event);
      });
}

}  // namespace coalition::store::mysql
