// Conversions, transfers, adjustments, expiry.
#include <algorithm>

#include "tests/simulation/model.h"

namespace coalition::simulation {

Model::WhyNot Model::Convert(const Command& c, Outcome& outcome) {
  int member = 0;
  if (const WhyNot why = FindMember(c, c.member, member)) return why;
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kConversion, member);
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckActive(c.partner)) return why;
  const Dated* rate = InForce(conversion_rates_, {c.currency, c.to_currency}, t.event_time);
  if (rate == nullptr) {
    return NoRate(c.partner, c.currency,
                  "conversion rate to " + currencies_.at(c.to_currency).code);
  }
  const Dated* terms = nullptr;
  if (const WhyNot why = FindTerms(c, t.event_time, terms)) return why;
  const Dated* to_terms = InForce(terms_, {c.partner, c.to_currency}, t.event_time);
  if (to_terms == nullptr) return NoRate(c.partner, c.to_currency, "terms");
  t.terms_version = terms->version;

  const Ratio factor = Times(rate->said.earn_rate, {1, 1});
  const Int d = FineDenominator(factor.d);
  const CarryName name(member, 0, c.to_currency, c.currency, false);
  const Carry carry = CarryOf(name);
  const Wide before = Floor(static_cast<Wide>(carry.n) * d, carry.d);
  const Wide total = static_cast<Wide>(c.amount) * factor.n * (d / factor.d) + before;
  const Wide credited = std::max<Wide>(0, Floor(total, d));
  if (!FitsInt(credited)) return Refused(Reason::kAmountOverflow);
  const Int after = static_cast<Int>(total - credited * d);
  t.applied =
      Applied{rate->version, rate->said.earn_rate, after, d, static_cast<Int>(after - before)};
  entry.carry_after = {name, {after, d}};

  Lots taken;
  const Date date = DateOfEvent(t);
  if (const WhyNot why = PlanDebit({member, c.currency}, c.amount, date, taken)) return why;
  t.points = -c.amount;
  for (const auto& [lot, part] : taken) t.lots.emplace_back(lot, -part);
  t.counterpart = Counterpart{member, c.to_currency, static_cast<Int>(credited), {}, {}};
  t.counterpart->lots = PlanCredit({member, c.to_currency}, OwnLot(*to_terms, c.partner, date),
                                   t.counterpart->points);
  if (const WhyNot why = AddRedemptionLegs(t, *terms, false)) return why;
  const WhyNot why = AddIssueLegs(t, *to_terms, c.to_currency, t.counterpart->points, false);
  if (why) return why;
  if (const WhyNot no = CheckTotals(t)) return no;
  if (const WhyNot no = CheckCap(t, c.to_currency)) return no;
  Post(std::move(entry), outcome);
  return std::nullopt;
}

Model::WhyNot Model::Transfer(const Command& c, Outcome& outcome) {
  int from = 0;
  int to = 0;
  if (const WhyNot why = FindMember(c, c.member, from)) return why;
  if (const WhyNot why = FindMember(c, c.to_member, to)) return why;
  if (from == to) return Refused(Reason::kInvalidField);
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kTransfer, from);
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckActive(c.partner)) return why;
  Lots taken;
  const WhyNot why = PlanDebit({from, c.currency}, c.amount, DateOfEvent(t), taken);
  if (why) return why;
  t.points = -c.amount;
  for (const auto& [lot, part] : taken) t.lots.emplace_back(lot, -part);
  t.counterpart = Counterpart{to, c.currency, c.amount, taken, {}};
  if (const WhyNot no = CheckTotals(t)) return no;
  Post(std::move(entry), outcome);
  return std::nullopt;
}

Model::WhyNot Model::Adjust(const Command& c, Outcome& outcome) {
  int member = 0;
  if (const WhyNot why = FindMember(c, c.member, member)) return why;
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kAdjustment, member);
  if (const WhyNot why = DateEvent(c, t)) return why;
  const Dated* terms = nullptr;
  if (const WhyNot why = FindTerms(c, t.event_time, terms)) return why;
  t.terms_version = terms->version;
  const AccountName account(member, c.currency);
  const Date date = DateOfEvent(t);
  const LotName own = OwnLot(*terms, c.partner, date);
  if (c.amount > 0) {
    t.points = c.amount;
    t.lots = PlanCredit(account, own, c.amount);
  } else {
    Lots issued;
    for (const auto& [lot, free] : FreeLots(account)) {
      if (lot.issuer == c.partner && free > 0) issued.emplace_back(lot, free);
    }
    const WhyNot why = TakeBack(account, -c.amount, issued, date, &own, t.lots, t.not_recovered);
    if (why) return why;
    t.points = c.amount + t.not_recovered;
  }
  if (const WhyNot why = AddIssueLegs(t, *terms, c.currency, t.points, false)) return why;
  if (const WhyNot why = CheckTotals(t)) return why;
  Post(std::move(entry), outcome);
  Audit("Adjust", c.words);
  return std::nullopt;
}

