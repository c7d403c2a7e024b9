#include "server/store/mysql/lane_reads.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "server/domain/lanes.h"
#include "server/store/mysql/journal_rows.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/rows_of.h"
#include "sodium.h"

namespace coalition::store::mysql {
namespace {

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
    memories_.push_back(TakeMemory(row.lane, last_batch));
    lane_ends_.push_back(row.next_sequence);
    lane_.next_sequence = std::max(lane_.next_sequence, row.next_sequence);
    lane_.latest_at = std::max(lane_.latest_at, row.latest_at);
    lane_.next_event = std::max(lane_.next_event, row.next_event);
  }
  if (!rows.status().ok()) return rows.status();
  if (lanes_.empty()) return absl::FailedPreconditionError("there is no network yet");
  return ReadOpenWindow(open_window);
}

std::unique_ptr<LaneMemory> LaneReads::TakeMemory(domain::LaneId lane, std::int64_t last_batch) {
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

void LaneReads::LeaveMemory(const domain::Changes& changes) {
  if (store_memory_ == nullptr) return;
  for (const auto& [identifier, member] : changes.identifiers) {
    for (const auto& memory : memories_) memory->names.Erase(identifier);
    if (member) MemoryOf(*member).names.Edit(identifier, [&](auto& named) { named = *member; });
  }
  LeaveMembers(changes);
  LeaveTotals(changes);
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    memories_[i]->members.Trim();
    memories_[i]->names.Trim();
    memories_[i]->last_batch = batch_number_;
    store_memory_->Put(lanes_[i], std::move(memories_[i]));
  }
}

}  // namespace coalition::store::mysql
