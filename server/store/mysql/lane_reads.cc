#include "server/store/mysql/lane_reads.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/domain/lanes.h"
#include "server/store/mysql/journal_rows.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/rows_of.h"
#include "sodium.h"

namespace coalition::store::mysql {
namespace {

// Whose day totals are those of partners.
constexpr domain::MemberId kNobody{};

void Put(const domain::DayKey& key, const domain::DayTotals& totals, MemberRows& rows) {
  if (!rows.day_totals) return;
  for (auto& [of, known] : *rows.day_totals) {
    if (of == key) {
      known = totals;
      return;
    }
  }
  rows.day_totals->emplace_back(key, totals);
}

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
                                           std::optional<domain::LaneId> lane, Lock lock,
                                           StoreMemory* memory) {
  LaneReads reads(connection, memory);
  reads.lane_.lane_count = lane_count;
  reads.lane_.whole = !lane || lane_count == 1;
  randombytes_buf(&reads.batch_number_, sizeof(reads.batch_number_));
  if (absl::Status read = reads.ReadLanes(lane, lock); !read.ok()) return read;
  return reads;
}

absl::Status LaneReads::ReadLanes(std::optional<domain::LaneId> lane, Lock lock) {
  SqlText sql(
      "SELECT lane, next_sequence, open_window, latest_at, next_event, catalog_revision, "
      "window_transactions, last_batch FROM lanes");
  if (lane) sql.Text(" WHERE lane = ").Value(*lane);
  // In one order, so that those who want several do not wait for each other.
  sql.Text(" ORDER BY lane");
  if (lock == Lock::kForUpdate) sql.Text(" FOR UPDATE");
  domain::LaneState row;
  domain::WindowId open_window;
  std::int64_t last_batch = 0;
  Rows rows = connection_->Query(sql);
  while (rows.Next(row.lane, row.next_sequence, open_window, row.latest_at, row.next_event,
                   catalog_revision_, row.window_transactions, last_batch)) {
    if (lanes_.empty()) {
      lane_.lane = row.lane;
    } else {
      elsewhere_window_transactions_ += row.window_transactions;
    }
    lane_.window_transactions += row.window_transactions;
    lanes_.push_back(row.lane);
    memories_.push_back(MemoryOf(row.lane, last_batch));
    lane_ends_.push_back(row.next_sequence);
    lane_.next_sequence = std::max(lane_.next_sequence, row.next_sequence);
    lane_.latest_at = std::max(lane_.latest_at, row.latest_at);
    lane_.next_event = std::max(lane_.next_event, row.next_event);
  }
  if (!rows.status().ok()) return rows.status();
  if (lanes_.empty()) return absl::FailedPreconditionError("there is no network yet");
  return ReadOpenWindow(open_window);
}

std::unique_ptr<LaneMemory> LaneReads::MemoryOf(domain::LaneId lane, std::int64_t last_batch) {
  if (store_memory_ == nullptr) return std::make_unique<LaneMemory>(0);
  std::unique_ptr<LaneMemory> memory = store_memory_->Take(lane, lane_.lane_count);
  if (memory->last_batch == last_batch) return memory;
  return std::make_unique<LaneMemory>(memory->bytes_max);
}

absl::Status LaneReads::ReadOpenWindow(domain::WindowId id) {
  std::optional<domain::Window>& known = memories_.front()->open_window;
  if (!known || known->id != id) {
    auto window = ReadWindow(*connection_, id);
    if (!window.ok()) return window.status();
    if (!*window) {
      return absl::DataLossError(
          absl::StrCat("there is no window ", id.value(), ", which should be open"));
    }
    known = *std::move(window);
  }
  lane_.open_window = *known;
  return absl::OkStatus();
}

LaneMemory& LaneReads::MemoryOf(const domain::MemberId& member) {
  const domain::LaneId lane = domain::LaneOf(member, lane_.lane_count);
  if (!is_one_lane()) return *memories_[lane.value()];
  return lane == lane_.lane || member == kNobody ? *memories_.front() : *elsewhere_;
}

const domain::MemberId* LaneReads::FindName(const domain::Identifier& identifier) {
  for (const auto& memory : memories_) {
    if (const domain::MemberId* member = memory->names.Find(identifier)) return member;
  }
  return nullptr;
}

template <typename Part>
absl::flat_hash_set<domain::MemberId> LaneReads::Unread(
    const absl::flat_hash_set<domain::MemberId>& members, std::optional<Part> MemberRows::*part) {
  absl::flat_hash_set<domain::MemberId> unread;
  for (const domain::MemberId& member : members) {
    const MemberRows* rows = MemoryOf(member).members.Find(member);
    if (rows == nullptr || !(rows->*part)) unread.insert(member);
  }
  return unread;
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
  // Others may have used the same ids: their rows are read in vain.
  LaneGroups<Blob> ids;
  for (const domain::RequestKey& key : wanted.requests) {
    ids[domain::LaneOf(key, lane_.lane_count)].push_back({key.request_id});
  }
  SqlText sql(kSelectOutcomes);
  InGroups(sql, ids, "request_id");
  domain::RequestKey key;
  domain::StoredOutcome outcome;
  Rows rows = connection_->Query(sql);
  while (NextOutcome(rows, key, outcome)) {
    if (wanted.requests.contains(key)) state.requests.try_emplace(key, std::move(outcome));
  }
  if (!rows.status().ok()) return rows.status();
  for (const domain::RequestKey& request : wanted.requests) {
    state.requests.try_emplace(request, std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::Identifier> unread;
  for (const domain::Identifier& identifier : wanted.identifiers) {
    if (const domain::MemberId* member = FindName(identifier)) {
      state.identifiers.try_emplace(identifier, *member);
    } else {
      unread.insert(identifier);
    }
  }
  if (unread.empty()) return absl::OkStatus();
  auto named = FindMembers(*connection_, unread, lane_.lane_count);
  if (!named.ok()) return named.status();
  for (const auto& [identifier, member] : *named) {
    state.identifiers.try_emplace(identifier, member);
    MemoryOf(member).names.Edit(identifier, [&](domain::MemberId& known) { known = member; });
  }
  for (const domain::Identifier& absent : unread) {
    if (state.identifiers.try_emplace(absent, std::nullopt).second) {
      free_identifiers_.insert(absent);
    }
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const auto unread = Unread(wanted.members, &MemberRows::member);
  if (!unread.empty()) {
    SqlText sql(kSelectMembers);
    InGroups(sql, ByLane(unread, lane_.lane_count), "member");
    domain::MemberId id;
    domain::Member member;
    Rows rows = connection_->Query(sql);
    while (rows.Next(id, Body(member))) {
      MemoryOf(id).members.Edit(id, [&](MemberRows& known) { known.member = member; });
    }
    if (!rows.status().ok()) return rows.status();
  }
  for (const domain::MemberId& id : wanted.members) {
    const MemberRows* rows = MemoryOf(id).members.Find(id);
    state.members.try_emplace(id, rows != nullptr ? rows->member : std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  const auto unread = Unread(members, &MemberRows::accounts);
  if (unread.empty()) return absl::OkStatus();
  SqlText sql(kSelectAccounts);
  InGroups(sql, ByLane(unread, lane_.lane_count), "member");
  absl::flat_hash_map<domain::MemberId, MemberAccounts> read;
  for (const domain::MemberId& member : unread) read.try_emplace(member);
  domain::AccountKey key;
  AccountRecord record;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.member, key.currency, Body(record))) {
    read[key.member].emplace_back(key.currency, record);
  }
  if (!rows.status().ok()) return rows.status();
  for (auto& [member, accounts] : read) {
    MemoryOf(member).members.Edit(member,
                                  [&](MemberRows& known) { known.accounts = std::move(accounts); });
  }
  return absl::OkStatus();
}

const AccountRecord* LaneReads::FindRecord(const domain::AccountKey& key) {
  const MemberRows* rows = MemoryOf(key.member).members.Find(key.member);
  COALITION_CHECK(rows != nullptr && rows->accounts, "of a member that was read");
  for (const auto& [currency, record] : *rows->accounts) {
    if (currency == key.currency) return &record;
  }
  return nullptr;
}

absl::StatusOr<std::vector<AccountRecord>> LaneReads::AccountsAt(
    const std::vector<domain::AccountKey>& keys) {
  absl::flat_hash_set<domain::MemberId> members;
  for (const domain::AccountKey& key : keys) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  std::vector<AccountRecord> records;
  records.reserve(keys.size());
  for (const domain::AccountKey& key : keys) {
    const AccountRecord* record = FindRecord(key);
    records.push_back(record != nullptr ? *record : AccountRecord());
  }
  return records;
}

void LaneReads::PutAccount(const domain::AccountKey& key, AccountRecord record) {
  MemoryOf(key.member).members.Edit(key.member, [&](MemberRows& rows) {
    for (auto& [currency, known] : *rows.accounts) {
      if (currency == key.currency) {
        known = std::move(record);
        return;
      }
    }
    rows.accounts->emplace_back(key.currency, std::move(record));
  });
}

absl::Status LaneReads::LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::AccountKey& key : wanted.accounts) members.insert(key.member);
  for (const domain::CarryKey& key : wanted.carries) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  const AccountRecord none;
  const auto record_of = [&](const domain::AccountKey& key) -> const AccountRecord& {
    const AccountRecord* record = FindRecord(key);
    return record != nullptr ? *record : none;
  };
  for (const domain::AccountKey& key : wanted.accounts) AddAccount(key, record_of(key), state);
  for (const domain::CarryKey& key : wanted.carries) {
    AddCarries(key, record_of({key.member, key.currency}), state);
  }
  for (const domain::MemberId& member : wanted.whole_members) {
    for (const auto& [currency, record] : *MemoryOf(member).members.Find(member)->accounts) {
      AddWholeAccount({member, currency}, record, state);
    }
  }
  state.whole_members.insert(wanted.whole_members.begin(), wanted.whole_members.end());
  return absl::OkStatus();
}

// Each lane has a part of those of a partner, which are kept as those of kNobody.
absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::DayKey& key : wanted.day_totals) members.insert(key.member);
  if (!is_one_lane() && members.erase(kNobody) > 0) {
    absl::Status summed = SumDayTotalsOfPartners(wanted, state);
    if (!summed.ok()) return summed;
  }
  if (absl::Status read = ReadDayTotalsOf(members); !read.ok()) return read;
  for (const domain::MemberId& member : members) {
    const bool is_whole = wanted.whole_members.contains(member);
    for (const auto& [key, totals] : *MemoryOf(member).members.Find(member)->day_totals) {
      if (!is_whole && !wanted.day_totals.contains(key)) continue;
      state.day_totals.try_emplace(key, totals);
    }
  }
  for (const domain::DayKey& none : wanted.day_totals) state.day_totals.try_emplace(none);
  return absl::OkStatus();
}

