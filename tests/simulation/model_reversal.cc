// Taking back: all parts of a transaction advance to the same share of the whole.
#include <algorithm>

#include "tests/simulation/model.h"

namespace coalition::simulation {
namespace {

Rejection Exceeds(Int remaining) {
  return Refused(Reason::kReversalExceedsOriginal, {{"remaining", std::to_string(remaining)}});
}

Rejection LineExceeds(Int line, Int remaining) {
  Rejection why = Exceeds(remaining);
  why.metadata["line"] = std::to_string(line);
  return why;
}

Int Magnitude(Int points) { return points < 0 ? -points : points; }

bool IsReversible(Type type) {
  return type == Type::kEarn || type == Type::kBurn || type == Type::kCapture ||
         type == Type::kConversion;
}

// Lots, last first, without the first `skipped` points of that order.
Lots LastFirst(const Lots& lots, Int skipped) {
  Lots left;
  for (auto lot = lots.rbegin(); lot != lots.rend(); ++lot) {
    const Int points = Magnitude(lot->second);
    const Int gone = std::min(skipped, points);
    skipped -= gone;
    if (points > gone) left.emplace_back(lot->first, points - gone);
  }
  return left;
}

}  // namespace

// How much of the original will have been taken back, as a fraction; notes what the measure of the
// request counts.
Model::WhyNot Model::ShareOf(const Command& c, const Entry& original, Reversed& r,
                             Share& share) const {
  if (r.complete || !IsReversible(original.t.type)) return Exceeds(0);
  if (c.measure == Measure::kLines) return ShareOfLines(c, original, r, share);
  if (c.measure == Measure::kAll) {
    r.complete = true;
    return std::nullopt;
  }
  Int whole = 0;
  Int done = 0;
  switch (c.measure) {
    case Measure::kPoints:
      whole = Magnitude(original.t.points);
      done = r.points;
      break;
    case Measure::kPartnerPoints:
      whole = original.t.partner_points;
      done = r.partner_points;
      break;
    default:
      whole = c.money == original.money ? original.amount : 0;
      done = c.money == original.money ? r.amount : 0;
      break;
  }
  if (c.amount > whole - done) return Exceeds(whole - done);
  share = {static_cast<Wide>(done) + c.amount, whole, false};
  r.complete = share.n == share.d;
  return std::nullopt;
}

Model::WhyNot Model::ShareOfLines(const Command& c, const Entry& original, Reversed& r,
                                  Share& share) const {
  r.lines.resize(original.lines.size());
  Int value = 0;
  for (const Line& asked : c.lines) {
    const bool exists = asked.a >= 1 && asked.a <= static_cast<Int>(original.lines.size());
    if (!exists) return LineExceeds(asked.a, 0);
    const std::size_t index = static_cast<std::size_t>(asked.a) - 1;
    const Int left = original.lines[index].a - r.lines[index];
    if (asked.b > left) return LineExceeds(asked.a, left);
    r.lines[index] += asked.b;
    value += asked.b * original.lines[index].b;
  }
  bool all = true;
  for (std::size_t i = 0; i < r.lines.size(); ++i) all = all && r.lines[i] == original.lines[i].a;
  if (all) {
    r.complete = true;
    return std::nullopt;
  }
  if (value > original.amount - r.amount) return Exceeds(original.amount - r.amount);
  share = {static_cast<Wide>(r.amount) + value, std::max<Int>(1, original.amount), value == 0};
  return std::nullopt;
}

// By how much a part grows towards its share, rounded down.
Int Model::Advance(Int whole, Int& done, const Share& share) {
  if (share.moves_nothing) return 0;
  const Int target = static_cast<Int>(Floor(whole * share.n, share.d));
  const Int step = target - done;
  done = target;
  return step;
}

Model::WhyNot Model::Reverse(const Command& c, Outcome& outcome) {
  const Entry* original = FindEntry(c.target_sequence);
  if (original == nullptr || original->t.partner != c.partner) {
    if (c.caller != 0) return Refused(Reason::kPermissionDenied);
    return Refused(Reason::kTransactionNotFound, {{"transaction_id", IdText(c.target_sequence)}});
  }
  Entry entry;
  Transaction& t = entry.t;
  t = Describe(c, Type::kReversal, Survivor(original->t.member));
  t.currency = original->t.currency;
  t.original = original->t.sequence;
  t.terms_version = original->t.terms_version;
  if (const WhyNot why = DateEvent(c, t)) return why;
  const auto found = reversed_.find(t.original);
  const Reversed before = found == reversed_.end() ? Reversed{} : found->second;
  Reversed r = before;
  Share share;
  if (const WhyNot why = ShareOf(c, *original, r, share)) return why;
  r.legs.resize(original->t.legs.size());

  const Int points = Advance(Magnitude(original->t.points), r.points, share);
  t.partner_points = Advance(original->t.partner_points, r.partner_points, share);
  Advance(original->amount, r.amount, share);
  if (original->t.type == Type::kEarn) {
    t.points = -points;
    if (const WhyNot why = TakeEarnBack(*original, before, entry)) return why;
  } else {
    GiveBurnBack(*original, before, points, entry);
    if (original->t.type == Type::kConversion) {
      t.counterpart = Counterpart{t.member, original->t.counterpart->currency, 0, {}, {}};
      t.counterpart->points =
          -Advance(original->t.counterpart->points, r.counterpart_points, share);
      if (const WhyNot why = TakeEarnBack(*original, before, entry)) return why;
    }
  }
  ReverseLegs(*original, share, before, r, entry);
  ReverseCarry(*original, share, r, entry);
  if (const WhyNot why = CheckTotals(t)) return why;
  Post(std::move(entry), outcome);
  reversed_[original->t.sequence] = r;
  return std::nullopt;
}

void Model::GiveBurnBack(const Entry& original, const Reversed& before, Int points,
                         Entry& entry) const {
  entry.t.points = points;
  for (const auto& [lot, taken] : LastFirst(original.t.lots, before.points)) {
    const Int back = std::min(points, taken);
    if (back > 0) entry.t.lots.emplace_back(lot, back);
    points -= back;
  }
}

// Of an earn its points, of a conversion those of its counterpart: as many as stand there, below
// zero.
Model::WhyNot Model::TakeEarnBack(const Entry& original, const Reversed& before,
                                  Entry& entry) const {
  Transaction& t = entry.t;
  const bool converted = t.counterpart.has_value();
  Int& points = converted ? t.counterpart->points : t.points;
  Lots& lots = converted ? t.counterpart->lots : t.lots;
  const Lots slices = converted ? LastFirst(original.t.counterpart->lots, before.counterpart_points)
                                : LastFirst(original.t.lots, before.points);
  const AccountName account(t.member, converted ? t.counterpart->currency : t.currency);
  const WhyNot why =
      TakeBack(account, -points, slices, DateOfEvent(t), nullptr, lots, t.not_recovered);
  points += t.not_recovered;
  return why;
}

void Model::ReverseLegs(const Entry& original, const Share& share, const Reversed& before,
                        Reversed& r, Entry& entry) const {
  Transaction& t = entry.t;
  const bool converted = t.counterpart.has_value();
  const bool stays_charged = settings_.policy == NegativePolicy::kChargePartner;
  for (std::size_t i = 0; i < original.t.legs.size(); ++i) {
    const Leg& leg = original.t.legs[i];
    if (leg.partner == 0) continue;
    Share reached = share;
    Leg back = leg;
    back.points = 0;
    back.lot = {};
    switch (leg.kind) {
      case LegKind::kIssue: {
        back.points = converted ? t.counterpart->points : t.points;
        // It follows the points.
        const Int whole = converted ? original.t.counterpart->points : original.t.points;
        if (stays_charged && whole > 0) {
          reached = {converted ? r.counterpart_points : r.points, whole, false};
        }
        break;
      }
      case LegKind::kRedemption:
        back.points = t.points;
        break;
      case LegKind::kRedemptionCharge: {
        // It follows the points of its lot.
        Int taken = 0;
        for (const auto& [lot, points] : original.t.lots) taken += lot == leg.lot ? -points : 0;
        Int left = 0;
        for (const auto& [lot, points] : LastFirst(original.t.lots, before.points)) {
          left += lot == leg.lot ? points : 0;
        }
        for (const auto& [lot, points] : t.lots) back.points += lot == leg.lot ? points : 0;
        if (back.points == 0) continue;
        reached = {static_cast<Wide>(taken) - left + back.points, taken, false};
        break;
      }
      default:
        break;
    }
    const Int target = share.moves_nothing
                           ? r.legs[i]
                           : static_cast<Int>(HalfEven(leg.amount * reached.n, reached.d));
    back.amount = r.legs[i] - target;
    r.legs[i] = target;
    if (leg.kind == LegKind::kIssue && t.not_recovered > 0) {
      const Int came = -back.points;
      back.amount =
          static_cast<Int>(HalfEven(static_cast<Wide>(back.amount) * came, came + t.not_recovered));
    }
    // One line tells of the transaction; others only of what they move.
    if (i > 0 && back.amount == 0 && back.points == 0) continue;
    t.legs.push_back(back);
  }
}

// The carry gives back the share of what the original put into it; what a new rate made a fraction
// of something else is rounded down.
void Model::ReverseCarry(const Entry& original, const Share& share, Reversed& r,
                         Entry& entry) const {
  if (!original.t.applied) return;
  Transaction& t = entry.t;
  t.applied = Applied{original.t.applied->rate_version, original.t.applied->rate, 0, 0, 0};
  if (!original.carry_after) return;
  const Int step = Advance(original.t.applied->carry_change, r.carry_change, share);
  CarryName name = original.carry_after->first;
  std::get<0>(name) = t.member;
  Carry carry = CarryOf(name);
  const Int d = original.t.applied->carry_denominator;
  if (carry.n == 0) carry.d = d;
  const Int change = static_cast<Int>(Floor(static_cast<Wide>(step) * carry.d, d));
  carry.n -= change;
  t.applied->carry = carry.n;
  t.applied->carry_denominator = carry.d;
  t.applied->carry_change = -change;
  entry.carry_after = {name, carry};
}

}  // namespace coalition::simulation
