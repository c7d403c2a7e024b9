#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection IdentifierTaken(const Identifier& identifier) {
  return Rejection{Reason::kIdentifierTaken, {{"kind", identifier.kind}}};
}

Rejection PartnerSuspended(const Partner& partner) {
  return Rejection{Reason::kPartnerSuspended, {{"partner_id", partner.handle}}};
}

}  // namespace

Decided<Effect> Ledger::Execute(const EnrollMember& enroll, const CommandHeader&, Moment now) {
  const Partner& partner = state_.catalog->GetPartner(enroll.partner);
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  for (const Identifier& identifier : enroll.identifiers) {
    if (state_.identifiers.at(identifier)) return IdentifierTaken(identifier);
  }
  const Member member{enroll.new_member, enroll.identifiers, enroll.new_link_code, now};
  for (const Identifier& identifier : enroll.identifiers) {
    state_.identifiers[identifier] = member.id;
    changes_.identifiers.emplace_back(identifier, member.id);
  }
  state_.members[member.id] = member;
  changed_members_.insert(member.id);
  return Effect(member);
}

Decided<Effect> Ledger::Execute(const LinkIdentifier& link, const CommandHeader& header, Moment) {
  std::optional<Member>& member = state_.members.at(link.member);
  const PartnerId partner_id = link.identifier.partner;
  if (header.caller.IsOperator()) {
    if (!member) {
      return Rejection{Reason::kMemberNotFound, {{"member_id", link.member.ToString()}}};
    }
  } else if (!member || (!member->IsLinkedTo(partner_id) && link.link_code != member->link_code)) {
    return Rejection{Reason::kPermissionDenied, {}};
  }
  const Partner& partner = state_.catalog->GetPartner(partner_id);
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  if (state_.identifiers.at(link.identifier)) return IdentifierTaken(link.identifier);
  if (member->identifiers.size() >= kIdentifiersPerMemberMax) {
    return Rejection{Reason::kLimitExceeded,
                     {{"limit", "identifiers per member"},
                      {"maximum", std::to_string(kIdentifiersPerMemberMax)}}};
  }
  if (!header.caller.IsOperator() && !member->IsLinkedTo(partner_id)) {
    member->link_code = link.new_link_code;
  }
  member->identifiers.push_back(link.identifier);
  state_.identifiers[link.identifier] = member->id;
  changes_.identifiers.emplace_back(link.identifier, member->id);
  changed_members_.insert(member->id);
  return Effect(*member);
}

}  // namespace coalition::domain
