// What LaneReads knows of partners' totals, which lanes have in parts.
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/lane_reads.h"
#include "server/store/mysql/rows_of.h"

namespace coalition::store::mysql {
namespace {

void Add(const domain::PositionTotal& part, domain::PositionTotal& sum) {
  sum.lines += part.lines;
  sum.points += part.points;
  sum.amount += part.amount;
}

// Puts the entries of those of `keys` that are known into `entries`, and returns the others.
template <typename Key, typename Value>
absl::flat_hash_set<Key> AddKnown(const absl::flat_hash_set<Key>& keys,
                                  const absl::flat_hash_map<Key, Value>& known,
                                  absl::flat_hash_map<Key, Value>& entries) {
  absl::flat_hash_set<Key> unknown;
  for (const Key& key : keys) {
    const auto found = known.find(key);
    if (found != known.end()) {
      entries.try_emplace(key, found->second);
    } else {
      unknown.insert(key);
    }
  }
  return unknown;
}

}  // namespace

absl::Status LaneReads::LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::PartnerId> unread;
  for (const domain::PartnerId partner : wanted.positions) {
    const auto [known, is_new] = totals().partners.try_emplace(partner);
    if (is_new) {
      unread.insert(partner);
      continue;
    }
    for (const auto& [key, total] : known->second.positions) {
      state.positions.try_emplace(key, total);
    }
    if (known->second.closed) state.closed_totals.try_emplace(partner, *known->second.closed);
  }
  state.partners_with_positions.insert(wanted.positions.begin(), wanted.positions.end());
  if (unread.empty()) return absl::OkStatus();
  absl::Status loaded = LoadPositionsOf(&unread, state);
  return loaded.ok() ? LoadClosedTotalsOf(&unread, state) : loaded;
}

