#include "server/reporting/reversal_audit.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <variant>
#include <vector>

#include "server/domain/plan.h"
#include "server/domain/pricing.h"
#include "server/reporting/expected_legs.h"

namespace coalition::reporting {
namespace {

using domain::LegKind;
using domain::LotMovement;
using domain::Micros;
using domain::MoneyLeg;
using domain::Points;
using domain::ReversalState;
using domain::RoundTo;
using domain::Transaction;
using domain::TransactionType;
using domain::Wide;

constexpr Points kNone{0};

Wide Magnitude(std::int64_t value) { return value < 0 ? -static_cast<Wide>(value) : value; }
Points Magnitude(Points points) { return points < kNone ? -points : points; }

// Between which fractions the share of the original lies that is reversed after a reversal, by what
// is seen of it.
class ShareBounds {
 public:
  // A measure of which `before` was reversed, and now `now`, rounded down.
  void AddFloored(std::int64_t whole, std::int64_t before, std::int64_t now) {
    if (whole == 0) return;
    const Wide done = Magnitude(now);
    // Below zero, down is away from it.
    const Wide most = whole > 0 ? done + 1 : done;
    if (now != before) Raise(most - 1, Magnitude(whole));
    Lower(most, Magnitude(whole));
  }
  // The same, rounded half-even.
  void AddHalved(std::int64_t whole, std::int64_t before, std::int64_t now) {
    if (whole == 0) return;
    if (now != before) Raise(2 * Magnitude(now) - 1, 2 * Magnitude(whole));
    Lower(2 * Magnitude(now) + 1, 2 * Magnitude(whole));
  }
  void Raise(Wide numerator, Wide denominator) {
    if (numerator * min_.denominator > min_.numerator * denominator) {
      min_ = {numerator, denominator};
    }
  }
  void Lower(Wide numerator, Wide denominator) {
    if (numerator * max_.denominator < max_.numerator * denominator) {
      max_ = {numerator, denominator};
    }
  }

  bool Possible() const {
    return min_.numerator * max_.denominator <= max_.numerator * min_.denominator;
  }
  std::int64_t MinOf(std::int64_t whole) const { return min_.Of(whole); }
  std::int64_t MaxOf(std::int64_t whole) const { return max_.Of(whole); }

 private:
  struct Fraction {
    Wide numerator;
    Wide denominator;
    std::int64_t Of(std::int64_t whole) const {
      return static_cast<std::int64_t>(whole * numerator / denominator);
    }
  };
  Fraction min_{0, 1};
  Fraction max_{1, 1};
};

// Of points in these movements, the last of which goes back first.
Points ReversedIn(const std::vector<LotMovement>& lots, std::size_t index, Points reversed) {
  for (std::size_t i = lots.size() - 1; i > index; --i) reversed -= Magnitude(lots[i].points);
  return std::clamp(reversed, kNone, Magnitude(lots[index].points));
}

// `whole` * numerator / denominator, half-even, but never less than what is `done`.
Micros Advanced(Micros whole, Micros done, Points numerator, Points denominator) {
  const Micros part(
      *domain::MulDiv(whole.value(), numerator.value(), denominator.value(), RoundTo::kHalfEven));
  return whole < Micros(0) ? std::min(done, part) : std::max(done, part);
}

struct Amount {
  Micros whole;
  const std::vector<domain::PurchaseLine>* lines = nullptr;
};

Amount AmountOf(const Transaction& original) {
  if (const auto* purchase = std::get_if<domain::Purchase>(&original.facts)) {
    return {purchase->amount.amount, &purchase->lines};
  }
  if (const auto* money_off = std::get_if<domain::Money>(&original.facts)) {
    return {money_off->amount, nullptr};
  }
  return {};
}

// One reversal, held against its original.
class ReversalPlay {
 public:
  ReversalPlay(const Transaction& original, const Transaction& reversal,
               domain::NegativeBalancePolicy policy, Reversed& reversed)
      : original_(original),
        reversal_(reversal),
        charges_partner_(policy == domain::NegativeBalancePolicy::kChargePartner),
        reversed_(reversed),
        before_(reversed.state),
        after_(reversed.state) {}

  std::string Run() {
    using Step = std::string (ReversalPlay::*)();
    static constexpr Step kSteps[] = {&ReversalPlay::CheckNames,  &ReversalPlay::CountPoints,
                                      &ReversalPlay::CheckLots,   &ReversalPlay::CheckLegs,
                                      &ReversalPlay::CheckCarry,  &ReversalPlay::CountLines,
                                      &ReversalPlay::CountAmount, &ReversalPlay::Finish};
    for (const Step step : kSteps) {
      if (std::string wrong = (this->*step)(); !wrong.empty()) return wrong;
    }
    return "";
  }

