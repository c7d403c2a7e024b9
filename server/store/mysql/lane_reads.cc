#include "server/store/mysql/lane_reads.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "server/domain/lanes.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/rows_of.h"

namespace coalition::store::mysql {
namespace {

void Add(const domain::PositionTotal& part, domain::PositionTotal& sum) {
  sum.lines += part.lines;
  sum.points += part.points;
  sum.amount += part.amount;
}

// What was on an earlier day counts no more.
void Add(const domain::DayTotals& part, domain::DayTotals& sum) {
  if (part.day < sum.day) return;
  if (part.day > sum.day) sum = {part.day, domain::Points(0), domain::Points(0)};
  sum.earned += part.earned;
  sum.burned += part.burned;
}

template <typename Key>
LaneGroups<Key> ByLane(const absl::flat_hash_set<Key>& keys, int lane_count) {
  LaneGroups<Key> groups;
  for (const Key& key : keys) groups[domain::LaneOf(key, lane_count)].push_back(key);
  return groups;
}

// Empty when none of the ids can be one of ours.
LaneGroups<domain::Sequence> SequencesByLane(const absl::flat_hash_set<domain::TransactionId>& ids,
                                             int lane_count) {
  LaneGroups<domain::Sequence> groups;
  for (const domain::TransactionId& id : ids) {
    if (id.lane.value() < lane_count) groups[id.lane].push_back(id.sequence);
  }
  return groups;
}

}  // namespace

absl::StatusOr<LaneReads> LaneReads::Begin(Connection& connection, int lane_count,
                                           std::optional<domain::LaneId> lane, Lock lock) {
  LaneReads reads(connection);
  reads.lane_.lane_count = lane_count;
  reads.lane_.whole = !lane || lane_count == 1;
  if (absl::Status read = reads.ReadLanes(lane, lock); !read.ok()) return read;
  return reads;
}

absl::Status LaneReads::ReadLanes(std::optional<domain::LaneId> lane, Lock lock) {
  SqlText sql(
      "SELECT lane, next_sequence, open_window, latest_at, next_event, catalog_revision, "
      "window_transactions FROM "
      "lanes");
  if (lane) sql.Text(" WHERE lane = ").Value(*lane);
  // In one order, so that those who want several do not wait for each other.
  sql.Text(" ORDER BY lane");
  if (lock == Lock::kForUpdate) sql.Text(" FOR UPDATE");
  domain::LaneState row;
  domain::WindowId open_window;
  Rows rows = connection_->Query(sql);
  while (rows.Next(row.lane, row.next_sequence, open_window, row.latest_at, row.next_event,
                   catalog_revision_, row.window_transactions)) {
    if (lanes_.empty()) {
      lane_.lane = row.lane;
    } else {
      elsewhere_window_transactions_ += row.window_transactions;
    }
    lane_.window_transactions += row.window_transactions;
    lanes_.push_back(row.lane);
    lane_ends_.push_back(row.next_sequence);
    lane_.next_sequence = std::max(lane_.next_sequence, row.next_sequence);
    lane_.latest_at = std::max(lane_.latest_at, row.latest_at);
    lane_.next_event = std::max(lane_.next_event, row.next_event);
  }
  if (!rows.status().ok()) return rows.status();
  if (lanes_.empty()) return absl::FailedPreconditionError("there is no network yet");
  auto window = ReadWindow(*connection_, open_window);
  if (!window.ok()) return window.status();
  if (!*window) {
    return absl::DataLossError(
        absl::StrCat("there is no window ", open_window.value(), ", which should be open"));
  }
  lane_.open_window = **std::move(window);
  return absl::OkStatus();
}

absl::Status LaneReads::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  using Part = absl::Status (LaneReads::*)(const domain::ReadSet&, domain::LedgerState&);
  static constexpr Part kParts[] = {&LaneReads::LoadRequests,    &LaneReads::LoadIdentifiers,
                                    &LaneReads::LoadMembers,     &LaneReads::LoadAccounts,
                                    &LaneReads::LoadDayTotals,   &LaneReads::LoadTransactions,
                                    &LaneReads::LoadReversals,   &LaneReads::LoadPositions,
                                    &LaneReads::LoadOutstanding, &LaneReads::LoadAllowances};
  for (const Part part : kParts) {
    if (absl::Status status = (this->*part)(wanted, state); !status.ok()) return status;
  }
  return wanted.closing ? LoadClosing(state) : absl::OkStatus();
}