absl::Status LaneReads::LoadPositionsOf(const absl::flat_hash_set<domain::PartnerId>* partners,
                                        domain::LedgerState& state) {
  SqlText sql(kSelectPositions);
  InLanes(sql, lanes_).Text(" AND window_id = ").Value(lane_.open_window.id);
  if (partners != nullptr) sql.Text(" AND partner IN ").List(*partners);
  absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> sums;
  absl::flat_hash_map<domain::PositionKey, domain::PositionTotal> elsewhere;
  domain::LaneId lane;
  domain::PositionKey key;
  domain::PositionTotal total;
  Rows rows = connection_->Query(sql);
  while (NextPosition(rows, lane, key, total)) {
    Add(total, sums[key]);
    if (lane != lane_.lane) Add(total, elsewhere[key]);
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : sums) {
    state.positions.try_emplace(of, sum);
    totals().partners[of.partner].positions.try_emplace(of, sum);
  }
  for (const auto& [of, sum] : elsewhere) elsewhere_positions_.try_emplace(of, sum);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosedTotalsOf(const absl::flat_hash_set<domain::PartnerId>* partners,
                                           domain::LedgerState& state) {
  SqlText sql(kSelectClosedTotals);
  sql.Text("lane = ").Value(kNetworkLane);
  if (partners != nullptr) sql.Text(" AND partner IN ").List(*partners);
  domain::PartnerId partner;
  domain::Micros amount;
  Rows rows = connection_->Query(sql);
  while (rows.Next(partner, amount)) {
    state.closed_totals.try_emplace(partner, amount);
    totals().partners[partner].closed = amount;
  }
  return rows.status();
}

absl::Status LaneReads::LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const auto unread = AddKnown(wanted.outstanding, totals().outstanding, state.outstanding);
  if (unread.empty()) return absl::OkStatus();
  absl::flat_hash_set<domain::PartnerId> issuers;
  for (const domain::OutstandingKey& key : unread) issuers.insert(key.issuer);
  SqlText sql(kSelectOutstanding);
  InLanes(sql, lanes_).Text(" AND issuer IN ").List(issuers);
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> sums;
  for (const domain::OutstandingKey& none : unread) sums.try_emplace(none, domain::Points(0));
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> elsewhere;
  domain::LaneId lane;
  domain::OutstandingKey key;
  domain::Points points;
  Rows rows = connection_->Query(sql);
  while (rows.Next(lane, key.issuer, key.currency, points)) {
    if (!unread.contains(key)) continue;
    sums[key] += points;
    if (lane != lane_.lane) elsewhere[key] += points;
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : sums) {
    state.outstanding.try_emplace(of, sum);
    totals().outstanding.try_emplace(of, sum);
  }
  for (const auto& [of, sum] : elsewhere) elsewhere_outstanding_.try_emplace(of, sum);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadAllowances(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const auto unread = AddKnown(wanted.allowances, totals().allowances, state.allowances);
  if (unread.empty()) return absl::OkStatus();
  absl::flat_hash_set<domain::PartnerId> partners;
  for (const domain::AllowanceKey& key : unread) partners.insert(key.partner);
  SqlText sql(kSelectAllowances);
  InLanes(sql, lanes_).Text(" AND partner IN ").List(partners);
  absl::flat_hash_map<domain::AllowanceKey, domain::Allowance> read;
  domain::AllowanceKey key;
  domain::Allowance left;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.partner, key.currency, left.catalog_revision, left.period, left.until,
                   left.down, left.up)) {
    if (unread.contains(key)) read.try_emplace(key, left);
  }
  if (!rows.status().ok()) return rows.status();
  for (const domain::AllowanceKey& wanted_key : unread) {
    const domain::Allowance& of = read[wanted_key];
    state.allowances.try_emplace(wanted_key, of);
    totals().allowances.try_emplace(wanted_key, of);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosing(domain::LedgerState& state) {
  if (absl::Status loaded = LoadPositionsOf(nullptr, state); !loaded.ok()) return loaded;
  state.all_positions = true;
  {
    SqlText sql(kSelectSettlements);
    sql.Text("lane = ").Value(kNetworkLane);
    sql.Text(" AND window_id = ").Value(lane_.open_window.id.value() - 1);
    domain::PartnerSettlement last;
    Rows rows = connection_->Query(sql);
    while (NextSettlement(rows, last)) state.last_settlements.try_emplace(last.partner, last);
    if (!rows.status().ok()) return rows.status();
  }
  return LoadClosedTotalsOf(nullptr, state);
}

domain::PositionTotal LaneReads::OwnPart(const domain::PositionKey& key,
                                         domain::PositionTotal total) const {
  const auto found = elsewhere_positions_.find(key);
  if (found == elsewhere_positions_.end()) return total;
  const domain::PositionTotal& elsewhere = found->second;
  return {total.lines - elsewhere.lines, total.points - elsewhere.points,
          total.amount - elsewhere.amount};
}

std::int64_t LaneReads::OwnWindowTransactions(const domain::LaneState& after) const {
  const bool is_same = after.open_window.id == lane_.open_window.id;
  return after.window_transactions - (is_same ? elsewhere_window_transactions_ : 0);
}

domain::Points LaneReads::OwnPart(const domain::OutstandingKey& key, domain::Points points) const {
  const auto found = elsewhere_outstanding_.find(key);
  return found == elsewhere_outstanding_.end() ? points : points - found->second;
}

// A batch of several lanes changes partners' totals in its first lane, and makes allowances anew.
void LaneReads::LeaveTotals(const domain::Changes& changes) {
  LaneMemory& own = *memories_.front();
  for (const auto& [key, total] : changes.positions) {
    const auto partner = own.partners.find(key.partner);
    if (partner != own.partners.end()) partner->second.positions[key] = OwnPart(key, total);
  }
  for (const auto& [key, points] : changes.outstanding) {
    own.outstanding[key] = OwnPart(key, points);
  }
  const bool is_same_window = changes.lane.open_window.id == lane_.open_window.id;
  for (const auto& memory : memories_) {
    if (!is_same_window) memory->partners.clear();
    for (const auto& [key, left] : changes.allowances) memory->allowances[key] = left;
  }
}

}  // namespace coalition::store::mysql
