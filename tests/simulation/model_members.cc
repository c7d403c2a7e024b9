// Members: who is who.
#include <algorithm>

#include "tests/simulation/model.h"

namespace coalition::simulation {
namespace {

constexpr int kIdentifiersMax = 100;
constexpr int kMergedMax = 100;
constexpr int kHoldsMax = 32;

// "card" of "card/17".
std::string KindOf(const Identifier& identifier) {
  return identifier.name.substr(0, identifier.name.find('/'));
}

Rejection LimitExceeded(const std::string& limit, int maximum) {
  return Refused(Reason::kLimitExceeded, {{"limit", limit}, {"maximum", std::to_string(maximum)}});
}

}  // namespace

int Model::Survivor(int member) const {
  const auto found = members_.find(member);
  return found != members_.end() && found->second.merged_into != 0 ? found->second.merged_into
                                                                   : member;
}

bool Model::IsLinked(int member, int partner) const {
  const auto found = members_.find(member);
  return found != members_.end() &&
         std::any_of(found->second.identifiers.begin(), found->second.identifiers.end(),
                     [&](const Known& known) { return known.identifier.partner == partner; });
}

int Model::NamedBy(const Identifier& identifier) const {
  for (const auto& [number, member] : members_) {
    for (const Known& known : member.identifiers) {
      if (known.identifier == identifier) return number;
    }
  }
  return 0;
}

Model::WhyNot Model::FindMember(const Command& c, const MemberRef& ref, int& member) const {
  if (ref.identifier) {
    if (const int named = NamedBy(*ref.identifier)) {
      member = named;
      return std::nullopt;
    }
    return Refused(Reason::kMemberNotFound,
                   {{"kind", KindOf(*ref.identifier)},
                    {"partner_id", partners_.at(ref.identifier->partner).handle}});
  }
  member = Survivor(ref.member);
  const auto found = members_.find(member);
  if (c.caller != 0) {
    if (IsLinked(member, c.partner)) return std::nullopt;
    return Refused(Reason::kPermissionDenied);
  }
  if (found != members_.end() && !found->second.erased) return std::nullopt;
  return Refused(Reason::kMemberNotFound, {{"member_id", "m" + std::to_string(ref.member)}});
}

void Model::AddMember(int number, const std::vector<Identifier>& identifiers,
                      const std::string& code) {
  Member& member = members_[number];
  member.link_code = code;
  member.enrolled_at = now_;
  for (const Identifier& identifier : identifiers) {
    member.identifiers.push_back({identifier, member.next_ordinal++});
  }
}

void Model::ShowMember(int number, Outcome& outcome) const {
  outcome.member = number;
  outcome.ordinal_end = members_.at(number).next_ordinal;
  outcome.link_code = members_.at(number).link_code;
}

Model::WhyNot Model::Enroll(const Command& c, Outcome& outcome) {
  if (const WhyNot why = CheckActive(c.partner)) return why;
  for (const Identifier& identifier : c.identifiers) {
    int owner = 0;
    if (!FindMember(c, {0, identifier}, owner)) {
      return Refused(Reason::kIdentifierTaken, {{"kind", KindOf(identifier)}});
    }
  }
  AddMember(c.new_member, c.identifiers, "code-" + c.id);
  ShowMember(c.new_member, outcome);
  return std::nullopt;
}

Model::WhyNot Model::Link(const Command& c, Outcome& outcome) {
  const Identifier& identifier = c.identifiers.front();
  const int number = Survivor(c.member.member);
  const auto found = members_.find(number);
  const bool exists = found != members_.end() && !found->second.erased;
  bool uses_code = false;
  if (c.caller == 0) {
    if (!exists) {
      return Refused(Reason::kMemberNotFound,
                     {{"member_id", "m" + std::to_string(c.member.member)}});
    }
  } else if (!IsLinked(number, c.caller)) {
    uses_code = exists && !c.resolved_code.empty() && c.resolved_code == found->second.link_code;
    if (!uses_code) return Refused(Reason::kPermissionDenied);
  }
  if (const WhyNot why = CheckActive(identifier.partner)) return why;
  int owner = 0;
  if (!FindMember(c, {0, identifier}, owner)) {
    return Refused(Reason::kIdentifierTaken, {{"kind", KindOf(identifier)}});
  }
  Member& member = members_.at(number);
  if (member.identifiers.size() >= kIdentifiersMax) {
    return LimitExceeded("identifiers per member", kIdentifiersMax);
  }
  member.identifiers.push_back({identifier, member.next_ordinal++});
  if (uses_code) member.link_code = "code-" + c.id;
  ShowMember(number, outcome);
  return std::nullopt;
}

Model::WhyNot Model::Unlink(const Command& c, Outcome& outcome) {
  const Identifier& identifier = c.identifiers.front();
  int number = 0;
  const auto unknown = [&] {
    return Refused(Reason::kMemberNotFound, {{"member_id", "m" + std::to_string(c.member.member)}});
  };
  number = Survivor(c.member.member);
  if (c.caller != 0 && !IsLinked(number, c.caller)) return Refused(Reason::kPermissionDenied);
  if (!members_.contains(number) || members_.at(number).erased) return unknown();
  int owner = 0;
  if (const WhyNot why = FindMember(c, {0, identifier}, owner)) return why;
  if (owner != number) return Refused(Reason::kIdentifierTaken, {{"kind", KindOf(identifier)}});
  std::erase_if(members_.at(number).identifiers,
                [&](const Known& known) { return known.identifier == identifier; });
  ShowMember(number, outcome);
  return std::nullopt;
}

Model::WhyNot Model::Merge(const Command& c, Outcome& outcome) {
  int from = 0;
  int into = 0;
  if (const WhyNot why = FindMember(c, c.member, from)) return why;
  if (const WhyNot why = FindMember(c, c.to_member, into)) return why;
  if (from == into) return Refused(Reason::kInvalidField);
  Member& lost = members_.at(from);
  Member& kept = members_.at(into);
  if (lost.identifiers.size() + kept.identifiers.size() > kIdentifiersMax) {
    return LimitExceeded("identifiers per member", kIdentifiersMax);
  }
  if (lost.merged.size() + 1 + kept.merged.size() > kMergedMax) {
    return LimitExceeded("merged members per member", kMergedMax);
  }
  const auto open_holds = [&](int member, int currency) {
    const auto account = accounts_.find({member, currency});
    if (account == accounts_.end()) return std::ptrdiff_t{0};
    return std::count_if(account->second.holds.begin(), account->second.holds.end(),
                         [&](const auto& hold) { return hold.second.expires_at > now_; });
  };
  for (const auto& [number, currency] : currencies_) {
    if (open_holds(from, number) + open_holds(into, number) > kHoldsMax) {
      return LimitExceeded("open holds per member and currency", kHoldsMax);
    }
  }

  for (const Known& known : lost.identifiers) {
    kept.identifiers.push_back({known.identifier, kept.next_ordinal++});
  }
  lost.identifiers.clear();
  lost.link_code.clear();
  kept.merged.push_back(from);
  for (const int earlier : lost.merged) {
    kept.merged.push_back(earlier);
    members_.at(earlier).merged_into = into;
  }
  lost.merged.clear();
  lost.merged_into = into;
  MoveCarries(from, into);
  for (const auto& [currency, unused] : currencies_) {
    if (!accounts_.contains({from, currency})) continue;
    Account& source = accounts_[{from, currency}];
    Account& target = accounts_[{into, currency}];
    Entry entry;
    Transaction& t = entry.t;
    t = Describe(c, Type::kTransfer, from);
    t.partner = 0;
    t.currency = currency;
    t.event_time = now_;
    t.counterpart = Counterpart{into, currency, 0, {}, {}};
    for (const auto& [lot, points] : source.lots) {
      t.lots.emplace_back(lot, -points);
      t.counterpart->lots.emplace_back(lot, points);
      t.points -= points;
    }
    t.counterpart->points = -t.points;
    target.holds.merge(source.holds);
    Outcome unused_outcome;
    Post(std::move(entry), unused_outcome);
  }
  Audit("MergeMembers", c.words);
  ShowMember(into, outcome);
  return std::nullopt;
}

void Model::MoveCarries(int from, int into) {
  const std::map<CarryName, Carry> all = carries_;
  for (const auto& [name, carry] : all) {
    if (std::get<0>(name) != from) continue;
    carries_.erase(name);
    CarryName moved = name;
    std::get<0>(moved) = into;
    Carry& kept = carries_[moved];
    if (kept.n == 0) {
      kept = carry;
    } else {
      kept.n += static_cast<Int>(Floor(static_cast<Wide>(carry.n) * kept.d, carry.d));
    }
  }
}

Model::WhyNot Model::Erase(const Command& c, Outcome& outcome) {
  int number = 0;
  if (const WhyNot why = FindMember(c, c.member, number)) return why;
  Member& member = members_.at(number);
  member.identifiers.clear();
  member.link_code.clear();
  member.erased = true;
  Audit("EraseMember", c.words);
  ShowMember(number, outcome);
  return std::nullopt;
}

}  // namespace coalition::simulation
