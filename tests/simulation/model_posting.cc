// What all postings share: dates, lots, money, limits, and how a transaction changes the ledger.
#include <algorithm>
#include <set>

#include "tests/simulation/model.h"

namespace coalition::simulation {
namespace {

constexpr Int kTotalMax = 100'000'000'000'000'000;
constexpr Int kNetworkTotalMax = 10 * kTotalMax;
constexpr Int kMillion = 1'000'000;

bool IsWithin(Wide total, Int maximum) { return -maximum <= total && total <= maximum; }

}  // namespace

Transaction Model::Describe(const Command& c, Type type, int member) const {
  Transaction t;
  t.type = type;
  t.partner = c.partner;
  t.member = member;
  t.currency = c.currency;
  t.request_id = c.id;
  t.words = c.words;
  return t;
}

Model::WhyNot Model::DateEvent(const Command& c, Transaction& t) const {
  t.event_time = c.event_time.value_or(now_);
  const Moment latest = now_ + 5 * kMinute;
  const Moment earliest = now_ - partners_.at(c.partner).backdating_days * kDay;
  if (earliest <= t.event_time && t.event_time <= latest) return std::nullopt;
  return Refused(Reason::kEventTimeOutOfRange,
                 {{"earliest", ShortMomentText(earliest)}, {"latest", ShortMomentText(latest)}});
}

Model::WhyNot Model::CheckActive(int partner) const {
  if (!partners_.at(partner).suspended) return std::nullopt;
  return Refused(Reason::kPartnerSuspended, {{"partner_id", partners_.at(partner).handle}});
}

Model::WhyNot Model::CheckQuote(const Command& c) const {
  if (!c.quote_expires_at || *c.quote_expires_at > now_) return std::nullopt;
  return Refused(Reason::kQuoteExpired, {{"expired_at", ShortMomentText(*c.quote_expires_at)}});
}

Model::WhyNot Model::NoRate(int partner, int currency, const std::string& missing) const {
  return Refused(Reason::kNoRateInForce, {{"partner_id", partners_.at(partner).handle},
                                          {"currency", currencies_.at(currency).code},
                                          {"missing", missing}});
}

Model::WhyNot Model::FindTerms(const Command& c, Moment at, const Dated*& terms) const {
  const std::pair key(c.partner, c.currency);
  terms = c.quote_expires_at ? ByVersion(terms_, key, c.quoted_terms) : InForce(terms_, key, at);
  if (terms == nullptr) return NoRate(c.partner, c.currency, "terms");
  return std::nullopt;
}

// Lots less what open holds reserve; below zero where a reserved lot was taken back.
std::map<LotName, Int> Model::FreeLots(const AccountName& account) const {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return {};
  std::map<LotName, Int> free = found->second.lots;
  for (const auto& [authorization, hold] : found->second.holds) {
    if (hold.expires_at <= now_) continue;
    for (const auto& [lot, points] : hold.reserved) free[lot] -= points;
  }
  return free;
}

Balance Model::BalanceAt(const AccountName& account, Date date) const {
  Balance balance;
  balance.as_of = date;
  balance.expiring_on = kNever;
  for (const auto& [lot, points] : FreeLots(account)) {
    const bool pending = lot.available_on > date;
    if (points < 0) balance.available += points;
    if (points <= 0 || lot.expires_on <= date) continue;
    (pending ? balance.pending : balance.available) += points;
    if (lot.expires_on == kNever || lot.expires_on > balance.expiring_on) continue;
    if (lot.expires_on < balance.expiring_on) balance.expiring = 0;
    balance.expiring_on = lot.expires_on;
    balance.expiring += points;
  }
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return balance;
  for (const auto& [authorization, hold] : found->second.holds) {
    if (hold.expires_at <= now_) continue;
    for (const auto& [lot, points] : hold.reserved) balance.held += points;
  }
  return balance;
}

Int Model::AvailableOf(int member, int currency) const {
  return BalanceAt({Survivor(member), currency}, LocalDate(Now(), settings_.zone)).available;
}

LotName Model::OwnLot(const Dated& terms, int partner, Date date) const {
  LotName lot;
  lot.issuer = partner;
  lot.terms_version = terms.version;
  lot.available_on = date + terms.said.pending_days;
  const int months = terms.said.valid_months;
  lot.expires_on = months == 0 ? kNever : FirstOfMonthAfter(date, months + 1);
  return lot;
}

Lots Model::PlanCredit(const AccountName& account, const LotName& own, Int points) const {
  Lots credited;
  const auto found = accounts_.find(account);
  if (found != accounts_.end()) {
    for (const auto& [lot, held] : found->second.lots) {
      // What the own lot owes is repaid by what is left for it.
      const Int owed = lot == own ? 0 : std::max<Int>(0, -held);
      const Int repaid = std::min(points, owed);
      if (repaid > 0) credited.emplace_back(lot, repaid);
      points -= repaid;
    }
  }
  if (points > 0) credited.emplace_back(own, points);
  return credited;
}

Model::WhyNot Model::PlanDebit(const AccountName& account, Int points, Date date,
                               Lots& lots) const {
  if (points == 0) return std::nullopt;
  const Int available = BalanceAt(account, date).available;
  if (points > available) {
    return Refused(Reason::kInsufficientPoints,
                   {{"available", std::to_string(available)}, {"needed", std::to_string(points)}});
  }
  for (const auto& [lot, free] : FreeLots(account)) {
    if (free <= 0 || lot.available_on > date || lot.expires_on <= date || points == 0) continue;
    const Int taken = std::min(points, free);
    lots.emplace_back(lot, taken);
    points -= taken;
  }
  return std::nullopt;
}

Wide Model::Price(Int points, Int per_thousand, int currency) const {
  Wide thousand = 1'000;
  for (int i = 0; i < currencies_.at(currency).scale; ++i) thousand *= 10;
  return HalfEven(static_cast<Wide>(points) * per_thousand, thousand);
}

Model::WhyNot Model::AddLeg(Transaction& t, int partner, LegKind kind, Wide amount,
                            Int points) const {
  if (!FitsInt(amount)) return Refused(Reason::kAmountOverflow);
  t.legs.push_back(
      {partner, kind, partners_.at(partner).money, static_cast<Int>(amount), points, 0, {}});
  return std::nullopt;
}

// What an issuer pays for points that it credits.
Model::WhyNot Model::AddIssueLegs(Transaction& t, const Dated& terms, int currency, Int points,
                                  bool with_fee) const {
  const Command& said = terms.said;
  const Wide price = Price(points, said.issue_price, currency);
  if (!FitsInt(price)) return Refused(Reason::kAmountOverflow);
  const Wide issue = said.charge_on_redemption ? 0 : -price;
  if (const WhyNot why = AddLeg(t, said.partner, LegKind::kIssue, issue, points)) return why;
  if (!with_fee) return std::nullopt;
  const Wide fee = said.earn_fee + HalfEven(price * said.earn_fee_ppm, kMillion);
  return fee == 0 ? std::nullopt : AddLeg(t, said.partner, LegKind::kFee, -fee, 0);
}

// What a redeemer is paid for the points of `t`, and what the issuers of its lots pay.
Model::WhyNot Model::AddRedemptionLegs(Transaction& t, const Dated& terms, bool with_fee) const {
  const Command& said = terms.said;
  const Wide price = Price(-t.points, said.redemption_price, t.currency);
  if (const WhyNot why = AddLeg(t, said.partner, LegKind::kRedemption, price, t.points)) return why;
  const Wide fee =
      with_fee ? said.burn_fee + HalfEven(price * said.burn_fee_ppm, kMillion) : Wide{0};
  if (fee != 0) {
    if (const WhyNot why = AddLeg(t, said.partner, LegKind::kFee, -fee, 0)) return why;
  }
  for (const auto& [lot, points] : t.lots) {
    const Dated* issued = ByVersion(terms_, {lot.issuer, t.currency}, lot.terms_version);
    if (!issued->said.charge_on_redemption) continue;
    const Wide charge = Price(points, issued->said.issue_price, t.currency);
    const WhyNot why = AddLeg(t, lot.issuer, LegKind::kRedemptionCharge, charge, points);
    if (why) return why;
    t.legs.back().counterparty = said.partner;
    t.legs.back().lot = lot;
  }
  return std::nullopt;
}

// The network is the other side of every leg.
void Model::AddNetworkLegs(Transaction& t) {
  std::map<std::pair<std::string, LegKind>, Int> sums;
  for (const Leg& leg : t.legs) {
    const LegKind kind = leg.kind == LegKind::kFee        ? LegKind::kFeeIncome
                         : leg.kind == LegKind::kBreakage ? LegKind::kBreakageExpense
                                                          : LegKind::kClearing;
    sums[{leg.money, kind}] -= leg.amount;
  }
  for (const auto& [name, amount] : sums) {
    t.legs.push_back({0, name.second, name.first, amount, 0, 0, {}});
  }
}

Int Model::Position(int partner, CapKind kind) const {
  const Int open = static_cast<Int>(windows_.size());
  Int position = 0;
  for (auto entry = journal_.rbegin(); entry != journal_.rend(); ++entry) {
    if (kind == CapKind::kPostpaid && (*entry)->t.window != open) break;
    for (const Leg& leg : (*entry)->t.legs) position += leg.partner == partner ? leg.amount : 0;
  }
  return position;
}

// No running total passes 10^17.
Model::WhyNot Model::CheckTotals(const Transaction& t) const {
  struct Side {
    AccountName account;
    const Lots* lots;
  };
  std::vector<Side> sides{{{t.member, t.currency}, &t.lots}};
  if (t.counterpart) {
    sides.push_back({{t.counterpart->member, t.counterpart->currency}, &t.counterpart->lots});
  }
  std::map<std::pair<int, int>, Wide> outstanding;
  for (const Side& side : sides) {
    std::map<LotName, Wide> lots;
    if (const auto found = accounts_.find(side.account); found != accounts_.end()) {
      for (const auto& [lot, points] : found->second.lots) lots[lot] = points;
    }
    for (const auto& [lot, points] : *side.lots) {
      lots[lot] += points;
      outstanding[{lot.issuer, side.account.second}] += points;
    }
    Wide owned = 0;
    for (const auto& [lot, points] : lots) owned += points;
    if (!IsWithin(owned, kTotalMax)) return Refused(Reason::kAmountOverflow);
  }
  for (auto& [issuer, change] : outstanding) {
    for (const auto& [name, account] : accounts_) {
      if (name.second != issuer.second) continue;
      for (const auto& [lot, points] : account.lots) {
        if (lot.issuer == issuer.first) change += points;
      }
    }
    if (!IsWithin(change, kTotalMax)) return Refused(Reason::kAmountOverflow);
  }
  // Only sums that can come near the bound are worth adding up.
  const auto is_huge = [](const Transaction& one) {
    constexpr Int kHuge = kTotalMax / 100'000;
    return std::any_of(one.legs.begin(), one.legs.end(), [](const Leg& leg) {
      return !IsWithin(leg.amount, kHuge) || !IsWithin(leg.points, kHuge);
    });
  };
  const bool any_huge = is_huge(t) || std::any_of(journal_.begin(), journal_.end(),
                                                  [&](auto& e) { return is_huge(e->t); });
  if (!any_huge) return std::nullopt;
  const Int open = static_cast<Int>(windows_.size());
  for (const Leg& leg : t.legs) {
    Wide amount = 0;
    Wide points = 0;
    const auto count = [&](const Transaction& other) {
      for (const Leg& one : other.legs) {
        const bool same = other.type == t.type && one.partner == leg.partner &&
                          one.kind == leg.kind && one.money == leg.money;
        amount += same ? one.amount : 0;
        points += same ? one.points : 0;
      }
    };
    count(t);
    for (const auto& entry : journal_) {
      if (entry->t.window == open) count(entry->t);
    }
    const Int maximum = leg.partner == 0 ? kNetworkTotalMax : kTotalMax;
    if (!IsWithin(amount, maximum) || !IsWithin(points, maximum)) {
      return Refused(Reason::kAmountOverflow);
    }
  }
  return std::nullopt;
}

Model::WhyNot Model::CheckLimits(const Command& c, Entry& entry, Int points) const {
  const auto found = limits_.find({c.partner, c.currency});
  if (found == limits_.end()) return std::nullopt;
  entry.counted = true;
  const bool earns = c.kind == Kind::kEarn;
  Wide member_day = points;
  Wide partner_day = points;
  for (const auto& other : journal_) {
    const Transaction& t = other->t;
    const bool same_day = LocalDate(t.posted_at, settings_.zone) == Today();
    const bool same_direction = (t.type == Type::kEarn) == earns;
    if (!other->counted || !same_day || !same_direction) continue;
    if (t.partner != c.partner || t.currency != c.currency) continue;
    Int counted = t.points < 0 ? -t.points : t.points;
    for (const auto& [lot, reserved] : t.reserved) counted += reserved;
    partner_day += counted;
    member_day += Survivor(t.member) == Survivor(entry.t.member) ? counted : 0;
  }
  struct Limit {
    const char* what;
    Wide total;
  };
  const Limit kLimits[] = {{" points per transaction", points},
                           {" points per member and day", member_day},
                           {" points per partner and day", partner_day}};
  for (std::size_t i = 0; i < 3; ++i) {
    const Int maximum = found->second[2 * i + (earns ? 0 : 1)];
    if (maximum == 0 || kLimits[i].total <= maximum) continue;
    return Refused(Reason::kLimitExceeded,
                   {{"limit", std::string(earns ? "earn" : "burn") + kLimits[i].what},
                    {"maximum", std::to_string(maximum)}});
  }
  return std::nullopt;
}

Model::WhyNot Model::CheckCap(const Transaction& t, int currency) const {
  const Dated* terms = InForce(terms_, {t.partner, currency}, now_);
  if (terms == nullptr || terms->said.cap == CapKind::kNone) return std::nullopt;
  Int charge = 0;
  for (const Leg& leg : t.legs) charge += leg.partner == t.partner ? leg.amount : 0;
  const Int position = Position(t.partner, terms->said.cap);
  if (charge >= 0 || position + charge >= -terms->said.cap_limit) return std::nullopt;
  return Refused(Reason::kNetDebitCapExceeded,
                 {{"cap_micros", std::to_string(terms->said.cap_limit)},
                  {"position_micros", std::to_string(position)},
                  {"charge_micros", std::to_string(charge)},
                  {"currency_code", partners_.at(t.partner).money}});
}

void Model::Move(const AccountName& account, const Lots& lots) {
  std::map<LotName, Int>& held = accounts_[account].lots;
  for (const auto& [lot, points] : lots) {
    held[lot] += points;
    if (held[lot] == 0) held.erase(lot);
  }
}

// Of each partner that comes to owe more than the threshold of its terms, for a currency that
// moves, once.
void Model::NoteAlerts(const Transaction& t) {
  std::set<int> currencies{t.currency};
  if (t.counterpart) currencies.insert(t.counterpart->currency);
  std::map<int, Int> changes;
  for (const Leg& leg : t.legs) changes[leg.partner] += leg.amount;
  for (const auto& [partner, change] : changes) {
    bool alerts = false;
    for (const int currency : currencies) {
      const Dated* terms = InForce(terms_, {partner, currency}, now_);
      if (terms == nullptr || terms->said.cap == CapKind::kNone) continue;
      const Int threshold = terms->said.cap_alert;
      const Int before = Position(partner, terms->said.cap);
      alerts = alerts || (threshold != 0 && before >= -threshold && before + change < -threshold);
    }
    if (alerts) Audit("NET_DEBIT_ALERT", "");
  }
}

void Model::Post(Entry entry, Outcome& outcome) {
  Transaction& t = entry.t;
  t.sequence = NextSequence();
  t.posted_at = now_;
  if (settings_.lanes > 1) {
    t.sequence += LaneOfMember(t.member);
    t.posted_at = ++passed_;
  }
  t.window = static_cast<Int>(windows_.size());
  AddNetworkLegs(t);
  NoteAlerts(t);

  const AccountName account(t.member, t.currency);
  Move(account, t.lots);
  if (t.type == Type::kAuthorization) {
    accounts_[account].holds[t.sequence] = {t.hold_expires_at, t.reserved};
  }
  if (t.type == Type::kCapture || t.type == Type::kVoid) {
    accounts_[account].holds.erase(t.original);
    reversed_[t.original].closed_by = t.sequence;
    reversed_[t.original].complete = true;
  }
  if (entry.carry_after) carries_[entry.carry_after->first] = entry.carry_after->second;
  if (t.counterpart) {
    Counterpart& other = *t.counterpart;
    Move({other.member, other.currency}, other.lots);
    other.balance = BalanceAt({other.member, other.currency}, DateOfEvent(t));
    other.previous = std::exchange(last_[{other.member, other.currency}], t.sequence);
  }
  t.balance = BalanceAt(account, DateOfEvent(t));
  t.previous = std::exchange(last_[account], t.sequence);
  outcome.sequence = t.sequence;
  places_[t.sequence] = journal_.size();
  journal_.push_back(std::make_shared<const Entry>(std::move(entry)));
}

}  // namespace coalition::simulation
