#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/overloaded.h"
#include "server/domain/plan.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

Points Magnitude(Points points) { return points < kNone ? -points : points; }

// The measures of an earn or burn that reversals take from.
struct Measures {
  Points points;
  PartnerPoints partner_points;
  Money amount;
  const std::vector<PurchaseLine>* lines = nullptr;
};

Measures MeasuresOf(const Transaction& original) {
  Measures whole{Magnitude(original.points), original.partner_points, {}, nullptr};
  if (const auto* purchase = std::get_if<Purchase>(&original.facts)) {
    whole.amount = purchase->amount;
    whole.lines = &purchase->lines;
  } else if (const auto* money_off = std::get_if<Money>(&original.facts)) {
    whole.amount = *money_off;
  }
  return whole;
}

// numerator / denominator of the original is reversed after this.
struct Share {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  bool IsWhole() const { return numerator == denominator; }
  // Part of `whole`, which the share cannot make larger.
  std::int64_t Of(std::int64_t whole, RoundTo round) const {
    return *MulDiv(whole, numerator, denominator, round);
  }
  // The same, but never less than what is `done`: lines that cost nothing may make a share that is
  // smaller than the one before it.
  std::int64_t Towards(std::int64_t whole, std::int64_t done, RoundTo round) const {
    const std::int64_t part = Of(whole, round);
    return whole < 0 ? std::min(done, part) : std::max(done, part);
  }
};

Rejection Exceeds(std::int64_t remaining) {
  return Rejection{Reason::kReversalExceedsOriginal, {{"remaining", std::to_string(remaining)}}};
}

Rejection LineExceeds(std::int32_t line, std::int64_t remaining) {
  Rejection rejection = Exceeds(remaining);
  rejection.metadata["line"] = std::to_string(line);
  return rejection;
}

Decided<Share> ShareOf(std::int64_t part, std::int64_t reversed, std::int64_t whole) {
  if (part > whole - reversed) return Exceeds(whole - reversed);
  return Share{reversed + part, whole};
}

bool LinesAreLeft(const std::vector<PurchaseLine>& lines, const ReversalState& state) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (state.line_quantities[i] < lines[i].quantity) return true;
  }
  return false;
}

// Counts the lines into `after`.
Decided<Share> ShareOfLines(const std::vector<LineQuantity>& selected, const Measures& whole,
                            const ReversalState& reversed, ReversalState& after) {
  if (whole.lines == nullptr) return LineExceeds(selected.front().line, 0);
  after.line_quantities.resize(whole.lines->size());
  Wide value = 0;
  for (const LineQuantity& part : selected) {
    const auto index = static_cast<std::size_t>(part.line - 1);
    if (index >= whole.lines->size()) return LineExceeds(part.line, 0);
    const PurchaseLine& line = (*whole.lines)[index];
    std::int64_t& done = after.line_quantities[index];
    if (part.quantity > line.quantity - done) {
      return LineExceeds(part.line, line.quantity - done);
    }
    done += part.quantity;
    value += static_cast<Wide>(part.quantity) * line.unit_price.value();
  }
  if (!LinesAreLeft(*whole.lines, after)) return Share{1, 1};
  const std::int64_t amount = whole.amount.amount.value();
  const std::int64_t left = amount - reversed.amount.value();
  if (value > left) return Exceeds(left);
  if (amount == 0) return Share{0, 1};
  return Share{amount - left + static_cast<std::int64_t>(value), amount};
}

Decided<Share> ShareAfter(const Reverse& reverse, const Measures& whole,
                          const ReversalState& reversed, ReversalState& after) {
  if (reversed.complete) return Exceeds(0);
  using Result = Decided<Share>;
  return std::visit(Overloaded{[&](const EverythingLeft&) -> Result {
                                 return Share{1, 1};
                               },
                               [&](const Points& part) -> Result {
                                 return ShareOf(part.value(), reversed.points.value(),
                                                whole.points.value());
                               },
                               [&](const PartnerPoints& part) -> Result {
                                 return ShareOf(part.value(), reversed.partner_points.value(),
                                                whole.partner_points.value());
                               },
                               [&](const Money& part) -> Result {
                                 if (part.currency != whole.amount.currency) return Exceeds(0);
                                 return ShareOf(part.amount.value(), reversed.amount.value(),
                                                whole.amount.amount.value());
                               },
                               [&](const std::vector<LineQuantity>& lines) -> Result {
                                 return ShareOfLines(lines, whole, reversed, after);
                               }},
                    reverse.part);
}

