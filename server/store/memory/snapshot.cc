#include "server/store/memory/snapshot.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>

namespace coalition::store {
namespace {

// Half-open, by index.
struct Span {
  std::size_t first = 0;
  std::size_t end = 0;
};

Span SpanOf(const JournalRange& range, std::size_t size) {
  const auto index = [&](domain::Sequence sequence) {
    return static_cast<std::size_t>(
        std::clamp(sequence.value() - 1, std::int64_t{0}, static_cast<std::int64_t>(size)));
  };
  return {index(range.first), range.end == domain::kNoSequence ? size : index(range.end)};
}

constexpr domain::LotKey kLastLot{domain::kNever, domain::kNever, domain::PartnerId(~0u),
                                  std::numeric_limits<std::int32_t>::max()};

template <typename Map, typename Visit>
absl::Status ScanMap(const Map& map, Visit visit) {
  for (const auto& [key, value] : map) {
    if (!visit(key, value)) break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<domain::CurrencyId>> MemorySnapshot::CurrenciesOf(
    const domain::MemberId& member) {
  std::vector<domain::CurrencyId> currencies;
  for (auto account = tables_.accounts.lower_bound({member, domain::CurrencyId(0)});
       account != tables_.accounts.end() && account->first.member == member; ++account) {
    currencies.push_back(account->first.currency);
  }
  return currencies;
}

absl::Status MemorySnapshot::ScanJournal(const JournalRange& range,
                                         RowVisitor<domain::Transaction> visit) {
  const auto [first, end] = SpanOf(range, tables_.journal.size());
  for (std::size_t i = first; i < end; ++i) {
    const std::size_t index = range.newest_first ? end - 1 - (i - first) : i;
    if (!visit(tables_.journal[index])) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanPartnerJournal(domain::PartnerId partner, bool reported_only,
                                                const JournalRange& range,
                                                RowVisitor<domain::Transaction> visit) {
  const auto [first_index, end_index] = SpanOf(range, tables_.journal.size());
  if (first_index >= end_index) return absl::OkStatus();
  const auto bound = [&](std::size_t index) {
    return tables_.partner_journal.lower_bound(
        {partner, domain::Sequence(static_cast<std::int64_t>(index) + 1)});
  };
  const auto show = [&](const auto& row) {
    const auto& [key, reported] = row;
    if (reported_only && !reported) return true;
    return visit(tables_.journal[static_cast<std::size_t>(key.second.value() - 1)]);
  };
  const auto first = bound(first_index);
  const auto end = bound(end_index);
  if (range.newest_first) {
    std::all_of(std::reverse_iterator(end), std::reverse_iterator(first), show);
  } else {
    std::all_of(first, end, show);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::Window>> MemorySnapshot::FindWindow(domain::WindowId id) {
  const auto found = tables_.windows.find(id);
  if (found == tables_.windows.end()) return std::nullopt;
  return found->second;
}

absl::Status MemorySnapshot::ScanWindows(domain::WindowId before,
                                         RowVisitor<domain::Window> visit) {
  auto window = tables_.windows.lower_bound(before);
  while (window != tables_.windows.begin()) {
    --window;
    if (!visit(window->second)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanPositions(
    std::optional<domain::WindowId> window,
    RowVisitor<domain::PositionKey, domain::PositionTotal> visit) {
  for (const auto& [key, total] : tables_.positions) {
    if (window && key.window != *window) continue;
    if (!visit(key, total)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanSettlements(std::optional<domain::WindowId> window,
                                             RowVisitor<domain::PartnerSettlement> visit) {
  for (const auto& [key, settlement] : tables_.settlements) {
    if (window && key.first != *window) continue;
    if (!visit(settlement)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanAccountRecords(
    RowVisitor<domain::AccountKey, AccountRecord> visit) {
  std::map<domain::AccountKey, AccountRecord> records;
  for (const auto& [key, last] : tables_.accounts) records[key].last_transaction = last;
  for (const auto& [key, points] : tables_.lots) {
    records[key.first].lots.push_back({key.second, points});
  }
  for (const auto& [key, hold] : tables_.holds) records[key.first].holds.push_back(hold);
  for (const auto& [key, carries] : tables_.carries) {
    records[{key.member, key.currency}].carries.push_back({key.partner, key.from, carries});
  }
  return ScanMap(records, visit);
}

absl::Status MemorySnapshot::ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) {
  for (const auto& [key, points] : tables_.lots) {
    if (!visit(key.first, domain::Lot{key.second, points})) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  return ScanMap(tables_.accounts, visit);
}

absl::Status MemorySnapshot::ScanHolds(RowVisitor<domain::AccountKey, domain::Hold> visit) {
  for (const auto& [key, hold] : tables_.holds) {
    if (!visit(key.first, hold)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanCarries(RowVisitor<domain::CarryKey, domain::Carries> visit) {
  return ScanMap(tables_.carries, visit);
}

absl::Status MemorySnapshot::ScanOutstanding(
    RowVisitor<domain::OutstandingKey, domain::Points> visit) {
  return ScanMap(tables_.outstanding, visit);
}

absl::Status MemorySnapshot::ScanReversals(
    RowVisitor<domain::TransactionId, domain::ReversalState> visit) {
  return ScanMap(tables_.reversals, visit);
}

absl::Status MemorySnapshot::ScanOutcomes(
    RowVisitor<domain::RequestKey, domain::StoredOutcome> visit) {
  return ScanMap(tables_.outcomes, visit);
}

absl::Status MemorySnapshot::ScanDayTotals(RowVisitor<domain::DayKey, domain::DayTotals> visit) {
  return ScanMap(tables_.day_totals, visit);
}

absl::Status MemorySnapshot::ScanClosedTotals(RowVisitor<domain::PartnerId, domain::Micros> visit) {
  return ScanMap(tables_.closed_totals, visit);
}

absl::Status MemorySnapshot::ScanIdentifiers(
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return ScanMap(tables_.identifiers, visit);
}

absl::Status MemorySnapshot::ScanMembers(std::optional<domain::MemberId> after,
                                         RowVisitor<domain::Member> visit) {
  const auto& members = tables_.members;
  for (auto row = after ? members.upper_bound(*after) : members.begin(); row != members.end();
       ++row) {
    if (!visit(row->second)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanIdentifiersOf(
    domain::PartnerId partner, const std::optional<domain::Identifier>& after,
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  const auto& identifiers = tables_.identifiers;
  auto row = after ? identifiers.upper_bound({partner, after->kind, after->value})
                   : identifiers.lower_bound({partner, "", ""});
  for (; row != identifiers.end() && row->first.partner == partner; ++row) {
    if (!visit(row->first, row->second)) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanExpiredAccounts(domain::Date date,
                                                 const std::optional<domain::AccountKey>& after,
                                                 RowVisitor<domain::AccountKey> visit) {
  const auto& lots = tables_.lots;
  std::optional<domain::AccountKey> last = after;
  for (auto row = after ? lots.upper_bound({*after, kLastLot}) : lots.begin(); row != lots.end();
       ++row) {
    const auto& [account, lot] = row->first;
    const bool expired = lot.expires_on <= date && row->second > domain::Points(0);
    if (!expired || account == last) continue;
    if (!visit(account)) break;
    last = account;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanAuditEvents(std::int64_t before,
                                             RowVisitor<domain::AuditEvent> visit) {
  auto event = tables_.audit_events.lower_bound(before);
  while (event != tables_.audit_events.begin()) {
    --event;
    if (!visit(event->second)) break;
  }
  return absl::OkStatus();
}

}  // namespace coalition::store
