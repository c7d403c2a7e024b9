#include "server/reporting/past_positions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace coalition::reporting {
namespace {

using domain::PartnerId;
using domain::PositionTotal;
using domain::Sequence;

bool IsWanted(PartnerId partner, std::optional<PartnerId> wanted) {
  return !wanted || partner == *wanted;
}

absl::StatusOr<Positions> TotalsOf(store::LedgerSnapshot& snapshot,
                                   std::optional<PartnerId> partner, domain::WindowId window) {
  Positions positions;
  absl::Status scanned = snapshot.ScanPositions(
      window, [&](const domain::PositionKey& key, const PositionTotal& total) {
        if (IsWanted(key.partner, partner)) positions.emplace(key, total);
        return true;
      });
  if (!scanned.ok()) return scanned;
  return positions;
}

absl::Status Scan(store::LedgerSnapshot& snapshot, std::optional<PartnerId> partner,
                  const store::JournalRange& range, store::RowVisitor<domain::Transaction> visit) {
  if (range.first >= range.end) return absl::OkStatus();
  // The network has legs everywhere.
  if (!partner || *partner == domain::kNetwork) return snapshot.ScanJournal(range, visit);
  return snapshot.ScanPartnerJournal(*partner, /*reported_only=*/false, range, visit);
}

}  // namespace

absl::StatusOr<Positions> PositionsAt(store::LedgerSnapshot& snapshot,
                                      std::optional<PartnerId> partner, const PastPoint& point) {
  const auto window = snapshot.FindWindow(point.window);
  if (!window.ok()) return window.status();
  if (!*window) return absl::DataLossError(absl::StrCat("no window ", point.window.value()));
  const Sequence first = (*window)->first;
  const Sequence end = (*window)->IsOpen() ? snapshot.lane().next_sequence : (*window)->end;
  const Sequence after(std::max(point.last.value() + 1, first.value()));

  // Adds up what came before the point, or takes off what came after it.
  const bool adds = after.value() - first.value() <= end.value() - after.value();
  auto positions = adds ? Positions{} : TotalsOf(snapshot, partner, point.window);
  if (!positions.ok()) return positions.status();
  absl::Status scanned = Scan(
      snapshot, partner, adds ? store::JournalRange{first, after} : store::JournalRange{after, end},
      [&](const domain::Transaction& t) {
        for (const domain::MoneyLeg& leg : t.legs) {
          if (!IsWanted(leg.partner, partner)) continue;
          PositionTotal& total =
              (*positions)[{t.window, leg.partner, leg.money.currency, t.type, leg.kind}];
          total.lines += adds ? 1 : -1;
          total.points += adds ? leg.points : -leg.points;
          total.amount += adds ? leg.money.amount : -leg.money.amount;
        }
        return true;
      });
  if (!scanned.ok()) return scanned;
  std::erase_if(*positions, [](const auto& position) { return position.second.lines == 0; });
  return positions;
}

}  // namespace coalition::reporting