 private:
  std::string CheckNames() {
    const Transaction& o = original_;
    const Transaction& r = reversal_;
    const bool same = r.partner == o.partner && r.currency == o.currency &&
                      r.original_type == o.type && r.terms_version == o.terms_version &&
                      r.conversion.has_value() == o.conversion.has_value() &&
                      r.counterpart.has_value() == o.counterpart.has_value();
    const bool same_rate =
        !o.conversion || !r.conversion ||
        (r.conversion->rate_version == o.conversion->rate_version &&
         r.conversion->rate == o.conversion->rate &&
         r.conversion->carry_after.has_value() == o.conversion->carry_after.has_value());
    const bool same_currency =
        !o.counterpart || !r.counterpart || r.counterpart->currency == o.counterpart->currency;
    return same && same_rate && same_currency ? "" : "it differs from what it reverses";
  }

  std::string CountPoints() {
    const bool earn = original_.type == TransactionType::kEarn;
    const Points not_recovered = reversal_.not_recovered;
    points_ = earn ? not_recovered - reversal_.points : reversal_.points;
    const Points given_back =
        reversal_.counterpart ? not_recovered - reversal_.counterpart->points : kNone;
    const Points credited = original_.counterpart ? original_.counterpart->points : kNone;
    if (!Count(Magnitude(original_.points), points_, after_.points) ||
        !Count(original_.partner_points, reversal_.partner_points, after_.partner_points) ||
        !Count(credited, given_back, after_.counterpart_points)) {
      return "it reverses more than there was";
    }
    const Points recoverable = earn ? points_ : given_back;
    const bool may_miss = charges_partner_ && not_recovered <= recoverable;
    if (not_recovered < kNone || (not_recovered > kNone && !may_miss)) {
      return "points that were not recovered";
    }
    return "";
  }

  template <typename Measure>
  bool Count(Measure whole, Measure part, Measure& done) {
    if (part < Measure(0) || part > whole - done) return false;
    bounds_.AddFloored(whole.value(), done.value(), (done + part).value());
    done += part;
    return true;
  }

  // What was spent goes back to where it was taken from.
  std::string CheckLots() {
    if (original_.type == TransactionType::kEarn) return "";
    std::vector<LotMovement> expected;
    for (std::size_t i = original_.lots.size(); i-- > 0;) {
      const Points back = ReversedIn(original_.lots, i, after_.points) -
                          ReversedIn(original_.lots, i, before_.points);
      if (back > kNone) expected.push_back({original_.lots[i].lot, back});
    }
    return reversal_.lots == expected ? "" : "points do not go back to their lots";
  }

  std::string CheckLegs() {
    after_.legs.resize(original_.legs.size());
    std::vector<MoneyLeg> expected;
    for (std::size_t i = 0; i < original_.legs.size(); ++i) {
      if (original_.legs[i].partner == domain::kNetwork) continue;
      const MoneyLeg back = LegBack(i, expected.size());
      const bool moves = back.points != kNone || back.money.amount != Micros(0);
      if (expected.empty() || moves) expected.push_back(back);
    }
    const auto all = domain::WithNetworkLegs(std::move(expected));
    return all && SameLegs(*all, reversal_.legs) ? ""
                                                 : "its legs are not a share of its original's";
  }

  // Of the original's leg `index`; `position` among the reversal's legs, if it has it.
  MoneyLeg LegBack(std::size_t index, std::size_t position) {
    const MoneyLeg& leg = original_.legs[index];
    MoneyLeg back = leg;
    back.lot_index = -1;
    back.points = leg.kind == LegKind::kRedemption ? points_ : kNone;
    Micros& done = after_.legs[index];
    const Micros before = done;
    if (leg.lot_index >= 0) {
      const auto lot = static_cast<std::size_t>(leg.lot_index);
      const Points in_lot = ReversedIn(original_.lots, lot, after_.points);
      back.points = in_lot - ReversedIn(original_.lots, lot, before_.points);
      done = Advanced(leg.money.amount, done, in_lot, Magnitude(original_.lots[lot].points));
      back.money.amount = before - done;
      return back;
    }
    if (leg.kind == LegKind::kIssue) {
      const Credit credit = CreditBack();
      back.points = -credit.recovered;
      if (charges_partner_ && credit.whole != kNone) {
        done = Advanced(leg.money.amount, done, credit.after, credit.whole);
        back.money.amount = OfRecovered(before - done, credit);
        return back;
      }
    }
    back.money.amount = SeenAt(position, leg);
    done = before - back.money.amount;
    bounds_.AddHalved(leg.money.amount.value(), before.value(), done.value());
    return back;
  }

  struct Credit {
    Points whole;
    Points after;
    Points reversed;
    Points recovered;
  };

  // Of the points that were issued.
  Credit CreditBack() const {
    const bool other = original_.counterpart.has_value();
    Credit credit;
    credit.whole = other ? original_.counterpart->points : original_.points;
    credit.after = other ? after_.counterpart_points : after_.points;
    credit.reversed = credit.after - (other ? before_.counterpart_points : before_.points);
    credit.recovered = credit.reversed - reversal_.not_recovered;
    return credit;
  }

  static Micros OfRecovered(Micros amount, const Credit& credit) {
    if (credit.recovered == credit.reversed) return amount;
    return Micros(*domain::MulDiv(amount.value(), credit.recovered.value(), credit.reversed.value(),
                                  RoundTo::kHalfEven));
  }

