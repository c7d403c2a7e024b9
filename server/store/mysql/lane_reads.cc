#include "server/store/mysql/lane_reads.h"

#include <map>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "server/store/mysql/rows_of.h"

namespace coalition::store::mysql {
namespace {

// Values of a last key column, by the key columns before it. A range of an index is found for each
// group and value.
template <typename Prefix>
using Groups = std::map<Prefix, std::vector<std::string_view>>;

// " AND (...)": one of the groups, told by `write_prefix`, and a value of it.
template <typename Prefix, typename WritePrefix>
void AndInGroups(SqlText& sql, const Groups<Prefix>& groups, std::string_view column,
                 WritePrefix write_prefix) {
  std::string_view before = " AND (";
  for (const auto& [prefix, values] : groups) {
    sql.Text(before);
    before = " OR ";
    write_prefix(sql, prefix);
    sql.Text(" AND ").Text(column).Text(" IN ");
    std::vector<Blob> blobs;
    blobs.reserve(values.size());
    for (const std::string_view value : values) blobs.push_back({value});
    sql.List(blobs);
  }
  sql.Text(")");
}

}  // namespace

absl::StatusOr<LaneReads> LaneReads::Begin(Connection& connection, domain::LaneId lane, Lock lock) {
  LaneReads reads(connection, lane);
  if (absl::Status read = reads.ReadLane(lock); !read.ok()) return read;
  return reads;
}

absl::Status LaneReads::ReadLane(Lock lock) {
  SqlText sql(
      "SELECT next_sequence, open_window, latest_at, next_event, catalog_revision FROM lanes"
      " WHERE lane = ");
  sql.Value(lane_.lane);
  if (lock == Lock::kForUpdate) sql.Text(" FOR UPDATE");
  domain::WindowId open_window;
  Rows rows = connection_->Query(sql);
  if (!rows.Next(lane_.next_sequence, open_window, lane_.latest_at, lane_.next_event,
                 catalog_revision_)) {
    if (!rows.status().ok()) return rows.status();
    return absl::FailedPreconditionError("there is no network yet");
  }
  auto window = ReadWindow(*connection_, lane_.lane, open_window);
  if (!window.ok()) return window.status();
  if (!*window) {
    return absl::DataLossError(absl::StrCat("lane ", lane_.lane.value(), " has no window ",
                                            open_window.value(), ", which should be open"));
  }
  lane_.open_window = **std::move(window);
  return absl::OkStatus();
}

absl::Status LaneReads::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  using Part = absl::Status (LaneReads::*)(const domain::ReadSet&, domain::LedgerState&);
  static constexpr Part kParts[] = {
      &LaneReads::LoadRequests,  &LaneReads::LoadIdentifiers, &LaneReads::LoadMembers,
      &LaneReads::LoadAccounts,  &LaneReads::LoadDayTotals,   &LaneReads::LoadTransactions,
      &LaneReads::LoadReversals, &LaneReads::LoadPositions,   &LaneReads::LoadOutstanding};
  for (const Part part : kParts) {
    if (absl::Status status = (this->*part)(wanted, state); !status.ok()) return status;
  }
  return wanted.closing ? LoadClosing(state) : absl::OkStatus();
}

absl::Status LaneReads::LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.requests.empty()) return absl::OkStatus();
  Groups<domain::PartnerId> ids;
  for (const domain::RequestKey& key : wanted.requests) ids[key.scope].push_back(key.request_id);
  SqlText sql(kSelectOutcomes);
  sql.Value(lane_.lane);
  AndInGroups(sql, ids, "request_id",
              [](SqlText& text, domain::PartnerId scope) { text.Text("scope = ").Value(scope); });
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
  using Prefix = std::pair<domain::PartnerId, std::string_view>;
  Groups<Prefix> values;
  for (const domain::Identifier& identifier : wanted.identifiers) {
    values[{identifier.partner, identifier.kind}].push_back(identifier.value);
  }
  SqlText sql(kSelectIdentifiers);
  sql.Value(lane_.lane);
  AndInGroups(sql, values, "value", [](SqlText& text, const Prefix& prefix) {
    text.Text("partner = ").Value(prefix.first).Text(" AND kind = ").Value(Blob{prefix.second});
  });
  domain::Identifier identifier;
  domain::MemberId member;
  Rows rows = connection_->Query(sql);
  while (NextIdentifier(rows, identifier, member))
    state.identifiers.try_emplace(identifier, member);
  if (!rows.status().ok()) return rows.status();
  for (const domain::Identifier& absent : wanted.identifiers) {
    state.identifiers.try_emplace(absent, std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.members.empty()) return absl::OkStatus();
  SqlText sql(kSelectMembers);
  sql.Value(lane_.lane).Text(" AND member IN ").List(wanted.members);
  domain::Member member;
  Rows rows = connection_->Query(sql);
  while (rows.Next(Body(member))) state.members.try_emplace(member.id, member);
  if (!rows.status().ok()) return rows.status();
  for (const domain::MemberId& id : wanted.members) state.members.try_emplace(id, std::nullopt);
  return absl::OkStatus();
}

absl::Status LaneReads::ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  std::vector<domain::MemberId> unread;
  for (const domain::MemberId& member : members) {
    if (read_members_.insert(member).second) unread.push_back(member);
  }
  if (unread.empty()) return absl::OkStatus();
  SqlText sql(kSelectAccounts);
  sql.Value(lane_.lane).Text(" AND member IN ").List(unread);
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

absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::DayKey& key : wanted.day_totals) members.insert(key.member);
  if (members.empty()) return absl::OkStatus();
  SqlText sql(kSelectDayTotals);
  sql.Value(lane_.lane).Text(" AND member IN ").List(members);
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, key, totals)) {
    if (wanted.day_totals.contains(key) || wanted.whole_members.contains(key.member)) {
      state.day_totals.try_emplace(key, totals);
    }
  }
  if (!rows.status().ok()) return rows.status();
  for (const domain::DayKey& none : wanted.day_totals) state.day_totals.try_emplace(none);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadTransactions(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  std::vector<domain::Sequence> sequences;
  for (const domain::TransactionId& id : wanted.transactions) {
    if (id.lane == lane_.lane) sequences.push_back(id.sequence);
  }
  if (!sequences.empty()) {
    SqlText sql(kSelectTransactions);
    sql.Value(lane_.lane).Text(" AND sequence IN ").List(sequences);
    domain::Transaction transaction;
    Rows rows = connection_->Query(sql);
    while (rows.Next(Body(transaction))) {
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
  std::vector<domain::Sequence> sequences;
  for (const domain::TransactionId& id : wanted.transactions) {
    if (id.lane == lane_.lane) sequences.push_back(id.sequence);
  }
  if (!sequences.empty()) {
    SqlText sql(kSelectReversals);
    sql.Value(lane_.lane).Text(" AND sequence IN ").List(sequences);
    domain::TransactionId id{lane_.lane, {}};
    domain::ReversalState reversal;
    Rows rows = connection_->Query(sql);
    while (rows.Next(id.sequence, Body(reversal))) state.reversals.try_emplace(id, reversal);
    if (!rows.status().ok()) return rows.status();
  }
  for (const domain::TransactionId& id : wanted.transactions) state.reversals.try_emplace(id);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.positions.empty()) return absl::OkStatus();
  {
    SqlText sql(kSelectPositions);
    sql.Value(lane_.lane).Text(" AND window_id = ").Value(lane_.open_window.id);
    sql.Text(" AND partner IN ").List(wanted.positions);
    domain::PositionKey key;
    domain::PositionTotal total;
    Rows rows = connection_->Query(sql);
    while (NextPosition(rows, key, total)) state.positions.try_emplace(key, total);
    if (!rows.status().ok()) return rows.status();
  }
  SqlText sql(kSelectClosedTotals);
  sql.Value(lane_.lane).Text(" AND partner IN ").List(wanted.positions);
  domain::PartnerId partner;
  domain::Micros amount;
  Rows rows = connection_->Query(sql);
  while (rows.Next(partner, amount)) state.closed_totals.try_emplace(partner, amount);
  if (!rows.status().ok()) return rows.status();
  state.partners_with_positions.insert(wanted.positions.begin(), wanted.positions.end());
  return absl::OkStatus();
}

absl::Status LaneReads::LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state) {
  if (wanted.outstanding.empty()) return absl::OkStatus();
  absl::flat_hash_set<domain::PartnerId> issuers;
  for (const domain::OutstandingKey& key : wanted.outstanding) issuers.insert(key.issuer);
  SqlText sql(kSelectOutstanding);
  sql.Value(lane_.lane).Text(" AND issuer IN ").List(issuers);
  domain::OutstandingKey key;
  domain::Points points;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.issuer, key.currency, points)) {
    if (wanted.outstanding.contains(key)) state.outstanding.try_emplace(key, points);
  }
  if (!rows.status().ok()) return rows.status();
  for (const domain::OutstandingKey& none : wanted.outstanding) {
    state.outstanding.try_emplace(none, domain::Points(0));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosing(domain::LedgerState& state) {
  {
    SqlText sql(kSelectPositions);
    sql.Value(lane_.lane).Text(" AND window_id = ").Value(lane_.open_window.id);
    domain::PositionKey key;
    domain::PositionTotal total;
    Rows rows = connection_->Query(sql);
    while (NextPosition(rows, key, total)) state.positions.try_emplace(key, total);
    if (!rows.status().ok()) return rows.status();
    state.all_positions = true;
  }
  {
    SqlText sql(kSelectSettlements);
    sql.Value(lane_.lane).Text(" AND window_id = ").Value(lane_.open_window.id.value() - 1);
    domain::PartnerSettlement last;
    Rows rows = connection_->Query(sql);
    while (NextSettlement(rows, last)) state.last_settlements.try_emplace(last.partner, last);
    if (!rows.status().ok()) return rows.status();
  }
  SqlText sql(kSelectClosedTotals);
  sql.Value(lane_.lane);
  domain::PartnerId partner;
  domain::Micros amount;
  Rows rows = connection_->Query(sql);
  while (rows.Next(partner, amount)) state.closed_totals.try_emplace(partner, amount);
  return rows.status();
}

absl::StatusOr<std::vector<domain::CurrencyId>> LaneReads::CurrenciesOf(
    const domain::MemberId& member) {
  SqlText sql("SELECT currency, last_sequence FROM accounts WHERE lane = ");
  sql.Value(lane_.lane).Text(" AND member = ").Value(member).Text(" ORDER BY currency");
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

}  // namespace coalition::store::mysql
