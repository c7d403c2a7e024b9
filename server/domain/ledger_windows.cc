#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/ledger.h"

namespace coalition::domain {

Decided<Effect> Ledger::Execute(const CloseWindow& close, const CommandHeader& header, Moment now) {
  const Window& open = state_.lane.open_window;
  if (close.window && *close.window != open.id) {
    return Rejection{Reason::kWindowState,
                     {{"window_id", std::to_string(close.window->value())},
                      {"state", *close.window < open.id ? "CLOSED" : "NOT_OPENED_YET"}}};
  }
  // Every partner that moved money, or that an earlier window owes a fraction of a minor unit.
  std::map<PartnerId, Wide> totals;
  for (const auto& [key, total] : state_.positions) {
    if (key.window == open.id && key.partner != kNetwork) {
      totals[key.partner] += total.amount.value();
    }
  }
  for (const auto& [partner, settlement] : state_.last_settlements) {
    if (settlement.closing_residue != Micros(0)) totals.try_emplace(partner, 0);
  }
  std::vector<PartnerSettlement> settlements;
  std::vector<std::pair<PartnerId, Micros>> closed_totals;
  for (const auto& [partner, total] : totals) {
    const auto last = state_.last_settlements.find(partner);
    const Micros opening =
        last == state_.last_settlements.end() ? Micros(0) : last->second.closing_residue;
    const auto whole = DivideRounded(total, 1, RoundTo::kFloor);
    const auto settlement =
        whole ? Settle(open.id, partner, state_.catalog->GetPartner(partner).settlement_currency,
                       opening, Micros(*whole))
              : std::nullopt;
    if (!settlement) return Rejection{Reason::kAmountOverflow, {}};
    settlements.push_back(*settlement);
    const auto closed = state_.closed_totals.find(partner);
    const auto sum =
        Plus(closed == state_.closed_totals.end() ? Micros(0) : closed->second, Micros(*whole));
    if (!sum) return Rejection{Reason::kAmountOverflow, {}};
    closed_totals.emplace_back(partner, *sum);
  }

  Window closed = open;
  closed.end = state_.lane.next_sequence;
  closed.closed_at = now;
  closed.label = close.label;
  closed.transaction_count = std::exchange(state_.lane.window_transactions, 0);
  Window next;
  next.id = WindowId(open.id.value() + 1);
  next.first = closed.end;
  next.opened_at = now;

  state_.last_settlements.clear();
  for (const PartnerSettlement& settlement : settlements) {
    state_.last_settlements.emplace(settlement.partner, settlement);
    changes_.settlements.push_back(settlement);
  }
  for (const auto& [partner, total] : closed_totals) state_.closed_totals[partner] = total;
  // Of several closings in one batch the last one's totals count.
  for (const auto& entry : closed_totals) {
    std::erase_if(changes_.closed_totals, [&](const auto& e) { return e.first == entry.first; });
    changes_.closed_totals.push_back(entry);
  }
  NoteEvent(header, "CloseWindow", "windows/" + std::to_string(closed.id.value()), close.label,
            now);
  changes_.windows.push_back(closed);
  changes_.windows.push_back(next);
  state_.lane.open_window = next;
  return Effect(std::move(closed));
}

}  // namespace coalition::domain
