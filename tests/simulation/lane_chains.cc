#include "tests/simulation/lane_chains.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "tests/simulation/facts.h"

namespace coalition::simulation {
namespace {

// Whose lane it is. Absent: all lanes together, or it is not known whose.
struct Home {
  std::optional<int> lane;
  bool whole = false;
};

Home HomeOf(const Model& model, const MemberRef& ref) {
  if (!ref.identifier) return {model.LaneOfMember(ref.member), false};
  const int named = model.NamedBy(*ref.identifier);
  if (named == 0) return {};
  return {model.LaneOfMember(named), false};
}

Home HomeOf(const Model& model, const Command& c) {
  switch (c.kind) {
    case Kind::kEarn:
    case Kind::kBurn:
    case Kind::kAuthorize:
    case Kind::kConvert:
      return HomeOf(model, c.member);
    case Kind::kCapture:
    case Kind::kVoid:
    case Kind::kReverse: {
      // What is not a number of the ledger is anybody's, so the first lane's.
      const int lane = model.LaneOfNumber(c.target_sequence);
      return {lane < model.lanes() ? lane : 0, false};
    }
    case Kind::kTransfer: {
      const Home from = HomeOf(model, c.member);
      const Home to = HomeOf(model, c.to_member);
      if (!from.lane || !to.lane) return {};
      return from.lane == to.lane ? from : Home{{}, true};
    }
    case Kind::kExpire: {
      std::set<int> lanes;
      for (const auto& [member, currency] : c.accounts) lanes.insert(model.LaneOfMember(member));
      return lanes.size() == 1 ? Home{*lanes.begin(), false} : Home{{}, true};
    }
    case Kind::kEnroll:
      return {model.LaneOfMember(c.new_member), false};
    case Kind::kLink:
    case Kind::kUnlink:
      return {model.LaneOfMember(c.member.member), false};
    default:
      return {{}, true};
  }
}

// When it was posted, or made a member; absent when it was not, since `clock`.
std::optional<Moment> MadeAt(const Unit& unit, Moment clock) {
  const Heard& heard = unit.heard.front();
  const auto posting = PostingOf(heard);
  const auto at = posting ? posting->decided_at : EnrolledAt(heard);
  return at >= clock ? at : std::nullopt;
}

std::string TextOf(const Heard& heard) {
  return heard.answer ? heard.answer->text : heard.kept.value_or("");
}

}  // namespace

std::string ToText(const Chain& chain) {
  std::string text = chain.whole ? "in all lanes, one after the other\n" : "one after the other\n";
  for (const Unit& unit : chain.units) {
    for (std::size_t i = 0; i < unit.commands.size(); ++i) {
      const Heard& heard = unit.heard[i];
      const std::string what = heard.answer ? ToText(*heard.answer)
                                            : "no answer, kept: " + heard.kept.value_or("nothing");
      const auto posting = PostingOf(heard);
      text += std::string(i > 0 ? "    and " : "  ") + Name(unit.commands[i].kind) + " " +
              unit.commands[i].id + ": " + what.substr(0, what.find('\n')) +
              (posting ? " decided at " + MomentText(posting->decided_at) : "") + "\n";
    }
  }
  return text;
}

std::vector<Unit> UnitsOf(const std::vector<Command>& commands, const std::vector<Heard>& heard) {
  std::vector<Unit> units;
  bool goes_on = false;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!goes_on) units.emplace_back();
    units.back().commands.push_back(commands[i]);
    if (i < heard.size()) units.back().heard.push_back(heard[i]);
    goes_on = commands[i].linked;
  }
  return units;
}

bool IsWhole(const Model& model, const std::vector<Command>& commands) {
  std::set<RequestName> names;
  std::optional<int> linked_lane;
  bool is_after_linked = false;
  for (const Command& command : commands) {
    const Home home = HomeOf(model, command);
    if (home.whole && (command.kind != Kind::kTransfer || commands.size() > 1)) return true;
    if (!names.insert(NameOf(command)).second) return true;
    if (is_after_linked && linked_lane && home.lane && linked_lane != home.lane) return true;
    linked_lane = home.lane;
    is_after_linked = command.linked;
  }
  return false;
}

