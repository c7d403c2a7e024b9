// How the model takes back: which units a credit note is about, and what their return moves.
#include <algorithm>

#include "tests/replay/exact.h"
#include "tests/replay/model.h"

namespace coalition::replay_model {
namespace {

constexpr int kMicrosPerUnit = 1'000'000;

// A carry is a whole number of these: the smallest multiple of the fractions that the rate can make
// that is at least a billion.
Integer CarryFractions(const PartnerSettings& partner) {
  const Rational per_micro = partner.points_per_pound * partner.earn / kMicrosPerUnit;
  const Integer made = lcm(denominator(partner.earn), denominator(per_micro));
  const Integer billion = 1'000'000'000;
  return (billion + made - 1) / made * made;
}

}  // namespace

void Model::TakeBack(Member& member, std::size_t partner, const std::vector<Line>& lines,
                     std::chrono::sys_seconds time) {
  // Which units of which earns, before any is taken back; earns in the order of their first match.
  std::vector<std::size_t> order;
  std::map<std::size_t, std::map<std::size_t, Integer>> matched;
  for (const Line& returned : lines) {
    Integer missing = returned.units;
    for (std::size_t e = member.earned.size(); e-- > 0;) {
      const Earned& earned = member.earned[e];
      if (earned.partner != partner) continue;
      for (std::size_t l = earned.lines.size(); l-- > 0;) {
        const Line& line = earned.lines[l];
        if (line.sku != returned.sku) continue;
        const bool known = matched.contains(e) && matched[e].contains(l);
        const Integer already = known ? matched[e][l] : Integer(0);
        const Integer units = std::min<Integer>(missing, line.units - line.units_back - already);
        if (units == 0) continue;
        if (!matched.contains(e)) order.push_back(e);
        matched[e][l] += units;
        missing -= units;
      }
    }
    if (missing > 0) ++counts_["reverse unmatched lines"];
    counts_["reverse unmatched units"] += static_cast<std::int64_t>(missing);
  }
  for (const std::size_t e : order) {
    const bool done = Reverse(member, member.earned[e], matched[e], DateOf(time));
    ++counts_[done ? "reverse accepted" : "reverse rejected: INSUFFICIENT_POINTS"];
  }
}

bool Model::Reverse(Member& member, Earned& earned, const std::map<std::size_t, Integer>& units,
                    Date date) {
  // What share of the earn is taken back after this.
  Integer whole_value = 0;
  Integer value = 0;
  bool all = true;
  for (std::size_t l = 0; l < earned.lines.size(); ++l) {
    const Line& line = earned.lines[l];
    const auto now = units.find(l);
    const Integer back = now == units.end() ? Integer(0) : now->second;
    whole_value += line.units * line.price_micros;
    value += back * line.price_micros;
    all = all && line.units_back + back == line.units;
  }
  const Rational share = all                ? Rational(1)
                         : whole_value == 0 ? Rational(0)
                                            : Rational(earned.amount_back + value, whole_value);

  const Integer points_after = Floor(earned.points * share);
  const Integer points = points_after - earned.points_back;

  // Of the earn's movements the last goes back first. Take what the lots still have, then from the
  // member's other lots, in the order of a burn.
  std::map<LotName, Integer> left = member.lots;
  std::vector<Movement> short_of;
  Integer missing = 0;
  Integer skipped = earned.points_back;
  Integer wanted = points;
  for (auto movement = earned.lots.rbegin(); movement != earned.lots.rend(); ++movement) {
    const Integer gone = std::min(skipped, movement->second);
    skipped -= gone;
    const Integer part = std::min<Integer>(wanted, movement->second - gone);
    wanted -= part;
    if (part == 0) continue;
    Integer& held = left[movement->first];
    const Integer taken = std::clamp<Integer>(held, 0, part);
    held -= taken;
    if (taken < part) short_of.emplace_back(movement->first, part - taken);
    missing += part - taken;
  }
  for (auto& [name, held] : left) {
    if (held <= 0 || name.expires_on <= date) continue;
    const Integer taken = std::min(missing, held);
    held -= taken;
    missing -= taken;
  }
  if (missing > 0 && settings_.when_gone == WhenGone::kReject) return false;
  const Integer recovered = points - missing;
  if (settings_.when_gone == WhenGone::kAllowNegative) {
    for (const auto& [name, part] : short_of) {
      const Integer owed = std::min(part, missing);
      left[name] -= owed;
      missing -= owed;
    }
  }
  const bool charged = settings_.when_gone == WhenGone::kChargePartner;
  member.lots = std::move(left);

  // Money goes back in proportion; what was charged for points that are gone stays charged.
  // Where the partner stays charged, it is for points: by as many as went back.
  const bool by_points = charged && earned.points > 0;
  const Rational issue_share = by_points ? Rational(points_after, earned.points) : share;
  const Integer issue_after = HalfEven(earned.issue_micros * issue_share);
  const Integer fee_after = HalfEven(earned.fee_micros * share);
  Integer issue_back = earned.issue_back - issue_after;
  const Integer fee_back = earned.fee_back - fee_after;
  if (charged && recovered != points)
    issue_back = HalfEven(Rational(issue_back * recovered, points));
  PostLegs("REVERSAL", earned.partner, charged ? Integer(-recovered) : Integer(-points), issue_back,
           fee_back == 0 ? std::nullopt : std::optional<Integer>(fee_back));

  const Integer fractions = CarryFractions(SettingsOf(earned.partner));
  const Rational carry_after(Floor(earned.carry_change * fractions * share), fractions);
  member.carry[earned.partner] -= carry_after - earned.carry_back;

  for (const auto& [l, back] : units) earned.lines[l].units_back += back;
  earned.points_back = points_after;
  earned.amount_back += value;
  earned.issue_back = issue_after;
  earned.fee_back = fee_after;
  earned.carry_back = carry_after;
  return true;
}

}  // namespace coalition::replay_model
