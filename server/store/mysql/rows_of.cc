#include "server/store/mysql/rows_of.h"

#include <string_view>
#include <tuple>

#include "server/domain/lanes.h"
#include "server/store/mysql/lane_conditions.h"
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

bool NextDayTotals(Rows& rows, domain::LaneId& lane, domain::DayKey& key,
                   domain::DayTotals& totals) {
  return rows.Next(lane, key.member, key.partner, key.currency, totals.day, totals.earned,
                   totals.burned);
}

bool NextPosition(Rows& rows, domain::LaneId& lane, domain::PositionKey& key,
                  domain::PositionTotal& total) {
  return rows.Next(lane, key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                   total.points, total.amount);
}

bool NextSettlement(Rows& rows, domain::PartnerSettlement& settlement) {
  return rows.Next(settlement.window, settlement.partner, settlement.currency,
                   settlement.opening_residue, settlement.net, settlement.net_minor_units,
                   settlement.closing_residue);
}

bool NextWindow(Rows& rows, domain::Window& window) {
  return rows.Next(window.id, window.first, window.end, window.opened_at, window.closed_at,
                   window.label, window.transaction_count);
}

absl::StatusOr<absl::flat_hash_map<domain::Identifier, domain::MemberId>> FindMembers(
    Connection& connection, const absl::flat_hash_set<domain::Identifier>& identifiers,
    int lane_count) {
  using Prefix = std::tuple<domain::LaneId, domain::PartnerId, std::string_view>;
  Groups<Prefix, Blob> values;
  for (const domain::Identifier& identifier : identifiers) {
    const domain::LaneId lane = domain::LaneOf(identifier, lane_count);
    values[{lane, identifier.partner, identifier.kind}].push_back({identifier.value});
  }
  SqlText sql(kSelectIdentifiers);
  InGroups(sql, values, "value", [](SqlText& text, const Prefix& prefix) {
    const auto& [lane, partner, kind] = prefix;
    text.Text("lane = ").Value(lane).Text(" AND partner = ").Value(partner);
    text.Text(" AND kind = ").Value(Blob{kind});
  });
  absl::flat_hash_map<domain::Identifier, domain::MemberId> named;
  domain::Identifier identifier;
  domain::MemberId member;
  Rows rows = connection.Query(sql);
  while (NextIdentifier(rows, identifier, member)) named.emplace(identifier, member);
  if (!rows.status().ok()) return rows.status();
  return named;
}

absl::StatusOr<std::int64_t> ReadNamesRevision(Connection& connection) {
  std::int64_t sum = 0;
  std::int64_t of_lane = 0;
  Rows rows = connection.Query(SqlText("SELECT names_revision FROM lanes"));
  while (rows.Next(of_lane)) sum += of_lane;
  if (!rows.status().ok()) return rows.status();
  return sum;
}

absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::WindowId id) {
  SqlText sql(kSelectWindows);
  sql.Text("lane = ").Value(kNetworkLane).Text(" AND window_id = ").Value(id);
  domain::Window window;
  Rows rows = connection.Query(sql);
  if (NextWindow(rows, window)) return window;
  if (!rows.status().ok()) return rows.status();
  return std::nullopt;
}

}  // namespace coalition::store::mysql