  // What the reversal says of the leg; 0 when it leaves it out.
  Micros SeenAt(std::size_t position, const MoneyLeg& leg) const {
    if (position >= reversal_.legs.size()) return Micros(0);
    const MoneyLeg& seen = reversal_.legs[position];
    return seen.partner == leg.partner && seen.kind == leg.kind ? seen.money.amount : Micros(0);
  }

  std::string CheckCarry() {
    if (!original_.conversion || !original_.conversion->carry_after) return "";
    const domain::AppliedConversion& applied = *reversal_.conversion;
    if (applied.carry_after->denominator != original_.conversion->carry_after->denominator) {
      reversed_.carry_change_is_exact = false;
    }
    if (!reversed_.carry_change_is_exact) return "";
    if (__builtin_sub_overflow(after_.carry_change, applied.carry_change, &after_.carry_change)) {
      return "its carry does not fit";
    }
    bounds_.AddFloored(original_.conversion->carry_change, before_.carry_change,
                       after_.carry_change);
    return "";
  }

  std::string CountLines() {
    const Amount amount = AmountOf(original_);
    reversed_.by_lines = !reversal_.reversed_lines.empty();
    if (!reversed_.by_lines) return "";
    if (amount.lines == nullptr) return "it names lines that its original does not have";
    after_.line_quantities.resize(amount.lines->size());
    for (const domain::LineQuantity& part : reversal_.reversed_lines) {
      const auto index = static_cast<std::size_t>(part.line - 1);
      if (index >= amount.lines->size()) return "it names lines that its original does not have";
      const domain::PurchaseLine& line = (*amount.lines)[index];
      std::int64_t& done = after_.line_quantities[index];
      if (part.quantity <= 0 || part.quantity > line.quantity - done) {
        return "it reverses more of a line than there was";
      }
      done += part.quantity;
      value_of_lines_ += static_cast<Wide>(part.quantity) * line.unit_price.value();
    }
    after_.complete = true;
    for (std::size_t i = 0; i < amount.lines->size(); ++i) {
      if (after_.line_quantities[i] < (*amount.lines)[i].quantity) after_.complete = false;
    }
    return "";
  }

  std::string CountAmount() {
    const std::int64_t whole = AmountOf(original_).whole.value();
    reversed_.amount_whole = Micros(whole);
    const auto count = [&](Wide value) {
      return Micros(static_cast<std::int64_t>(std::min<Wide>(value, whole)));
    };
    if (reversed_.by_lines && after_.complete) {
      bounds_.Raise(1, 1);
    } else if (reversed_.by_lines) {
      reversed_.amount_min = count(reversed_.amount_min.value() + value_of_lines_);
      reversed_.amount_max = count(reversed_.amount_max.value() + value_of_lines_);
      if (whole != 0) {
        bounds_.Raise(reversed_.amount_min.value(), whole);
        bounds_.Lower(reversed_.amount_max.value(), whole);
      }
      return "";
    }
    reversed_.amount_min = std::max(reversed_.amount_min, Micros(bounds_.MinOf(whole)));
    reversed_.amount_max = std::max(reversed_.amount_max, Micros(bounds_.MaxOf(whole)));
    return "";
  }

  std::string Finish() {
    if (!bounds_.Possible()) return "its parts are not one share of its original";
    if (!reversed_.by_lines) {
      after_.complete = after_.points == Magnitude(original_.points) &&
                        after_.partner_points == original_.partner_points;
    }
    reversed_.state = std::move(after_);
    return "";
  }

  const Transaction& original_;
  const Transaction& reversal_;
  const bool charges_partner_;
  Reversed& reversed_;
  const ReversalState before_;
  ReversalState after_;
  ShareBounds bounds_;
  // By this reversal.
  Points points_;
  Wide value_of_lines_ = 0;
};

// Empty stands for zeros.
template <typename T>
bool SamePadded(std::vector<T> a, std::vector<T> b) {
  const std::size_t size = std::max(a.size(), b.size());
  a.resize(size);
  b.resize(size);
  return a == b;
}

}  // namespace

bool Reversed::Agrees(const ReversalState& kept) const {
  const bool is_complete =
      by_lines || amount_whole == Micros(0) ? state.complete : kept.amount == amount_whole;
  return kept.points == state.points && kept.partner_points == state.partner_points &&
         kept.counterpart_points == state.counterpart_points && kept.closed_by == state.closed_by &&
         kept.complete == is_complete && amount_min <= kept.amount && kept.amount <= amount_max &&
         (!carry_change_is_exact || kept.carry_change == state.carry_change) &&
         SamePadded(kept.line_quantities, state.line_quantities) &&
         SamePadded(kept.legs, state.legs);
}

std::string PlayReversal(const Transaction& original, const Transaction& reversal,
                         domain::NegativeBalancePolicy policy, Reversed& reversed) {
  if (!domain::IsReversible(original.type)) return "it reverses what cannot be reversed";
  return ReversalPlay(original, reversal, policy, reversed).Run();
}

}  // namespace coalition::reporting