absl::Status LaneReads::LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.requests.empty()) return absl::OkStatus();
  using Prefix = std::pair<domain::LaneId, domain::PartnerId>;
  Groups<Prefix, Blob> ids;
  for (const domain::RequestKey& key : wanted.requests) {
    ids[{domain::LaneOf(key, lane_.lane_count), key.scope}].push_back({key.request_id});
  }
  SqlText sql(kSelectOutcomes);
  InGroups(sql, ids, "request_id", [](SqlText& text, const Prefix& prefix) {
    text.Text("lane = ").Value(prefix.first).Text(" AND scope = ").Value(prefix.second);
  });
  domain::RequestKey key;
  domain::StoredOutcome outcome;
  Rows rows = connection_->Query(sql);
  while (NextOutcome(rows, key, outcome)) state.requests.try_emplace(key, std::move(outcome));
  if (!rows.status().ok()) return rows.status();
  for (const domain::RequestKey& request : wanted.requests) {
    state.requests.try_emplace(request, std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.identifiers.empty()) return absl::OkStatus();
  auto named = FindMembers(*connection_, wanted.identifiers, lane_.lane_count);
  if (!named.ok()) return named.status();
  for (const auto& [identifier, member] : *named) state.identifiers.try_emplace(identifier, member);
  for (const domain::Identifier& absent : wanted.identifiers) {
    if (state.identifiers.try_emplace(absent, std::nullopt).second) {
      free_identifiers_.insert(absent);
    }
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.members.empty()) return absl::OkStatus();
  SqlText sql(kSelectMembers);
  InGroups(sql, ByLane(wanted.members, lane_.lane_count), "member");
  domain::MemberId id;
  domain::Member member;
  Rows rows = connection_->Query(sql);
  while (rows.Next(id, Body(member))) state.members.try_emplace(id, member);
  if (!rows.status().ok()) return rows.status();
  for (const domain::MemberId& absent : wanted.members) {
    state.members.try_emplace(absent, std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  absl::flat_hash_set<domain::MemberId> unread;
  for (const domain::MemberId& member : members) {
    if (read_members_.insert(member).second) unread.insert(member);
  }
  if (unread.empty()) return absl::OkStatus();
  SqlText sql(kSelectAccounts);
  InGroups(sql, ByLane(unread, lane_.lane_count), "member");
  domain::AccountKey key;
  AccountRecord record;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.member, key.currency, Body(record))) records_.try_emplace(key, record);
  return rows.status();
}

absl::StatusOr<std::vector<AccountRecord>> LaneReads::AccountsAt(
    const std::vector<domain::AccountKey>& keys) {
  absl::flat_hash_set<domain::MemberId> members;
  for (const domain::AccountKey& key : keys) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  std::vector<AccountRecord> records;
  records.reserve(keys.size());
  for (const domain::AccountKey& key : keys) {
    const auto found = records_.find(key);
    records.push_back(found != records_.end() ? found->second : AccountRecord());
  }
  return records;
}

absl::Status LaneReads::LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::AccountKey& key : wanted.accounts) members.insert(key.member);
  for (const domain::CarryKey& key : wanted.carries) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  const AccountRecord none;
  const auto record_of = [&](const domain::AccountKey& key) -> const AccountRecord& {
    const auto found = records_.find(key);
    return found != records_.end() ? found->second : none;
  };
  for (const domain::AccountKey& key : wanted.accounts) AddAccount(key, record_of(key), state);
  for (const domain::CarryKey& key : wanted.carries) {
    AddCarries(key, record_of({key.member, key.currency}), state);
  }
  if (wanted.whole_members.empty()) return absl::OkStatus();
  for (const auto& [key, record] : records_) {
    if (wanted.whole_members.contains(key.member)) AddWholeAccount(key, record, state);
  }
  state.whole_members.insert(wanted.whole_members.begin(), wanted.whole_members.end());
  return absl::OkStatus();
}