// Takes `points` from the slices, in order, as far as their lots are free; then from what else is
// not expired, in burn order; the rest is for the policy. What is owed falls on the slices that
// came short or, where it is named, on `owing`.
Model::WhyNot Model::TakeBack(const AccountName& account, Int points, const Lots& slices, Date date,
                              const LotName* owing, Lots& taken, Int& not_recovered) const {
  std::map<LotName, Int> free = FreeLots(account);
  const auto take = [&](const LotName& lot, Int part) {
    if (part == 0) return;
    const auto known = std::find_if(taken.begin(), taken.end(),
                                    [&](const auto& movement) { return movement.first == lot; });
    if (known == taken.end()) {
      taken.emplace_back(lot, -part);
    } else {
      known->second -= part;
    }
  };
  Lots short_of;
  Int wanted = points;
  for (const auto& [lot, slice] : slices) {
    const Int part = std::min(wanted, slice);
    const Int found = std::clamp<Int>(free[lot], 0, part);
    free[lot] -= found;
    take(lot, found);
    if (found < part) short_of.emplace_back(lot, part - found);
    wanted -= part;
  }
  Int missing = wanted;
  for (const auto& [lot, part] : short_of) missing += part;
  for (auto& [lot, left] : free) {
    if (left <= 0 || lot.expires_on <= date) continue;
    const Int found = std::min(missing, left);
    take(lot, found);
    missing -= found;
  }
  if (missing == 0) return std::nullopt;
  if (settings_.policy == NegativePolicy::kReject) {
    return Refused(Reason::kInsufficientPoints, {{"available", std::to_string(points - missing)},
                                                 {"needed", std::to_string(points)}});
  }
  if (settings_.policy == NegativePolicy::kChargePartner) {
    not_recovered = missing;
    return std::nullopt;
  }
  if (owing != nullptr) {
    take(*owing, missing);
    return std::nullopt;
  }
  for (const auto& [lot, part] : short_of) {
    const Int owed = std::min(part, missing);
    take(lot, owed);
    missing -= owed;
  }
  return std::nullopt;
}

std::vector<std::pair<int, int>> Model::ExpiredAccounts(Moment now) const {
  std::vector<std::pair<int, int>> expired;
  for (const auto& [name, account] : accounts_) {
    const bool any = std::any_of(account.lots.begin(), account.lots.end(), [&](const auto& lot) {
      return lot.second > 0 && lot.first.expires_on <= LocalDate(now, settings_.zone);
    });
    if (any) expired.push_back(name);
  }
  return expired;
}

Model::WhyNot Model::Expire(const Command& c, Outcome& outcome) {
  Int accounts = 0;
  Int lots = 0;
  for (const AccountName& account : c.accounts) {
    Entry entry;
    Transaction& t = entry.t;
    t = Describe(c, Type::kExpiry, account.first);
    t.partner = 0;
    t.currency = account.second;
    t.event_time = now_;
    for (const auto& [lot, free] : FreeLots(account)) {
      if (free <= 0 || lot.expires_on > Today()) continue;
      t.lots.emplace_back(lot, -free);
      t.points -= free;
      const Command& terms = ByVersion(terms_, {lot.issuer, t.currency}, lot.terms_version)->said;
      const Wide price =
          terms.charge_on_redemption ? 0 : Price(free, terms.issue_price, t.currency);
      const Wide share = HalfEven(price * terms.breakage_ppm, 1'000'000);
      // A sweep posts what fits.
      if (AddLeg(t, lot.issuer, LegKind::kBreakage, share, -free)) return std::nullopt;
    }
    if (t.lots.empty()) continue;
    ++accounts;
    lots += static_cast<Int>(t.lots.size());
    Outcome unused;
    Post(std::move(entry), unused);
  }
  outcome.text =
      "swept " + std::to_string(lots) + " lots of " + std::to_string(accounts) + " accounts";
  return std::nullopt;
}

}  // namespace coalition::simulation
