#include "server/store/mysql/rows_of.h"

#include "server/store/outcome_columns.h"

namespace coalition::store::mysql {

bool NextOutcome(Rows& rows, domain::RequestKey& key, domain::StoredOutcome& outcome) {
  std::optional<domain::LaneId> posted_lane;
  OutcomeColumns columns;
  if (!rows.Next(key.scope, key.request_id, outcome.digest, posted_lane, columns.sequence,
                 OptionalBody(columns.result))) {
    return false;
  }
  return rows.Accept(columns.MoveInto(posted_lane.value_or(domain::LaneId(0)), outcome));
}

bool NextIdentifier(Rows& rows, domain::Identifier& identifier, domain::MemberId& member) {
  return rows.Next(identifier.partner, identifier.kind, identifier.value, member);
}

bool NextDayTotals(Rows& rows, domain::DayKey& key, domain::DayTotals& totals) {
  return rows.Next(key.member, key.partner, key.currency, totals.day, totals.earned, totals.burned);
}

bool NextPosition(Rows& rows, domain::PositionKey& key, domain::PositionTotal& total) {
  return rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                   total.points, total.amount);
}

bool NextSettlement(Rows& rows, domain::PartnerSettlement& settlement) {
  return rows.Next(settlement.window, settlement.partner, settlement.currency,
                   settlement.opening_residue, settlement.net, settlement.net_minor_units,
                   settlement.closing_residue);
}

bool NextWindow(Rows& rows, domain::Window& window) {
  return rows.Next(window.id, window.first, window.end, window.opened_at, window.closed_at,
                   window.label);
}

absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id) {
  SqlText sql(kSelectWindows);
  sql.Value(lane).Text(" AND window_id = ").Value(id);
  domain::Window window;
  Rows rows = connection.Query(sql);
  if (NextWindow(rows, window)) return window;
  if (!rows.status().ok()) return rows.status();
  return std::nullopt;
}

}  // namespace coalition::store::mysql
