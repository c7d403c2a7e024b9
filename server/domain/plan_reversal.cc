#include <algorithm>
#include <utility>

#include "server/domain/plan.h"
#include "server/domain/pricing.h"
#include "server/domain/reversal_share.h"
#include "server/domain/take_back.h"

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

// Units of movement `index` that are reversed when `reversed` points of all are: the last movement
// is taken back first.
Points ReversedInLot(const std::vector<LotMovement>& lots, std::size_t index, Points reversed) {
  for (std::size_t i = lots.size() - 1; i > index; --i) reversed -= Magnitude(lots[i].points);
  return std::clamp(reversed, kNone, Magnitude(lots[index].points));
}

// What this reversal takes back of each movement, the last first.
std::vector<Slice> SlicesOf(const std::vector<LotMovement>& lots, Points before, Points after) {
  std::vector<Slice> slices;
  for (std::size_t i = lots.size(); i-- > 0;) {
    const Points points = ReversedInLot(lots, i, after) - ReversedInLot(lots, i, before);
    if (points > kNone) slices.push_back({lots[i].lot, points});
  }
  return slices;
}

// What goes back of points that were credited: by an earn, or by a conversion to its counterpart.
struct Credit {
  Points whole;
  Points before;
  Points after;
  Points recovered;

  Points reversed() const { return after - before; }
};

// Absent for burns and captures, which credited nothing.
std::optional<Credit> CreditOf(const Transaction& original, const ReversalState& before,
                               const ReversalState& after, Points not_recovered) {
  Credit credit;
  if (original.counterpart) {
    credit = {original.counterpart->points, before.counterpart_points, after.counterpart_points,
              kNone};
  } else if (original.type == TransactionType::kEarn) {
    credit = {original.points, before.points, after.points, kNone};
  } else {
    return std::nullopt;
  }
  credit.recovered = credit.reversed() - not_recovered;
  return credit;
}

// The points of a leg that goes back.
Points PointsBack(const MoneyLeg& leg, const std::optional<Credit>& credit, Points reversed) {
  if (leg.kind == LegKind::kIssue) return -credit->recovered;
  return leg.kind == LegKind::kRedemption ? reversed : kNone;
}

// The partners' legs of this reversal; counts them into `after`. What an issuer paid for credited
// points that did not come back stays charged: where that can be, an issue leg moves by whole
// points, lest it be paid back by parts too small to take a point back.
std::vector<MoneyLeg> LegsOf(const Transaction& original, const Share& share,
                             NegativeBalancePolicy policy, const ReversalState& before,
                             ReversalState& after, const std::optional<Credit>& credit) {
  std::vector<MoneyLeg> legs;
  after.legs.resize(original.legs.size());
  for (std::size_t i = 0; i < original.legs.size(); ++i) {
    const MoneyLeg& leg = original.legs[i];
    if (leg.partner == kNetwork) continue;
    Share leg_share = share;
    if (leg.kind == LegKind::kIssue && policy == NegativeBalancePolicy::kChargePartner &&
        credit->whole != kNone) {
      leg_share = Share{credit->after.value(), credit->whole.value()};
    }
    MoneyLeg back = leg;
    back.lot_index = -1;
    if (leg.lot_index >= 0) {
      const auto lot = static_cast<std::size_t>(leg.lot_index);
      const Points in_lot = ReversedInLot(original.lots, lot, after.points);
      leg_share = Share{in_lot.value(), Magnitude(original.lots[lot].points).value()};
      back.points = in_lot - ReversedInLot(original.lots, lot, before.points);
    } else {
      back.points = PointsBack(leg, credit, after.points - before.points);
    }
    const Micros target(
        leg_share.Towards(leg.money.amount.value(), after.legs[i].value(), RoundTo::kHalfEven));
    back.money.amount = after.legs[i] - target;
    after.legs[i] = target;
    if (leg.kind == LegKind::kIssue && credit->recovered != credit->reversed()) {
      back.money.amount = Micros(*MulDiv(back.money.amount.value(), credit->recovered.value(),
                                         credit->reversed().value(), RoundTo::kHalfEven));
    }
    const bool moves = back.points != kNone || back.money.amount != Micros(0);
    if (legs.empty() || moves) legs.push_back(back);
  }
  return legs;
}