// Those of a partner (16 zeros as the member) are of each lane.
absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::DayKey& key : wanted.day_totals) members.insert(key.member);
  if (members.empty()) return absl::OkStatus();
  const bool has_partners = members.erase(domain::MemberId{}) > 0;
  LaneGroups<domain::MemberId> groups = ByLane(members, lane_.lane_count);
  if (has_partners) {
    for (const domain::LaneId lane : lanes_) groups[lane].push_back(domain::MemberId{});
  }
  SqlText sql(kSelectDayTotals);
  InGroups(sql, groups, "member");
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> found;
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> elsewhere;
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, lane, key, totals)) {
    if (!wanted.day_totals.contains(key) && !wanted.whole_members.contains(key.member)) continue;
    Add(totals, found.try_emplace(key, totals.day).first->second);
    const bool is_divided = key.member == domain::MemberId{};
    if (is_divided && lane != lane_.lane) {
      Add(totals, elsewhere.try_emplace(key, totals.day).first->second);
    }
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : found) state.day_totals.try_emplace(of, sum);
  for (const auto& [of, sum] : elsewhere) elsewhere_days_.try_emplace(of, sum);
  for (const domain::DayKey& none : wanted.day_totals) state.day_totals.try_emplace(none);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadTransactions(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  const auto groups = SequencesByLane(wanted.transactions, lane_.lane_count);
  if (!groups.empty()) {
    SqlText sql(kSelectTransactions);
    InGroups(sql, groups, "sequence");
    domain::Sequence sequence;
    domain::Transaction transaction;
    Rows rows = connection_->Query(sql);
    while (rows.Next(sequence, Body(transaction))) {
      const domain::TransactionId id = transaction.id;
      state.transactions.try_emplace(id, std::move(transaction));
    }
    if (!rows.status().ok()) return rows.status();
  }
  for (const domain::TransactionId& id : wanted.transactions) {
    state.transactions.try_emplace(id, std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const auto groups = SequencesByLane(wanted.transactions, lane_.lane_count);
  if (!groups.empty()) {
    SqlText sql(kSelectReversals);
    InGroups(sql, groups, "sequence");
    domain::Sequence sequence;
    domain::ReversalState reversal;
    Rows rows = connection_->Query(sql);
    while (rows.Next(sequence, Body(reversal))) {
      state.reversals.try_emplace({domain::LaneOf(sequence, lane_.lane_count), sequence}, reversal);
    }
    if (!rows.status().ok()) return rows.status();
  }
  for (const domain::TransactionId& id : wanted.transactions) state.reversals.try_emplace(id);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.positions.empty()) return absl::OkStatus();
  if (absl::Status loaded = LoadPositionsOf(&wanted.positions, state); !loaded.ok()) return loaded;
  absl::Status loaded = LoadClosedTotalsOf(&wanted.positions, state);
  if (loaded.ok()) {
    state.partners_with_positions.insert(wanted.positions.begin(), wanted.positions.end());
  }
  return loaded;
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
  for (const auto& [of, sum] : sums) state.positions.try_emplace(of, sum);
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
  while (rows.Next(partner, amount)) state.closed_totals.try_emplace(partner, amount);
  return rows.status();
}

absl::Status LaneReads::LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.outstanding.empty()) return absl::OkStatus();
  absl::flat_hash_set<domain::PartnerId> issuers;
  for (const domain::OutstandingKey& key : wanted.outstanding) issuers.insert(key.issuer);
  SqlText sql(kSelectOutstanding);
  InLanes(sql, lanes_).Text(" AND issuer IN ").List(issuers);
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> sums;
  absl::flat_hash_map<domain::OutstandingKey, domain::Points> elsewhere;
  domain::LaneId lane;
  domain::OutstandingKey key;
  domain::Points points;
  Rows rows = connection_->Query(sql);
  while (rows.Next(lane, key.issuer, key.currency, points)) {
    if (!wanted.outstanding.contains(key)) continue;
    sums[key] += points;
    if (lane != lane_.lane) elsewhere[key] += points;
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : sums) state.outstanding.try_emplace(of, sum);
  for (const auto& [of, sum] : elsewhere) elsewhere_outstanding_.try_emplace(of, sum);
  for (const domain::OutstandingKey& none : wanted.outstanding) {
    state.outstanding.try_emplace(none, domain::Points(0));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadAllowances(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.allowances.empty()) return absl::OkStatus();
  absl::flat_hash_set<domain::PartnerId> partners;
  for (const domain::AllowanceKey& key : wanted.allowances) partners.insert(key.partner);
  SqlText sql(kSelectAllowances);
  InLanes(sql, lanes_).Text(" AND partner IN ").List(partners);
  domain::AllowanceKey key;
  domain::Allowance left;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.partner, key.currency, left.catalog_revision, left.period, left.until,
                   left.down, left.up)) {
    if (wanted.allowances.contains(key)) state.allowances.try_emplace(key, left);
  }
  if (!rows.status().ok()) return rows.status();
  for (const domain::AllowanceKey& none : wanted.allowances) state.allowances.try_emplace(none);
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

absl::StatusOr<std::vector<domain::CurrencyId>> LaneReads::CurrenciesOf(
    const domain::MemberId& member) {
  SqlText sql("SELECT currency, last_sequence FROM accounts WHERE lane = ");
  sql.Value(domain::LaneOf(member, lane_.lane_count));
  sql.Text(" AND member = ").Value(member).Text(" ORDER BY currency");
  std::vector<domain::CurrencyId> currencies;
  domain::CurrencyId currency;
  domain::Sequence last;
  Rows rows = connection_->Query(sql);
  while (rows.Next(currency, last)) {
    if (last != domain::kNoSequence) currencies.push_back(currency);
  }
  if (!rows.status().ok()) return rows.status();
  return currencies;
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

domain::DayTotals LaneReads::OwnPart(const domain::DayKey& key, domain::DayTotals totals) const {
  const auto found = elsewhere_days_.find(key);
  if (found == elsewhere_days_.end() || found->second.day != totals.day) return totals;
  return {totals.day, totals.earned - found->second.earned, totals.burned - found->second.burned};
}

}  // namespace coalition::store::mysql