// Every measure moves with the share, and none goes back. `by_lines`: lines that cost nothing may
// be left when all the money is gone.
void Advance(const Share& share, const Measures& whole, bool by_lines, ReversalState& state) {
  const auto towards = [&](auto& done, auto total) {
    using Measure = std::remove_reference_t<decltype(done)>;
    done = Measure(share.Towards(total.value(), done.value(), RoundTo::kFloor));
  };
  towards(state.points, whole.points);
  towards(state.partner_points, whole.partner_points);
  towards(state.amount, whole.amount.amount);
  state.complete = share.IsWhole() && !(by_lines && LinesAreLeft(*whole.lines, state));
}

// Units of lot movement `index` that are reversed when `reversed` points of the whole are: the last
// movement is taken back first.
Points ReversedInLot(const Transaction& original, std::size_t index, Points reversed) {
  Points before_it = reversed;
  for (std::size_t i = original.lots.size() - 1; i > index; --i) {
    before_it -= Magnitude(original.lots[i].points);
  }
  return std::clamp(before_it, kNone, Magnitude(original.lots[index].points));
}

struct Slice {
  LotKey lot;
  Points points;
};

// What this reversal takes back of each movement, the last first.
std::vector<Slice> SlicesOf(const Transaction& original, Points before, Points after) {
  std::vector<Slice> slices;
  for (std::size_t i = original.lots.size(); i-- > 0;) {
    const Points points = ReversedInLot(original, i, after) - ReversedInLot(original, i, before);
    if (points > kNone) slices.push_back({original.lots[i].lot, points});
  }
  return slices;
}

// Movements of one reversal, at most one per lot.
class Movements {
 public:
  void Add(const LotKey& lot, Points points) {
    if (points == kNone) return;
    const auto same = std::find_if(movements_.begin(), movements_.end(),
                                   [&](const LotMovement& m) { return m.lot == lot; });
    if (same == movements_.end()) {
      movements_.push_back({lot, points});
    } else {
      same->points += points;
    }
  }
  std::vector<LotMovement> Take() { return std::move(movements_); }

 private:
  std::vector<LotMovement> movements_;
};

struct TakenBack {
  std::vector<LotMovement> movements;
  Points not_recovered;
};

// Own lots first, then the other unexpired ones in burn order, then the network's policy.
Decided<TakenBack> TakeBack(const std::vector<Slice>& slices, const Account& account, Date date,
                            NegativeBalancePolicy policy) {
  Account left = account;
  Movements movements;
  const auto take = [&](const LotKey& lot, Points wanted) {
    const Points taken = std::clamp(left.PointsIn(lot), kNone, wanted);
    if (taken == kNone) return kNone;
    left.Apply({lot, -taken});
    movements.Add(lot, -taken);
    return taken;
  };
  Points needed = kNone;
  Points missing = kNone;
  std::vector<Slice> short_of;
  for (const Slice& slice : slices) {
    const Points taken = take(slice.lot, slice.points);
    needed += slice.points;
    missing += slice.points - taken;
    if (taken < slice.points) short_of.push_back({slice.lot, slice.points - taken});
  }
  const std::vector<Lot> others = left.lots();
  for (const Lot& lot : others) {
    if (missing > kNone && lot.key.expires_on > date) missing -= take(lot.key, missing);
  }
  if (missing > kNone && policy == NegativeBalancePolicy::kReject) {
    return InsufficientPoints(needed - missing, needed);
  }
  if (policy == NegativeBalancePolicy::kChargePartner) {
    return TakenBack{movements.Take(), missing};
  }
  for (const Slice& slice : short_of) {
    const Points owed = std::min(slice.points, missing);
    movements.Add(slice.lot, -owed);
    missing -= owed;
  }
  return TakenBack{movements.Take(), kNone};
}