// Takes the reversed share of the original's fraction out of the carry. Absent on overflow.
std::optional<AppliedConversion> ReverseCarry(const Transaction& original, const Share& share,
                                              ReversalState& after, Carry& carry) {
  AppliedConversion applied = *original.conversion;
  if (!applied.carry_after) return applied;
  const std::int64_t target =
      share.Towards(original.conversion->carry_change, after.carry_change, RoundTo::kFloor);
  const Carry taken{target - after.carry_change, applied.carry_after->denominator};
  after.carry_change = target;

  if (carry.numerator == 0) carry.denominator = taken.denominator;
  const auto rescaled = Rescale(taken, carry.denominator);
  if (!rescaled || __builtin_sub_overflow(carry.numerator, rescaled->numerator, &carry.numerator)) {
    return std::nullopt;
  }
  applied.carry_after = carry;
  applied.carry_change = -rescaled->numerator;
  return applied;
}

std::vector<LotMovement> Returned(const std::vector<Slice>& slices) {
  std::vector<LotMovement> movements;
  for (const Slice& slice : slices) movements.push_back({slice.lot, slice.points});
  return movements;
}

// Moves points: back to where a burn took them from, and away from where an earn put them.
Decided<Accepted> MovePoints(const Transaction& original, const EventContext& context,
                             const ReversalState& before, const ReversalState& after,
                             const Account& account, const Account* counterpart,
                             Transaction& transaction) {
  const NegativeBalancePolicy policy = context.catalog.network.negative_balance;
  const auto slices = SlicesOf(original.lots, before.points, after.points);
  const Points points = after.points - before.points;
  if (original.type == TransactionType::kEarn) {
    auto taken = TakeBack(slices, account, context.date, policy);
    if (!taken.ok()) return taken.rejection();
    transaction.points = taken->not_recovered - points;
    transaction.not_recovered = taken->not_recovered;
    transaction.lots = std::move(taken->movements);
  } else {
    transaction.points = points;
    transaction.lots = Returned(slices);
  }
  if (counterpart != nullptr) {
    const Points credited = after.counterpart_points - before.counterpart_points;
    auto taken = TakeBack(
        SlicesOf(original.counterpart->lots, before.counterpart_points, after.counterpart_points),
        *counterpart, context.date, policy);
    if (!taken.ok()) return taken.rejection();
    transaction.not_recovered = taken->not_recovered;
    transaction.counterpart = Counterpart{counterpart->key().member,
                                          counterpart->key().currency,
                                          taken->not_recovered - credited,
                                          std::move(taken->movements),
                                          kNoSequence,
                                          {}};
  }
  if (!account.Fits(transaction.lots) ||
      (counterpart != nullptr && !counterpart->Fits(transaction.counterpart->lots))) {
    return Rejection{Reason::kAmountOverflow, {}};
  }
  return Accepted{};
}

}  // namespace

bool IsReversible(TransactionType type) {
  return type == TransactionType::kEarn || type == TransactionType::kBurn ||
         type == TransactionType::kCapture || type == TransactionType::kConversion;
}

Decided<ReversalPlan> PlanReversal(const Reverse& reverse, const EventContext& context,
                                   const Transaction& original, const ReversalState& reversed,
                                   const Account& account, const Account* counterpart,
                                   const Carries& carries) {
  const Rejection overflow{Reason::kAmountOverflow, {}};
  ReversalPlan plan{
      {NewTransaction(TransactionType::kReversal, original.partner, account, context.event_time),
       carries},
      reversed};
  ReversalState& after = plan.state;
  const auto share = Advance(reverse, MeasuresOf(original), reversed, after);
  if (!share.ok()) return share.rejection();

  Transaction& transaction = plan.posting.transaction;
  const auto moved =
      MovePoints(original, context, reversed, after, account, counterpart, transaction);
  if (!moved.ok()) return moved.rejection();
  auto legs = WithNetworkLegs(
      LegsOf(original, *share, context.catalog.network.negative_balance, reversed, after,
             CreditOf(original, reversed, after, transaction.not_recovered)));
  if (!legs) return overflow;
  transaction.legs = *std::move(legs);
  const bool burned =
      original.type == TransactionType::kBurn || original.type == TransactionType::kCapture;
  if (original.conversion) {
    Carries& now = plan.posting.carries;
    transaction.conversion = ReverseCarry(original, *share, after, burned ? now.burn : now.earn);
    if (!transaction.conversion) return overflow;
  }
  transaction.partner_points = after.partner_points - reversed.partner_points;
  transaction.terms_version = original.terms_version;
  transaction.original = original.id;
  transaction.original_type = original.type;
  if (const auto* lines = std::get_if<std::vector<LineQuantity>>(&reverse.part)) {
    transaction.reversed_lines = *lines;
  }
  transaction.reference = reverse.reference;
  return plan;
}

}  // namespace coalition::domain