absl::Status LaneReads::ReadDayTotalsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  auto unread = Unread(members, &MemberRows::day_totals);
  if (unread.empty()) return absl::OkStatus();
  absl::flat_hash_map<domain::MemberId, MemberDayTotals> read;
  for (const domain::MemberId& member : unread) read.try_emplace(member);
  const bool has_partners = unread.erase(kNobody) > 0;
  LaneGroups<domain::MemberId> groups = ByLane(unread, lane_.lane_count);
  if (has_partners) groups[lane_.lane].push_back(kNobody);
  SqlText sql(kSelectDayTotals);
  InGroups(sql, groups, "member");
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, lane, key, totals)) read[key.member].emplace_back(key, totals);
  if (!rows.status().ok()) return rows.status();
  for (auto& [member, days] : read) {
    MemoryOf(member).members.Edit(member,
                                  [&](MemberRows& known) { known.day_totals = std::move(days); });
  }
  return absl::OkStatus();
}

absl::Status LaneReads::SumDayTotalsOfPartners(const domain::ReadSet& wanted,
                                               domain::LedgerState& state) {
  SqlText sql(kSelectDayTotals);
  InLanes(sql, lanes_).Text(" AND member = ").Value(kNobody);
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> sums;
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> elsewhere;
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, lane, key, totals)) {
    if (!wanted.day_totals.contains(key)) continue;
    Add(totals, sums.try_emplace(key, totals.day).first->second);
    if (lane != lane_.lane) Add(totals, elsewhere.try_emplace(key, totals.day).first->second);
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : sums) state.day_totals.try_emplace(of, sum);
  for (const auto& [of, sum] : elsewhere) elsewhere_days_.try_emplace(of, sum);
  return absl::OkStatus();
}

absl::Status LaneReads::LoadTransactions(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  auto found = FindTransactions(*connection_, wanted.transactions);
  if (!found.ok()) return found.status();
  for (auto& [id, transaction] : *found) {
    state.transactions.try_emplace(id, std::move(transaction));
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

void LaneReads::LeaveMemory(const domain::Changes& changes) {
  if (store_memory_ == nullptr) return;
  for (const domain::Member& member : changes.members) {
    MemoryOf(member.id).members.Edit(member.id, [&](MemberRows& rows) { rows.member = member; });
  }
  for (const auto& [identifier, member] : changes.identifiers) {
    for (const auto& memory : memories_) memory->names.Erase(identifier);
    if (member) MemoryOf(*member).names.Edit(identifier, [&](auto& named) { named = *member; });
  }
  for (const auto& [key, totals] : changes.day_totals) {
    MemoryOf(key.member).members.Edit(key.member, [&](MemberRows& rows) {
      Put(key, OwnPart(key, totals), rows);
    });
  }
  LeaveTotals(changes);
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    memories_[i]->members.Trim();
    memories_[i]->names.Trim();
    memories_[i]->last_batch = batch_number_;
    store_memory_->Put(lanes_[i], std::move(memories_[i]));
  }
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
