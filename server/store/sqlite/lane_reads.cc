#include "server/store/sqlite/lane_reads.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "server/store/outcome_columns.h"
#include "server/store/sqlite/merged_scan.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {

bool NextDayTotals(Cursor& rows, domain::DayKey& key, domain::DayTotals& totals) {
  return rows.Next(key.member, key.partner, key.currency, totals.day, totals.earned, totals.burned);
}

bool NextPosition(Cursor& rows, domain::PositionKey& key, domain::PositionTotal& total) {
  return rows.Next(key.window, key.partner, key.currency, key.type, key.kind, total.lines,
                   total.points, total.amount);
}

absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id) {
  domain::Window window;
  Cursor rows = connection.Query(sql::kSelectWindow, lane, id);
  if (rows.Next(window.id, window.first, window.end, window.opened_at, window.closed_at,
                window.label)) {
    return window;
  }
  if (!rows.status().ok()) return rows.status();
  return std::nullopt;
}

absl::StatusOr<LaneReads> LaneReads::Begin(Connection& connection, domain::LaneId lane,
                                           LaneMemory& memory) {
  LaneReads reads(memory);
  reads.connection_ = &connection;
  auto open_window = reads.ReadLane(lane, reads.lane_);
  if (!open_window.ok()) return open_window.status();
  auto window = ReadWindow(connection, lane, *open_window);
  if (!window.ok()) return window.status();
  if (!*window) {
    return absl::DataLossError(absl::StrCat("lane ", lane.value(), " has no window ",
                                            open_window->value(), ", which should be open"));
  }
  reads.lane_.open_window = **std::move(window);
  reads.commit_ = reads.marks_.commit;
  return reads;
}

LaneReads LaneReads::BeginBatch(ConnectionPool& readers, const LaneHead& head, LaneMemory& memory) {
  LaneReads reads(memory);
  reads.readers_ = &readers;
  reads.lane_ = head.lane;
  reads.commit_ = head.commit;
  return reads;
}

void LaneReads::End() {
  connection_ = nullptr;
  reader_.End();
}

absl::Status LaneReads::OpenFile() {
  if (connection_ != nullptr) return absl::OkStatus();
  reader_ = readers_->Take();
  absl::Status status = reader_->BeginRead();
  if (status.ok()) {
    connection_ = &*reader_;
    domain::LaneState of_file;
    status = ReadLane(lane_.lane, of_file).status();
    file_end_ = of_file.next_sequence;
  }
  if (!status.ok()) End();
  return status;
}

absl::StatusOr<domain::WindowId> LaneReads::ReadLane(domain::LaneId lane,
                                                     domain::LaneState& state) {
  state.lane = lane;
  domain::WindowId open_window;
  Cursor rows = connection_->Query(sql::kSelectLane, lane);
  if (rows.Next(state.next_sequence, open_window, state.latest_at, state.next_event, marks_.commit,
                marks_.requests_through, marks_.participants_end)) {
    return open_window;
  }
  if (!rows.status().ok()) return rows.status();
  return absl::FailedPreconditionError("there is no network yet");
}

absl::Status LaneReads::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  using Part = absl::Status (LaneReads::*)(const domain::ReadSet&, domain::LedgerState&);
  static constexpr Part kParts[] = {
      &LaneReads::LoadRequests,     &LaneReads::LoadIdentifiers,  &LaneReads::LoadMembers,
      &LaneReads::LoadAccounts,     &LaneReads::LoadCarries,      &LaneReads::LoadDayTotals,
      &LaneReads::LoadWholeMembers, &LaneReads::LoadTransactions, &LaneReads::LoadReversals,
      &LaneReads::LoadPositions,    &LaneReads::LoadClosedTotals, &LaneReads::LoadOutstanding};
  absl::Status status;
  for (const Part part : kParts) {
    status = (this->*part)(wanted, state);
    if (!status.ok()) break;
  }
  if (status.ok() && wanted.closing) status = LoadClosing(state);
  if (is_batch()) End();
  return status;
}

