#include "tests/simulation/facts.h"

#include <algorithm>
#include <cstdlib>

namespace coalition::simulation {

std::string FactName(const std::string& what, std::initializer_list<Int> numbers) {
  constexpr std::size_t kWidth = 6;
  std::string name = what;
  for (const Int number : numbers) {
    const std::string text = std::to_string(number);
    name += name.size() == what.size() ? " " : "/";
    name += std::string(kWidth - std::min(kWidth, text.size()), '0') + text;
  }
  return name;
}

std::string OutcomeName(const RequestName& request) {
  return "outcome " + std::to_string(request.scope) + ":" + request.id;
}

std::optional<std::string> KeptOf(const Facts& facts, const Command& command) {
  const auto outcome = facts.find(OutcomeName(NameOf(command)));
  if (outcome == facts.end()) return std::nullopt;
  const std::string& text = outcome->second;
  auto kept = facts.end();
  if (text.starts_with("#")) kept = facts.find(FactName("journal", {std::atoll(text.c_str() + 1)}));
  if (text == kMade && command.kind == Kind::kEnroll) {
    kept = facts.find(FactName("member", {command.new_member}));
  }
  return kept == facts.end() ? text : kept->second;
}

std::string HoldText(Moment expires_at, const Lots& reserved) {
  return ToText(reserved) + " until " + MomentText(expires_at);
}

std::string PositionName(Int window, int partner, const std::string& money, Type type,
                         LegKind kind) {
  return FactName("position", {window, partner}) + " " + money + " " + Name(type) + " " +
         Name(kind);
}

std::string PositionText(Int lines, Int points, Int amount) {
  return std::to_string(lines) + " lines, " + std::to_string(points) + " points, " +
         std::to_string(amount) + " micros";
}

std::string SettlementText(Int opening, Int net, Int minor_units, Int closing) {
  return std::to_string(opening) + " opening, " + std::to_string(net) + " net, " +
         std::to_string(minor_units) + " minor units, " + std::to_string(closing) + " closing";
}

std::string WindowText(Int first, Int end, Moment opened_at, Moment closed_at,
                       const std::string& label) {
  std::string text = "from #" + std::to_string(first) + ", opened " + MomentText(opened_at);
  if (end != 0) {
    text +=
        ", to #" + std::to_string(end) + ", closed " + MomentText(closed_at) + " '" + label + "'";
  }
  return text;
}

std::string MemberText(const MemberView& view, int merged_into, std::vector<int> merged,
                       bool erased) {
  std::sort(merged.begin(), merged.end());
  std::string text = ToText(view);
  if (merged_into != 0) text += ", merged into m" + std::to_string(merged_into);
  for (const int other : merged) text += ", was m" + std::to_string(other);
  return text + (erased ? ", erased" : "");
}

std::string ReversedText(Int points, Int partner_points, Int amount, Int carry_change,
                         Int counterpart_points, bool complete, Int closed_by) {
  return std::to_string(points) + " points, " + std::to_string(partner_points) +
         " partner points, " + std::to_string(amount) + " micros, " + std::to_string(carry_change) +
         " of the carry, " + std::to_string(counterpart_points) + " of the counterpart" +
         (complete ? ", complete" : "") +
         (closed_by != 0 ? ", closed by #" + std::to_string(closed_by) : "");
}

std::string AuditText(Moment at, const std::string& action, const std::string& words) {
  return MomentText(at) + " " + action + " '" + words + "'";
}

}  // namespace coalition::simulation
