// Earning, burning, and what an amount is worth.
#include <algorithm>

#include "tests/simulation/model.h"

namespace coalition::simulation {
namespace {

constexpr Int kMicrosPerUnit = 1'000'000;

Int PurchaseAmount(const Command& c) {
  if (c.measure != Measure::kPurchase || c.lines.empty()) return c.amount;
  Int sum = 0;
  for (const Line& line : c.lines) sum += line.a * line.b;
  return sum;
}

Int DividesBoth(Int a, Int b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<Int>(product / std::gcd(a, b));
}

}  // namespace

// Currency points per one of what is measured.
Ratio Model::FactorOf(const Command& rate, Measure measure, const std::string& activity) {
  switch (measure) {
    case Measure::kPurchase:
      return Times(Times(rate.purchase_rate, {1, kMicrosPerUnit}), rate.earn_rate);
    case Measure::kMoney:
      return Times(Times(rate.money_off_rate, {1, kMicrosPerUnit}), rate.burn_rate);
    case Measure::kActivity:
      for (const ActivityRate& one : rate.activities) {
        if (one.type == activity) return Times(one.per_unit, rate.earn_rate);
      }
      break;
    default:
      break;
  }
  return Times(rate.earn_rate, {1, 1});
}

Int Model::CarryDenominatorOf(const Command& rate, bool burning) {
  if (burning) return FineDenominator(Times(rate.burn_rate, {1, 1}).d);
  Int common = Times(rate.earn_rate, {1, 1}).d;
  if (rate.purchase_rate.d != 0) {
    common = DividesBoth(common, FactorOf(rate, Measure::kPurchase, "").d);
  }
  for (const ActivityRate& one : rate.activities) {
    common = DividesBoth(common, FactorOf(rate, Measure::kActivity, one.type).d);
  }
  return FineDenominator(common);
}

Model::Carry Model::CarryOf(const CarryName& name) const {
  const auto found = carries_.find(name);
  return found == carries_.end() ? Carry{} : found->second;
}

// The rate for what `c` measures, and what it says of it.
Model::WhyNot Model::FindRate(const Command& c, Moment at, const Dated*& rate,
                              Source& source) const {
  const std::pair key(c.partner, c.currency);
  rate = c.quote_expires_at ? ByVersion(rates_, key, c.quoted_rate) : InForce(rates_, key, at);
  if (rate == nullptr) return NoRate(c.partner, c.currency, "exchange rate");
  const Command& said = rate->said;
  source.quantity = PurchaseAmount(c);
  const bool earns = c.kind == Kind::kEarn;
  switch (c.measure) {
    case Measure::kPurchase:
    case Measure::kMoney: {
      const Ratio& per_unit = earns ? said.purchase_rate : said.money_off_rate;
      if (per_unit.d == 0 || partners_.at(c.partner).money != c.money) {
        const std::string what = earns ? "purchase rate for " : "money-off rate for ";
        return NoRate(c.partner, c.currency, what + c.money);
      }
      source.partner_points = Times(per_unit, {1, kMicrosPerUnit});
      source.factor = FactorOf(said, c.measure, "");
      return std::nullopt;
    }
    case Measure::kActivity:
      for (const ActivityRate& one : said.activities) {
        if (one.type != c.activity) continue;
        source.partner_points = one.per_unit;
        source.factor = FactorOf(said, c.measure, c.activity);
        return std::nullopt;
      }
      return NoRate(c.partner, c.currency, "activity rate for " + c.activity);
    default:
      source.factor = Times(earns ? said.earn_rate : said.burn_rate, {1, 1});
      return std::nullopt;
  }
}

Model::WhyNot Model::NotePartnerPoints(const Source& source, Transaction& t) {
  const Wide partner_points =
      Floor(static_cast<Wide>(source.quantity) * source.partner_points.n, source.partner_points.d);
  if (!FitsInt(partner_points)) return Refused(Reason::kAmountOverflow);
  t.partner_points = static_cast<Int>(partner_points);
  return std::nullopt;
}

Model::WhyNot Model::ConvertEarned(const Dated& rate, const Source& source, Entry& entry) const {
  Transaction& t = entry.t;
  if (const WhyNot why = NotePartnerPoints(source, t)) return why;
  Applied applied{rate.version, rate.said.earn_rate, 0, 0, 0};
  const Wide n = static_cast<Wide>(source.quantity) * source.factor.n;
  Wide credited = 0;
  bool nothing = false;
  if (rate.said.rounding == Rounding::kCarry) {
    const Int d = CarryDenominatorOf(rate.said, false);
    const CarryName name(t.member, t.partner, t.currency, 0, false);
    const Carry carry = CarryOf(name);
    const Wide before = Floor(static_cast<Wide>(carry.n) * d, carry.d);
    const Wide total = n * (d / source.factor.d) + before;
    credited = std::max<Wide>(0, Floor(total, d));
    const Wide after = total - credited * d;
    applied.carry = static_cast<Int>(after);
    applied.carry_denominator = d;
    applied.carry_change = static_cast<Int>(after - before);
    entry.carry_after = {name, {applied.carry, d}};
    nothing = credited == 0 && applied.carry_change == 0;
  } else {
    credited = rate.said.rounding == Rounding::kFloor ? Floor(n, source.factor.d)
                                                      : HalfEven(n, source.factor.d);
    nothing = credited == 0;
  }
  if (!FitsInt(credited)) return Refused(Reason::kAmountOverflow);
  if (nothing) {
    return Refused(Reason::kRateYieldsNothing, {{"rate_version", std::to_string(rate.version)}});
  }
  t.points = static_cast<Int>(credited);
  t.applied = applied;
  return std::nullopt;
}

// Into t.points, below zero.
Model::WhyNot Model::ConvertBurned(const Dated& rate, Measure measure, const Source& source,
                                   Entry& entry, std::optional<Int> held_max) const {
  Transaction& t = entry.t;
  if (const WhyNot why = NotePartnerPoints(source, t)) return why;
  const bool authorizes = t.type == Type::kAuthorization;
  Applied applied{rate.version, rate.said.burn_rate, 0, 0, 0};
  const Wide n = static_cast<Wide>(source.quantity) * source.factor.n;
  const Wide ceiling = Ceiling(n, source.factor.d);
  Wide debited = 0;
  bool nothing = false;
  if (measure == Measure::kMoney || (authorizes && rate.said.rounding == Rounding::kCarry)) {
    debited = ceiling;
  } else if (rate.said.rounding == Rounding::kCarry) {
    const Int d = CarryDenominatorOf(rate.said, true);
    const CarryName name(t.member, t.partner, t.currency, 0, true);
    const Carry carry = CarryOf(name);
    const Wide before = Floor(static_cast<Wide>(carry.n) * d, carry.d);
    const Wide exact = n * (d / source.factor.d);
    debited = std::max<Wide>(0, Ceiling(exact - before, d));
    if (held_max) debited = std::min<Wide>(debited, *held_max);
    const Wide after = before + debited * d - exact;
    if (!FitsInt(debited)) return Refused(Reason::kAmountOverflow);
    applied.carry = static_cast<Int>(after);
    applied.carry_denominator = d;
    applied.carry_change = static_cast<Int>(after - before);
    entry.carry_after = {name, {applied.carry, d}};
    nothing = debited == 0 && applied.carry_change == 0;
  } else {
    debited = rate.said.rounding == Rounding::kFloor ? Floor(n, source.factor.d)
                                                     : HalfEven(n, source.factor.d);
    nothing = debited == 0;
  }
  if (!FitsInt(debited)) return Refused(Reason::kAmountOverflow);
  if (nothing) {
    return Refused(Reason::kRateYieldsNothing, {{"rate_version", std::to_string(rate.version)}});
  }
  t.points = static_cast<Int>(-debited);
  t.applied = applied;
  return std::nullopt;
}

Model::WhyNot Model::Earn(const Command& c, Outcome& outcome) {
  int member = 0;
  bool enrolls = false;
  if (const WhyNot why = FindMember(c, c.member, member)) {
    enrolls = c.enroll_if_unknown && why->reason == Reason::kMemberNotFound;
    if (!enrolls) return why;
    member = c.new_member;
  }
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kEarn, member);
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckActive(c.partner)) return why;
  if (const WhyNot why = CheckQuote(c)) return why;
  const Dated* terms = nullptr;
  if (const WhyNot why = FindTerms(c, t.event_time, terms)) return why;
  t.terms_version = terms->version;
  entry.measure = c.measure;
  if (c.measure == Measure::kPoints) {
    t.points = c.amount;
  } else {
    const Dated* rate = nullptr;
    Source source;
    if (const WhyNot why = FindRate(c, t.event_time, rate, source)) return why;
    if (const WhyNot why = ConvertEarned(*rate, source, entry)) return why;
  }
  if (c.measure == Measure::kPurchase) {
    entry.money = c.money;
    entry.amount = PurchaseAmount(c);
    entry.lines = c.lines;
  }
  const LotName own = OwnLot(*terms, c.partner, DateOfEvent(t));
  t.lots = PlanCredit({member, c.currency}, own, t.points);
  if (const WhyNot why = AddIssueLegs(t, *terms, c.currency, t.points, true)) return why;
  if (const WhyNot why = CheckTotals(t)) return why;
  if (const WhyNot why = CheckLimits(c, entry, t.points)) return why;
  if (const WhyNot why = CheckCap(t, c.currency)) return why;
  if (enrolls) AddMember(member, {*c.member.identifier}, "code-" + c.id);
  Post(std::move(entry), outcome);
  return std::nullopt;
}