// The partners' legs of this reversal; counts them into `after`. `recovered` of `reversed` points
// came back; what an issuer paid for the rest stays charged. Where that can be, an issue leg moves
// by whole points, lest it be paid back by parts too small to take a point back.
std::vector<MoneyLeg> LegsOf(const Transaction& original, const Share& share,
                             NegativeBalancePolicy policy, const ReversalState& before,
                             ReversalState& after, Points recovered) {
  std::vector<MoneyLeg> legs;
  after.legs.resize(original.legs.size());
  const Points reversed = after.points - before.points;
  for (std::size_t i = 0; i < original.legs.size(); ++i) {
    const MoneyLeg& leg = original.legs[i];
    if (leg.partner == kNetwork) continue;
    Share leg_share = share;
    if (leg.kind == LegKind::kIssue && policy == NegativeBalancePolicy::kChargePartner &&
        original.points != kNone) {
      leg_share = Share{after.points.value(), original.points.value()};
    }
    MoneyLeg back = leg;
    back.lot_index = -1;
    if (leg.lot_index >= 0) {
      const auto lot = static_cast<std::size_t>(leg.lot_index);
      const Points in_lot = ReversedInLot(original, lot, after.points);
      leg_share = Share{in_lot.value(), Magnitude(original.lots[lot].points).value()};
      back.points = in_lot - ReversedInLot(original, lot, before.points);
    } else {
      back.points = leg.kind == LegKind::kIssue        ? -recovered
                    : leg.kind == LegKind::kRedemption ? reversed
                                                       : kNone;
    }
    const Micros target(
        leg_share.Towards(leg.money.amount.value(), after.legs[i].value(), RoundTo::kHalfEven));
    back.money.amount = after.legs[i] - target;
    after.legs[i] = target;
    if (leg.kind == LegKind::kIssue && recovered != reversed) {
      back.money.amount = Micros(*MulDiv(back.money.amount.value(), recovered.value(),
                                         reversed.value(), RoundTo::kHalfEven));
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

}  // namespace

Decided<ReversalPlan> PlanReversal(const Reverse& reverse, const EventContext& context,
                                   const Transaction& original, const ReversalState& reversed,
                                   const Account& account, const Carries& carries) {
  const Rejection overflow{Reason::kAmountOverflow, {}};
  const NegativeBalancePolicy policy = context.catalog.network.negative_balance;
  const Measures whole = MeasuresOf(original);
  ReversalPlan plan{{{}, carries}, reversed};
  ReversalState& after = plan.state;
  const auto share = ShareAfter(reverse, whole, reversed, after);
  if (!share.ok()) return share.rejection();
  const auto* lines = std::get_if<std::vector<LineQuantity>>(&reverse.part);
  Advance(*share, whole, lines != nullptr, after);
  const Points points = after.points - reversed.points;

  Transaction& transaction = plan.posting.transaction;
  const auto slices = SlicesOf(original, reversed.points, after.points);
  if (original.type == TransactionType::kBurn) {
    transaction.points = points;
    for (const Slice& slice : slices) transaction.lots.push_back({slice.lot, slice.points});
  } else {
    auto taken = TakeBack(slices, account, context.date, policy);
    if (!taken.ok()) return taken.rejection();
    transaction.points = taken->not_recovered - points;
    transaction.not_recovered = taken->not_recovered;
    transaction.lots = std::move(taken->movements);
  }
  if (!account.Fits(transaction.lots)) return overflow;

  auto legs = WithNetworkLegs(
      LegsOf(original, *share, policy, reversed, after, points - transaction.not_recovered));
  if (!legs) return overflow;
  transaction.legs = *std::move(legs);
  if (original.conversion) {
    Carries& now = plan.posting.carries;
    transaction.conversion = ReverseCarry(
        original, *share, after, original.type == TransactionType::kEarn ? now.earn : now.burn);
    if (!transaction.conversion) return overflow;
  }
  transaction.type = TransactionType::kReversal;
  transaction.partner = original.partner;
  transaction.member = original.member;
  transaction.currency = original.currency;
  transaction.event_time = context.event_time;
  transaction.partner_points = after.partner_points - reversed.partner_points;
  transaction.terms_version = original.terms_version;
  transaction.original = original.id;
  transaction.original_type = original.type;
  if (lines != nullptr) transaction.reversed_lines = *lines;
  transaction.reference = reverse.reference;
  return plan;
}

}  // namespace coalition::domain