template <typename Table>
std::shared_ptr<const typename Table::Value> LaneReads::Keep(RecentRows<Table>& rows,
                                                             const typename Table::Key& key,
                                                             typename Table::Value value) {
  auto row = std::make_shared<const typename Table::Value>(std::move(value));
  if (is_batch()) {
    rows.Remember(key, row, marks_.commit);
    ++memory_->remembered;
  }
  return row;
}

template <typename Table, typename Read, typename Take>
absl::Status LaneReads::LoadEach(const absl::flat_hash_set<typename Table::Key>& wanted,
                                 RecentRows<Table>& rows, Read read, Take take) {
  std::vector<const typename Table::Key*> missed;
  for (const typename Table::Key& key : wanted) {
    const bool found =
        rows.Read(key, commit_, [&](const typename Table::Value& row) { take(key, row); });
    if (!found) missed.push_back(&key);
  }
  std::sort(missed.begin(), missed.end(), [](const auto* a, const auto* b) { return *a < *b; });
  for (const typename Table::Key* key : missed) {
    absl::StatusOr<typename Table::Value> value = read(*key);
    if (!value.ok()) return value.status();
    take(*key, *Keep(rows, *key, *std::move(value)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string*> LaneReads::GreatestId(domain::PartnerId scope) {
  const auto known = memory_->greatest_ids.find(scope);
  if (known != memory_->greatest_ids.end()) return &known->second;
  std::optional<std::string> id;
  Cursor rows = Query(sql::kSelectGreatestId, lane_.lane, scope);
  rows.Next(id);
  if (!rows.status().ok()) return rows.status();
  // Every id has a character.
  return &memory_->greatest_ids.try_emplace(scope, id.value_or("")).first->second;
}

absl::StatusOr<bool> LaneReads::IsNew(const domain::RequestKey& request) {
  if (!is_batch()) return false;
  const auto greatest = GreatestId(request.scope);
  if (!greatest.ok()) return greatest.status();
  return request.request_id > **greatest;
}

absl::StatusOr<bool> LaneReads::IsKept(const domain::RequestKey& request) {
  const absl::StatusOr<bool> is_new = IsNew(request);
  if (!is_new.ok()) return is_new.status();
  if (*is_new || absent_requests_.contains(request)) return false;
  if (memory_->outcomes.Find(request, commit_) != nullptr) return true;
  const auto outcome = ReadOutcome(request);
  if (!outcome.ok()) return outcome.status();
  return outcome->has_value();
}

absl::StatusOr<std::optional<domain::StoredOutcome>> LaneReads::ReadOutcome(
    const domain::RequestKey& key) {
  domain::StoredOutcome outcome;
  OutcomeColumns columns;
  Cursor rows = Query(sql::kSelectOutcome, lane_.lane, key.scope, key.request_id);
  const bool found = rows.Next(outcome.digest, columns.sequence, OptionalBody(columns.result));
  if (!rows.status().ok()) return rows.status();
  if (!found) return std::nullopt;
  if (absl::Status moved = columns.MoveInto(lane_.lane, outcome); !moved.ok()) return moved;
  return outcome;
}

absl::Status LaneReads::LoadRequests(const domain::ReadSet& wanted, domain::LedgerState& state) {
  state.requests.reserve(state.requests.size() + wanted.requests.size());
  std::vector<const domain::RequestKey*> missed;
  for (const domain::RequestKey& key : wanted.requests) {
    const absl::StatusOr<bool> is_new = IsNew(key);
    if (!is_new.ok()) return is_new.status();
    if (*is_new) {
      state.requests.try_emplace(key, std::nullopt);
    } else if (const auto row = memory_->outcomes.Find(key, commit_)) {
      state.requests.try_emplace(key, *row);
    } else {
      missed.push_back(&key);
    }
  }
  std::sort(missed.begin(), missed.end(), [](const auto* a, const auto* b) { return *a < *b; });
  for (const domain::RequestKey* key : missed) {
    auto outcome = ReadOutcome(*key);
    if (!outcome.ok()) return outcome.status();
    if (is_batch() && !outcome->has_value()) absent_requests_.insert(*key);
    state.requests.try_emplace(*key, *std::move(outcome));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadIdentifiers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  state.identifiers.reserve(state.identifiers.size() + wanted.identifiers.size());
  return LoadEach<IdentifierTable>(
      wanted.identifiers, memory_->identifiers,
      [&](const domain::Identifier& key) -> absl::StatusOr<std::optional<domain::MemberId>> {
        domain::MemberId member;
        Cursor rows = Query(sql::kSelectIdentifier, lane_.lane, key.partner, key.kind, key.value);
        const bool found = rows.Next(member);
        if (!rows.status().ok()) return rows.status();
        return found ? std::optional(member) : std::nullopt;
      },
      [&](const domain::Identifier& key, const std::optional<domain::MemberId>& member) {
        state.identifiers.try_emplace(key, member);
      });
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  return LoadEach<MemberTable>(
      wanted.members, memory_->members,
      [&](const domain::MemberId& key) -> absl::StatusOr<std::optional<domain::Member>> {
        std::optional<domain::Member> member(std::in_place);
        Cursor rows = Query(sql::kSelectMember, lane_.lane, key);
        if (!rows.Next(Body(*member))) member.reset();
        if (!rows.status().ok()) return rows.status();
        return member;
      },
      [&](const domain::MemberId& key, const std::optional<domain::Member>& member) {
        state.members.try_emplace(key, member);
      });
}

absl::StatusOr<AccountRecord> LaneReads::ReadAccount(const domain::AccountKey& key) {
  AccountRecord record;
  Cursor rows =
      Query(sql::kSelectAccount, lane_.lane, AccountTable::BucketOf(key), key.member, key.currency);
  rows.Next(Body(record));
  if (!rows.status().ok()) return rows.status();
  return record;
}

absl::StatusOr<std::shared_ptr<const AccountRecord>> LaneReads::Account(
    const domain::AccountKey& key) {
  if (auto row = memory_->accounts.Find(key, commit_)) return row;
  absl::StatusOr<AccountRecord> record = ReadAccount(key);
  if (!record.ok()) return record.status();
  return Keep(memory_->accounts, key, *std::move(record));
}

absl::StatusOr<std::vector<domain::AccountKey>> LaneReads::AccountsOf(
    const domain::MemberId& member) {
  std::vector<domain::AccountKey> keys;
  const std::size_t bucket = AccountTable::BucketOf(member);
  for (const auto& [key, record] : memory_->accounts.Visible(bucket, commit_)) {
    if (key.member == member && *record != AccountRecord()) keys.push_back(key);
  }
  domain::AccountKey key{member, {}};
  Cursor rows = Query(sql::kSelectAccountsOf, lane_.lane, bucket, member);
  while (rows.Next(key.currency)) keys.push_back(key);
  if (!rows.status().ok()) return rows.status();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

absl::Status LaneReads::LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state) {
  state.accounts.reserve(state.accounts.size() + wanted.accounts.size());
  return LoadEach<AccountTable>(
      wanted.accounts, memory_->accounts,
      [&](const domain::AccountKey& key) { return ReadAccount(key); },
      [&](const domain::AccountKey& key, const AccountRecord& record) {
        AddAccount(key, record, state);
      });
}

absl::Status LaneReads::LoadCarries(const domain::ReadSet& wanted, domain::LedgerState& state) {
  state.carries.reserve(state.carries.size() + wanted.carries.size());
  for (const domain::CarryKey& key : wanted.carries) {
    const domain::AccountKey account{key.member, key.currency};
    const auto take = [&](const AccountRecord& record) { AddCarries(key, record, state); };
    if (memory_->accounts.Read(account, commit_, take)) continue;
    const auto record = Account(account);
    if (!record.ok()) return record.status();
    take(**record);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  return LoadEach<DayTotalsTable>(
      wanted.day_totals, memory_->day_totals,
      [&](const domain::DayKey& key) -> absl::StatusOr<domain::DayTotals> {
        domain::DayTotals totals;
        Cursor rows =
            Query(sql::kSelectDayTotals, lane_.lane, key.member, key.partner, key.currency);
        rows.Next(totals.day, totals.earned, totals.burned);
        if (!rows.status().ok()) return rows.status();
        return totals;
      },
      [&](const domain::DayKey& key, const domain::DayTotals& totals) {
        state.day_totals.try_emplace(key, totals);
      });
}

absl::Status LaneReads::LoadWholeMembers(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  for (const domain::MemberId& member : wanted.whole_members) {
    const auto accounts = AccountsOf(member);
    if (!accounts.ok()) return accounts.status();
    for (const domain::AccountKey& key : *accounts) {
      const auto record = Account(key);
      if (!record.ok()) return record.status();
      AddWholeAccount(key, **record, state);
    }
    if (absl::Status loaded = LoadDayTotalsOf(member, state); !loaded.ok()) return loaded;
    state.whole_members.insert(member);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadDayTotalsOf(const domain::MemberId& member,
                                        domain::LedgerState& state) {
  const std::size_t bucket = DayTotalsTable::BucketOf({member, {}, {}});
  for (const auto& [key, totals] : memory_->day_totals.Visible(bucket, commit_)) {
    if (key.member == member && *totals != domain::DayTotals()) {
      state.day_totals.try_emplace(key, *totals);
    }
  }
  domain::DayKey key;
  domain::DayTotals totals;
  Cursor rows = Query(sql::kSelectDayTotalsOf, lane_.lane, member);
  while (NextDayTotals(rows, key, totals)) state.day_totals.try_emplace(key, totals);
  return rows.status();
}

absl::StatusOr<std::optional<domain::Transaction>> LaneReads::FindTransaction(
    const domain::TransactionId& id) {
  if (is_batch()) {
    if (auto unwritten = memory_->unwritten_journal.Find(id.sequence)) return unwritten;
    // Was written since the batch began to read.
    if (connection_ != nullptr && id.sequence >= file_end_ && id.sequence < lane_.next_sequence) {
      End();
    }
  }
  std::optional<domain::Transaction> transaction(std::in_place);
  Cursor rows = Query(sql::kSelectTransaction, id.lane, id.sequence);
  if (!rows.Next(Body(*transaction))) transaction.reset();
  if (!rows.status().ok()) return rows.status();
  return transaction;
}

absl::Status LaneReads::LoadTransactions(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  for (const domain::TransactionId& key : wanted.transactions) {
    auto transaction = FindTransaction(key);
    if (!transaction.ok()) return transaction.status();
    state.transactions.try_emplace(key, *std::move(transaction));
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadReversals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  return LoadEach<ReversalTable>(
      wanted.transactions, memory_->reversals,
      [&](const domain::TransactionId& key) -> absl::StatusOr<domain::ReversalState> {
        domain::ReversalState reversal;
        Cursor rows = Query(sql::kSelectReversal, key.lane, key.sequence);
        rows.Next(Body(reversal));
        if (!rows.status().ok()) return rows.status();
        return reversal;
      },
      [&](const domain::TransactionId& key, const domain::ReversalState& reversal) {
        state.reversals.try_emplace(key, reversal);
      });
}

absl::Status LaneReads::RememberPositions() {
  LaneMemory::WindowPositions open{lane_.open_window.id, {}};
  const auto recent = memory_->positions.Visible(commit_);
  absl::Status scanned = MergedScan(
      recent, Query(sql::kScanWindowPositions, lane_.lane, lane_.open_window.id), NextPosition,
      [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
        if (key.window != open.window) return true;
        open.of_partner[key.partner].push_back(key);
        memory_->positions.Remember(key, std::make_shared<const domain::PositionTotal>(total),
                                    marks_.commit);
        return true;
      });
  if (scanned.ok()) memory_->open_positions = std::move(open);
  return scanned;
}

absl::Status LaneReads::LoadOpenPositions(std::optional<domain::PartnerId> partner,
                                          domain::LedgerState& state) {
  if (!is_batch()) return ScanOpenPositions(partner, state);
  const auto& known = memory_->open_positions;
  if (!known || known->window != lane_.open_window.id) {
    if (absl::Status remembered = RememberPositions(); !remembered.ok()) return remembered;
  }
  if (!partner) return ScanOpenPositions(partner, state);
  const auto keys = known->of_partner.find(*partner);
  if (keys == known->of_partner.end()) return absl::OkStatus();
  for (const domain::PositionKey& key : keys->second) {
    const auto total = memory_->positions.Find(key, commit_);
    // Let go meanwhile.
    if (total == nullptr) return ScanOpenPositions(partner, state);
    state.positions.try_emplace(key, *total);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::ScanOpenPositions(std::optional<domain::PartnerId> partner,
                                          domain::LedgerState& state) {
  const auto recent = memory_->positions.Visible(commit_);
  return MergedScan(recent, Query(sql::kScanWindowPositions, lane_.lane, lane_.open_window.id),
                    NextPosition,
                    [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
                      if (key.window != lane_.open_window.id) return true;
                      if (!partner || key.partner == *partner)
                        state.positions.try_emplace(key, total);
                      return true;
                    });
}

absl::Status LaneReads::LoadPositions(const domain::ReadSet& wanted, domain::LedgerState& state) {
  for (const domain::PartnerId& partner : wanted.positions) {
    if (absl::Status loaded = LoadOpenPositions(partner, state); !loaded.ok()) return loaded;
    state.partners_with_positions.insert(partner);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::LoadClosedTotals(const domain::ReadSet& wanted,
                                         domain::LedgerState& state) {
  return LoadEach<ClosedTotalTable>(
      wanted.positions, memory_->closed_totals,
      [&](const domain::PartnerId& partner) -> absl::StatusOr<std::optional<domain::Micros>> {
        domain::Micros amount;
        Cursor rows = Query(sql::kSelectClosedTotal, lane_.lane, partner);
        const bool found = rows.Next(amount);
        if (!rows.status().ok()) return rows.status();
        return found ? std::optional(amount) : std::nullopt;
      },
      [&](const domain::PartnerId& partner, const std::optional<domain::Micros>& amount) {
        if (amount) state.closed_totals.try_emplace(partner, *amount);
      });
}

absl::Status LaneReads::LoadOutstanding(const domain::ReadSet& wanted, domain::LedgerState& state) {
  return LoadEach<OutstandingTable>(
      wanted.outstanding, memory_->outstanding,
      [&](const domain::OutstandingKey& key) -> absl::StatusOr<std::optional<domain::Points>> {
        std::optional<domain::Points> points;
        Cursor rows = Query(sql::kSelectOutstanding, lane_.lane, key.issuer, key.currency);
        rows.Next(points);
        if (!rows.status().ok()) return rows.status();
        return points;
      },
      [&](const domain::OutstandingKey& key, const std::optional<domain::Points>& points) {
        state.outstanding.try_emplace(key, points.value_or(domain::Points(0)));
      });
}

absl::Status LaneReads::LoadClosing(domain::LedgerState& state) {
  absl::Status loaded = LoadOpenPositions(std::nullopt, state);
  if (!loaded.ok()) return loaded;
  state.all_positions = true;
  loaded = LoadLastSettlements(state);
  if (loaded.ok()) loaded = LoadAllClosedTotals(state);
  return loaded;
}

absl::Status LaneReads::LoadLastSettlements(domain::LedgerState& state) {
  domain::PartnerSettlement last;
  Cursor rows = Query(sql::kScanWindowSettlements, lane_.lane,
                      domain::WindowId(lane_.open_window.id.value() - 1));
  while (rows.Next(last.window, last.partner, last.currency, last.opening_residue, last.net,
                   last.net_minor_units, last.closing_residue)) {
    state.last_settlements.try_emplace(last.partner, last);
  }
  return rows.status();
}

absl::Status LaneReads::LoadAllClosedTotals(domain::LedgerState& state) {
  domain::PartnerId partner;
  domain::Micros amount;
  Cursor rows = Query(sql::kScanClosedTotals, lane_.lane);
  while (rows.Next(partner, amount)) state.closed_totals.try_emplace(partner, amount);
  return rows.status();
}

}  // namespace coalition::store