Model::WhyNot Model::Burn(const Command& c, Outcome& outcome) {
  int member = 0;
  if (const WhyNot why = FindMember(c, c.member, member)) return why;
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, c.kind == Kind::kBurn ? Type::kBurn : Type::kAuthorization, member);
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckActive(c.partner)) return why;
  if (const WhyNot why = CheckQuote(c)) return why;
  const Dated* terms = nullptr;
  if (const WhyNot why = FindTerms(c, t.event_time, terms)) return why;
  t.terms_version = terms->version;
  entry.measure = c.measure;
  if (c.measure == Measure::kPoints) {
    t.points = -c.amount;
  } else {
    const Dated* rate = nullptr;
    Source source;
    if (const WhyNot why = FindRate(c, t.event_time, rate, source)) return why;
    if (const WhyNot why = ConvertBurned(*rate, c.measure, source, entry, {})) return why;
  }
  if (c.measure == Measure::kMoney) {
    entry.money = c.money;
    entry.amount = c.amount;
  }
  const AccountName account(member, c.currency);
  const Int points = -t.points;
  Lots taken;
  if (const WhyNot why = PlanDebit(account, points, DateOfEvent(t), taken)) return why;
  if (c.kind == Kind::kAuthorize) {
    t.points = 0;
    t.reserved = taken;
    t.hold_expires_at = now_ + c.hold_for_s * kSecond;
  } else {
    for (const auto& [lot, part] : taken) t.lots.emplace_back(lot, -part);
    if (const WhyNot why = AddRedemptionLegs(t, *terms, true)) return why;
  }
  if (const WhyNot why = CheckTotals(t)) return why;
  if (const WhyNot why = CheckLimits(c, entry, points)) return why;
  if (c.kind == Kind::kAuthorize) {
    constexpr int kHoldsMax = 32;
    int open = 0;
    for (const auto& [authorization, hold] : accounts_[account].holds) {
      open += hold.expires_at > now_ ? 1 : 0;
    }
    if (open >= kHoldsMax) {
      return Refused(Reason::kLimitExceeded, {{"limit", "open holds per member and currency"},
                                              {"maximum", std::to_string(kHoldsMax)}});
    }
  }
  Post(std::move(entry), outcome);
  return std::nullopt;
}

Model::WhyNot Model::Authorize(const Command& c, Outcome& outcome) { return Burn(c, outcome); }

}  // namespace coalition::simulation
