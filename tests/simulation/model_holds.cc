// What becomes of a hold.
#include "tests/simulation/model.h"

namespace coalition::simulation {
// A partner is told nothing of what it did not report.
Model::WhyNot Model::FindAuthorization(const Command& c, const Entry*& authorization) const {
  authorization = FindEntry(c.target_sequence);
  const bool own = authorization != nullptr && authorization->t.partner == c.partner;
  if (!own && c.caller != 0) return Refused(Reason::kPermissionDenied);
  if (own && authorization->t.type == Type::kAuthorization) return std::nullopt;
  return Refused(Reason::kHoldNotFound, {{"transaction_id", IdText(c.target_sequence)}});
}

Model::WhyNot Model::CheckOpen(const Entry& authorization) const {
  const auto reversed = reversed_.find(authorization.t.sequence);
  if (reversed != reversed_.end() && reversed->second.closed_by != 0) {
    return Refused(Reason::kHoldClosed, {{"transaction_id", IdText(reversed->second.closed_by)}});
  }
  if (authorization.t.hold_expires_at > now_) return std::nullopt;
  return Refused(Reason::kHoldExpired,
                 {{"expired_at", ShortMomentText(authorization.t.hold_expires_at)}});
}

Model::WhyNot Model::Capture(const Command& c, Outcome& outcome) {
  const Entry* authorization = nullptr;
  if (const WhyNot why = FindAuthorization(c, authorization)) return why;
  const Transaction& held = authorization->t;
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kCapture, Survivor(held.member));
  t.currency = held.currency;
  t.original = held.sequence;
  t.terms_version = held.terms_version;
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckActive(c.partner)) return why;
  if (const WhyNot why = CheckOpen(*authorization)) return why;

  Int reserved = 0;
  for (const auto& [lot, points] : held.reserved) reserved += points;
  // All of it is in the measure in which it was authorised.
  Command asked = c;
  if (asked.measure == Measure::kAll) {
    asked.measure = authorization->measure;
    asked.amount = authorization->measure == Measure::kPoints          ? reserved
                   : authorization->measure == Measure::kPartnerPoints ? held.partner_points
                                                                       : authorization->amount;
    asked.money = authorization->money;
  }
  entry.measure = asked.measure;
  const bool in_points = asked.measure == Measure::kPoints;
  const bool has_measure =
      asked.measure == authorization->measure && asked.money == authorization->money;
  if (!in_points && !has_measure) return Refused(Reason::kInvalidField);
  const Int most = in_points                                  ? reserved
                   : asked.measure == Measure::kPartnerPoints ? held.partner_points
                                                              : authorization->amount;
  if (asked.amount > most) {
    return Refused(Reason::kInsufficientPoints,
                   {{"available", std::to_string(most)}, {"needed", std::to_string(asked.amount)}});
  }
  if (in_points) {
    t.points = -asked.amount;
  } else {
    const Dated* rate =
        ByVersion(rates_, {held.partner, held.currency}, held.applied->rate_version);
    const bool money = asked.measure == Measure::kMoney;
    Source source;
    source.quantity = asked.amount;
    source.factor =
        money ? FactorOf(rate->said, Measure::kMoney, "") : Times(rate->said.burn_rate, {1, 1});
    if (money) source.partner_points = Times(rate->said.money_off_rate, {1, 1'000'000});
    if (const WhyNot why = ConvertBurned(*rate, asked.measure, source, entry, reserved)) return why;
  }
  if (asked.measure == Measure::kMoney) {
    entry.money = asked.money;
    entry.amount = asked.amount;
  }
  Int left = -t.points;
  for (const auto& [lot, points] : held.reserved) {
    const Int part = std::min(left, points);
    if (part > 0) t.lots.emplace_back(lot, -part);
    left -= part;
  }
  const Dated* terms = ByVersion(terms_, {held.partner, held.currency}, held.terms_version);
  if (const WhyNot why = AddRedemptionLegs(t, *terms, true)) return why;
  if (const WhyNot why = CheckTotals(t)) return why;
  Post(std::move(entry), outcome);
  return std::nullopt;
}

Model::WhyNot Model::Void(const Command& c, Outcome& outcome) {
  const Entry* authorization = nullptr;
  if (const WhyNot why = FindAuthorization(c, authorization)) return why;
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kVoid, Survivor(authorization->t.member));
  t.currency = authorization->t.currency;
  t.original = authorization->t.sequence;
  if (const WhyNot why = DateEvent(c, t)) return why;
  if (const WhyNot why = CheckOpen(*authorization)) return why;
  Post(std::move(entry), outcome);
  return std::nullopt;
}

}  // namespace coalition::simulation
