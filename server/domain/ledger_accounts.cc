#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {

Rejection PermissionDenied() { return Rejection{Reason::kPermissionDenied, {}}; }

Rejection PartnerSuspended(const Partner& partner) {
  return Rejection{Reason::kPartnerSuspended, {{"partner_id", partner.handle}}};
}

Rejection LimitExceeded(std::string limit, std::int64_t maximum) {
  return Rejection{Reason::kLimitExceeded,
                   {{"limit", std::move(limit)}, {"maximum", std::to_string(maximum)}}};
}

MemberId SurvivorOf(const LedgerState& state, const MemberId& id) {
  const auto& member = state.members.at(id);
  return member && member->merged_into ? *member->merged_into : id;
}

Decided<MemberId> FindMember(const LedgerState& state, const MemberRef& ref,
                             std::optional<PartnerId> partner, const Caller& caller) {
  if (const auto* identifier = std::get_if<Identifier>(&ref)) {
    const auto& member = state.identifiers.at(*identifier);
    if (member) return *member;
    return Rejection{Reason::kMemberNotFound,
                     {{"partner_id", state.catalog->GetPartner(identifier->partner).handle},
                      {"kind", identifier->kind}}};
  }
  const MemberId id = SurvivorOf(state, std::get<MemberId>(ref));
  const auto& member = state.members.at(id);
  if (caller.IsOperator()) {
    if (member && !member->erased) return id;
    return Rejection{Reason::kMemberNotFound, {{"member_id", std::get<MemberId>(ref).ToString()}}};
  }
  if (!member || !partner || !member->IsLinkedTo(*partner)) return PermissionDenied();
  return id;
}

Account& Ledger::AccountAt(const AccountKey& key, Moment now) {
  const std::vector<Hold>& holds = state_.accounts.at(key).holds();
  const bool expired = std::any_of(holds.begin(), holds.end(),
                                   [&](const Hold& hold) { return hold.expires_at <= now; });
  if (!expired) return state_.accounts.at(key);
  Account& account = Change(state_.accounts, key);
  for (const Hold& hold : account.DropExpiredHolds(now)) {
    Mark(changed_holds_, {key, hold.authorization});
  }
  return account;
}

Member& Ledger::MemberAt(const MemberId& id) {
  Mark(changed_members_, id);
  return *Change(state_.members, id);
}

void Ledger::Name(const Identifier& identifier, const std::optional<MemberId>& member) {
  Change(state_.identifiers, identifier) = member;
  Mark(changed_identifiers_, identifier);
}

}  // namespace coalition::domain
