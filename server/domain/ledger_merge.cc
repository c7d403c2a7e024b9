#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

// Entries of the first member among `map`, by key. They are all there: both members were loaded
// whole.
template <typename Map>
std::vector<typename Map::key_type> KeysOf(const Map& map, const MemberId& member) {
  std::vector<typename Map::key_type> keys;
  for (const auto& [key, value] : map) {
    if (key.member == member) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

template <typename Map>
typename Map::mapped_type ValueOr0(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

DayTotals AddDays(const DayTotals& from, const DayTotals& into) {
  if (from.day != into.day) return from.day > into.day ? from : into;
  return DayTotals{into.day, into.earned + from.earned, into.burned + from.burned};
}

}  // namespace

Decided<Effect> Ledger::Execute(const MergeMembers& merge, const CommandHeader& header,
                                Moment now) {
  const auto from = FindMember(state_, merge.from, std::nullopt, header.caller);
  if (!from.ok()) return from.rejection();
  const auto into = FindMember(state_, merge.into, std::nullopt, header.caller);
  if (!into.ok()) return into.rejection();
  if (*from == *into) return InvalidField("into_member_id", "must be another member");

  const auto merged = Atomically([&] { return Merge(*from, *into, merge, header, now); });
  if (!merged.ok()) return merged.rejection();
  return Effect(*state_.members.at(*into));
}

Decided<Accepted> Ledger::Merge(const MemberId& from, const MemberId& into,
                                const MergeMembers& merge, const CommandHeader& header,
                                Moment now) {
  auto done = MergeRecords(*state_.members.at(from), *state_.members.at(into));
  for (const AccountKey& key : KeysOf(state_.accounts, from)) {
    if (done.ok()) done = MergeAccounts(key, into, merge, header, now);
  }
  for (const CarryKey& key : KeysOf(state_.carries, from)) {
    if (done.ok()) done = MergeCarries(key, into);
  }
  if (!done.ok()) return done;
  for (const DayKey& key : KeysOf(state_.day_totals, from)) {
    DayKey into_key = key;
    into_key.member = into;
    const DayTotals sum = AddDays(state_.day_totals.at(key), ValueOr0(state_.day_totals, into_key));
    Change(state_.day_totals, into_key) = sum;
    Mark(changed_days_, into_key);
  }
  NoteEvent(header, "MergeMembers", "members/" + into.ToString(),
            from.ToString() + ": " + merge.reason, now);
  return Accepted{};
}

Decided<Accepted> Ledger::MergeAccounts(const AccountKey& key, const MemberId& into,
                                        const MergeMembers& merge, const CommandHeader& header,
                                        Moment now) {
  if (AccountAt(key, now).last_transaction() == kNoSequence) return Accepted{};
  const AccountKey into_key{into, key.currency};
  if (!state_.accounts.contains(into_key)) {
    Change(state_.accounts, into_key) = Account(into_key, {}, kNoSequence);
  }
  const std::vector<Hold> holds = state_.accounts.at(key).holds();
  if (AccountAt(into_key, now).holds().size() + holds.size() > kOpenHoldsPerAccountMax) {
    return LimitExceeded("open holds", kOpenHoldsPerAccountMax);
  }
  for (const Hold& hold : holds) {
    Change(state_.accounts, key).Close(hold.authorization);
    Mark(changed_holds_, {key, hold.authorization});
    Change(state_.accounts, into_key).Open(hold);
    Mark(changed_holds_, {into_key, hold.authorization});
  }
  auto plan = PlanMerger(state_.accounts.at(key), state_.accounts.at(into_key), now);
  if (!plan) return Rejection{Reason::kAmountOverflow, {}};
  plan->transaction.reason = merge.reason;
  const auto posted =
      Post(*std::move(plan), header, DateOf(now, state_.catalog->network.time_zone), now);
  if (!posted.ok()) return posted.rejection();
  return Accepted{};
}

Decided<Accepted> Ledger::MergeCarries(const CarryKey& key, const MemberId& into) {
  const Carries moved = state_.carries.at(key);
  if (moved == Carries{}) return Accepted{};
  CarryKey into_key = key;
  into_key.member = into;
  const Carries there = ValueOr0(state_.carries, into_key);
  const auto earn = AddCarries(moved.earn, there.earn);
  const auto burn = AddCarries(moved.burn, there.burn);
  if (!earn || !burn) return Rejection{Reason::kAmountOverflow, {}};
  Change(state_.carries, into_key) = Carries{*earn, *burn};
  Mark(changed_carries_, into_key);
  Change(state_.carries, key) = Carries{};
  Mark(changed_carries_, key);
  return Accepted{};
}

Decided<Accepted> Ledger::MergeRecords(Member from, Member into) {
  if (from.identifiers.size() + into.identifiers.size() > kIdentifiersPerMemberMax) {
    return LimitExceeded("identifiers per member", kIdentifiersPerMemberMax);
  }
  if (from.merged.size() + into.merged.size() + 1 > kMergedMembersMax) {
    return LimitExceeded("merged members", kMergedMembersMax);
  }
  for (const LinkedIdentifier& linked : from.identifiers) {
    into.Link(linked.identifier);
    Name(linked.identifier, into.id);
  }
  from.identifiers.clear();
  from.link_code.clear();
  // Whoever was merged into the first means the second from now on, so that one step leads there.
  for (const MemberId& id : from.merged) {
    MemberAt(id).merged_into = into.id;
    into.merged.push_back(id);
  }
  from.merged.clear();
  from.merged_into = into.id;
  into.merged.push_back(from.id);
  MemberAt(from.id) = from;
  MemberAt(into.id) = into;
  return Accepted{};
}

}  // namespace coalition::domain
