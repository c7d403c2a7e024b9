#include "server/domain/reversal_share.h"

#include <algorithm>
#include <string>
#include <type_traits>

#include "server/domain/overloaded.h"

namespace coalition::domain {
namespace {

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

// None goes back. `by_lines`: lines that cost nothing may be left when all the money is gone.
void MoveTo(const Share& share, const Measures& whole, bool by_lines, ReversalState& state) {
  const auto towards = [&](auto& done, auto total) {
    using Measure = std::remove_reference_t<decltype(done)>;
    done = Measure(share.Towards(total.value(), done.value(), RoundTo::kFloor));
  };
  towards(state.points, whole.points);
  towards(state.partner_points, whole.partner_points);
  towards(state.amount, whole.amount.amount);
  towards(state.counterpart_points, whole.counterpart_points);
  state.complete = share.IsWhole() && !(by_lines && LinesAreLeft(*whole.lines, state));
}

}  // namespace

Points Magnitude(Points points) { return points < Points(0) ? -points : points; }

Measures MeasuresOf(const Transaction& original) {
  Measures whole;
  whole.points = Magnitude(original.points);
  whole.partner_points = original.partner_points;
  if (original.counterpart) whole.counterpart_points = original.counterpart->points;
  if (const auto* purchase = std::get_if<Purchase>(&original.facts)) {
    whole.amount = purchase->amount;
    whole.lines = &purchase->lines;
  } else if (const auto* money_off = std::get_if<Money>(&original.facts)) {
    whole.amount = *money_off;
  }
  return whole;
}

std::int64_t Share::Of(std::int64_t whole, RoundTo round) const {
  return *MulDiv(whole, numerator, denominator, round);
}

std::int64_t Share::Towards(std::int64_t whole, std::int64_t done, RoundTo round) const {
  const std::int64_t part = Of(whole, round);
  return whole < 0 ? std::min(done, part) : std::max(done, part);
}

Decided<Share> Advance(const Reverse& reverse, const Measures& whole, const ReversalState& reversed,
                       ReversalState& state) {
  const auto share = ShareAfter(reverse, whole, reversed, state);
  if (!share.ok()) return share.rejection();
  MoveTo(*share, whole, std::holds_alternative<std::vector<LineQuantity>>(reverse.part), state);
  return share;
}

}  // namespace coalition::domain
