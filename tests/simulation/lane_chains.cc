#include "tests/simulation/lane_chains.h"

#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <utility>

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

}  // namespace

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

std::optional<Posting> PostingOf(const Heard& heard) {
  const std::string& text = heard.answer ? heard.answer->text : heard.kept.value_or("");
  if (!text.starts_with("#")) return std::nullopt;
  const Int number = std::atoll(text.c_str() + 1);
  return Posting{number / kLaneNumbers - 1, static_cast<int>(number % kLaneNumbers)};
}

std::optional<Moment> EnrolledAt(const Heard& heard) {
  constexpr std::string_view kSince = " since ";
  if (!heard.answer || !heard.answer->text.starts_with("member ")) return std::nullopt;
  const std::string& text = heard.answer->text;
  const auto at = text.find(kSince) + kSince.size();
  return ParseMoment(text.substr(at, text.find(',', at) - at));
}

std::optional<int> LaneOf(const Model& model, const Command& command) {
  return HomeOf(model, command).lane;
}

}  // namespace coalition::simulation
