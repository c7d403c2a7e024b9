#include "server/store/memory/snapshot.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

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

absl::Status MemorySnapshot::ScanLots(RowVisitor<domain::AccountKey, domain::Lot> visit) {
  for (const auto& [key, points] : tables_.lots) {
    if (!visit(key.first, domain::Lot{key.second, points})) break;
  }
  return absl::OkStatus();
}

absl::Status MemorySnapshot::ScanAccounts(RowVisitor<domain::AccountKey, domain::Sequence> visit) {
  return ScanMap(tables_.accounts, visit);
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

absl::Status MemorySnapshot::ScanMembers(RowVisitor<domain::Member> visit) {
  return ScanMap(tables_.members, [&](const auto&, const auto& member) { return visit(member); });
}

absl::Status MemorySnapshot::ScanIdentifiers(
    RowVisitor<domain::Identifier, domain::MemberId> visit) {
  return ScanMap(tables_.identifiers, visit);
}

}  // namespace coalition::store
