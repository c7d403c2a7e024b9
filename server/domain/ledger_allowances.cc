// What a lane of several may decide by itself near the limits that all lanes keep together.
#include <algorithm>
#include <set>
#include <utility>

#include "server/domain/ledger.h"
#include "server/domain/limit_use.h"

namespace coalition::domain {

Decided<Accepted> Ledger::UseAllowances(const Transaction& transaction, Moment now) {
  if (state_.lane.whole) return Accepted{};
  const AllowanceUses uses = AllowanceUsesOf(transaction, now);
  for (const auto& [key, use] : uses) {
    const Allowance& left = state_.allowances.at(key);
    const bool is_valid = left.catalog_revision == state_.catalog->revision &&
                          left.period == use.period && now < left.until;
    if (!is_valid || use.down > left.down || use.up > left.up) {
      needs_all_lanes_ = true;
      return Rejection{Reason::kStoreUnavailable, {}};
    }
  }
  for (const auto& [key, use] : uses) {
    Allowance& left = Change(state_.allowances, key);
    left.down -= use.down;
    left.up -= use.up;
    Mark(changed_allowances_, key);
  }
  return Accepted{};
}

Ledger::AllowanceUses Ledger::AllowanceUsesOf(const Transaction& transaction, Moment now) const {
  AllowanceUses uses;
  const Limits* limits = state_.catalog->FindLimits(transaction.partner, transaction.currency);
  if (const auto use = UseOf(transaction); use && limits != nullptr) {
    const std::int64_t points = use->points.value();
    Allowance moved;
    moved.period = DateOf(now, state_.catalog->network.time_zone).days;
    (use->earned ? moved.down : moved.up) = points;
    const Points limit = use->earned ? limits->earn_per_partner_day : limits->burn_per_partner_day;
    if (limit != Points(0)) {
      uses.emplace_back(AllowanceKey{transaction.partner, transaction.currency}, moved);
    }
  }
  std::set<PartnerId> partners;
  for (const MoneyLeg& leg : transaction.legs) partners.insert(leg.partner);
  partners.erase(kNetwork);
  for (const PartnerId partner : partners) {
    if (!state_.catalog->MayHaveNetDebitCap(partner)) continue;
    Allowance moved;
    moved.period = state_.lane.open_window.id.value();
    moved.up = static_cast<std::int64_t>(SumOfLegs(transaction, partner));
    moved.down = -moved.up;
    uses.emplace_back(AllowanceKey{partner, CurrencyId(0)}, moved);
  }
  return uses;
}

void Ledger::ShareAllowances() {
  std::set<PartnerId> partners;
  for (const PositionKey& key : changed_positions_) partners.insert(key.partner);
  partners.erase(kNetwork);
  for (const PartnerId partner : partners) {
    if (state_.catalog->MayHaveNetDebitCap(partner)) {
      Share({partner, CurrencyId(0)}, PositionLeft(partner));
    }
  }
  for (const DayKey& key : changed_days_) {
    if (key.member != MemberId{}) continue;
    const Limits* limits = state_.catalog->FindLimits(key.partner, key.currency);
    if (limits != nullptr) Share({key.partner, key.currency}, PointsLeft(key, *limits));
  }
}

void Ledger::Share(const AllowanceKey& key, Allowance left) {
  left.catalog_revision = state_.catalog->revision;
  left.down /= state_.lane.lane_count;
  left.up /= state_.lane.lane_count;
  state_.allowances[key] = left;
  changed_allowances_.insert(key);
}

// Between the caps and alerts on both sides of the position nothing happens that only all lanes can
// tell. Below a cap every charge is rejected, which they must say.
Allowance Ledger::PositionLeft(PartnerId partner) const {
  constexpr Wide kAny = kNetworkTotalMax;
  const Moment now = state_.lane.latest_at;
  Wide down = kAny;
  Wide up = kAny;
  for (const auto& [currency, unused] : state_.catalog->currencies()) {
    const Terms* terms = state_.catalog->TermsInForce(partner, currency, now);
    if (terms == nullptr || !terms->net_debit_cap) continue;
    const NetDebitCap& cap = *terms->net_debit_cap;
    const Wide to_cap = PositionOf(partner, cap.kind) + cap.limit.value();
    if (to_cap < 0) return Allowance{};
    down = std::min(down, to_cap);
    if (!cap.alert) continue;
    const Wide to_alert = PositionOf(partner, cap.kind) + cap.alert->value();
    if (to_alert >= 0) {
      down = std::min(down, to_alert);
    } else {
      up = std::min(up, -to_alert - 1);
    }
  }
  Allowance left;
  left.period = state_.lane.open_window.id.value();
  left.until = state_.catalog->NextTermsAfter(partner, now).value_or(kLastMoment);
  left.down = static_cast<std::int64_t>(down);
  left.up = static_cast<std::int64_t>(up);
  return left;
}

Allowance Ledger::PointsLeft(const DayKey& key, const Limits& limits) const {
  const DayTotals& totals = state_.day_totals.at(key);
  const auto left_of = [](Points limit, Points used) {
    return limit == Points(0) ? kTotalMax : std::max<std::int64_t>((limit - used).value(), 0);
  };
  Allowance left;
  left.period = totals.day.days;
  left.until = kLastMoment;
  left.down = left_of(limits.earn_per_partner_day, totals.earned);
  left.up = left_of(limits.burn_per_partner_day, totals.burned);
  return left;
}

}  // namespace coalition::domain