std::vector<Chain> ChainsOf(const Model& model, const std::vector<Command>& commands,
                            const std::vector<Heard>& heard) {
  std::vector<Unit> units = UnitsOf(commands, heard);
  if (IsWhole(model, commands)) return {{std::move(units), true}};
  std::vector<Chain> chains;
  std::map<int, std::size_t> of_lane;
  for (Unit& unit : units) {
    const Home home = HomeOf(model, unit.commands.front());
    std::size_t chain = chains.size();
    if (home.lane) chain = of_lane.try_emplace(*home.lane, chain).first->second;
    if (chain == chains.size()) chains.emplace_back();
    chains[chain].units.push_back(std::move(unit));
  }
  return chains;
}

std::set<RequestName> RepeatedIn(const Model::Submissions& submissions) {
  std::set<RequestName> names;
  std::set<RequestName> repeated;
  for (const auto& commands : submissions) {
    for (const Command& command : commands) {
      if (!names.insert(NameOf(command)).second) repeated.insert(NameOf(command));
    }
  }
  return repeated;
}

std::optional<Posting> PostingOf(const Heard& heard) {
  const std::string text = TextOf(heard);
  if (!text.starts_with("#")) return std::nullopt;
  const Int number = std::atoll(text.c_str() + 1);
  return Posting{number / kLaneNumbers - 1, static_cast<int>(number % kLaneNumbers)};
}

std::optional<Moment> EnrolledAt(const Heard& heard) {
  constexpr std::string_view kSince = " since ";
  const std::string text = TextOf(heard);
  if (!text.starts_with("member ")) return std::nullopt;
  const auto at = text.find(kSince) + kSince.size();
  return ParseMoment(text.substr(at, text.find(',', at) - at));
}

bool TellsOf(const std::string& kept, const Answer& answer) {
  if (kept == kMade) return true;
  const auto enrolled_at = EnrolledAt({{}, kept});
  return enrolled_at ? enrolled_at == EnrolledAt({answer, {}}) : kept == answer.text;
}

std::optional<int> LaneOf(const Model& model, const Command& command) {
  return HomeOf(model, command).lane;
}

std::vector<std::size_t> LikelyNext(const std::vector<Chain>& chains,
                                    const std::vector<std::size_t>& done,
                                    const std::vector<int>& urgency, Moment clock) {
  enum class Sort { kRejected, kDated, kLinked };
  constexpr Moment kEnd = std::numeric_limits<Moment>::max();
  std::vector<std::tuple<int, Moment, Sort, std::size_t>> heads;
  Moment next = kEnd;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    std::span<const Unit> rest(chains[i].units);
    rest = rest.subspan(done[i]);
    if (rest.empty()) continue;
    const Heard& heard = rest.front().heard.front();
    Sort sort = Sort::kRejected;
    Moment at = 0;
    if (const auto made_at = MadeAt(rest.front(), clock)) {
      sort = Sort::kDated;
      at = *made_at;
      next = std::min(next, at);
    } else if (EnrolledAt(heard) || heard.kept == kMade) {
      sort = Sort::kLinked;
      const auto made = std::find_if(rest.begin(), rest.end(), [&](const Unit& unit) {
        return MadeAt(unit, clock).has_value();
      });
      at = made == rest.end() ? kEnd : *MadeAt(*made, clock);
    }
    heads.emplace_back(-urgency[i], at, sort, i);
  }
  for (auto& [urgent, at, sort, i] : heads) {
    if (sort == Sort::kLinked) at = std::min(at, next);
  }
  std::sort(heads.begin(), heads.end());
  std::vector<std::size_t> order;
  for (const auto& head : heads) order.push_back(std::get<std::size_t>(head));
  return order;
}

}  // namespace coalition::simulation
