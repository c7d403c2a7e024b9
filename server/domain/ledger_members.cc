#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection IdentifierTaken(const Identifier& identifier) {
  return Rejection{Reason::kIdentifierTaken, {{"kind", identifier.kind}}};
}

Rejection MemberNotFound(const MemberId& id) {
  return Rejection{Reason::kMemberNotFound, {{"member_id", id.ToString()}}};
}

}  // namespace

Member& Ledger::Enroll(const NewMember& drawn, Moment now) {
  Change(state_.members, drawn.id).emplace();
  Member& member = MemberAt(drawn.id);
  member.id = drawn.id;
  member.link_code = drawn.link_code;
  member.enrolled_at = now;
  return member;
}

Decided<Effect> Ledger::Execute(const EnrollMember& enroll, const CommandHeader&, Moment now) {
  const Partner& partner = state_.catalog->GetPartner(enroll.partner);
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  for (const Identifier& identifier : enroll.identifiers) {
    if (state_.identifiers.at(identifier)) return IdentifierTaken(identifier);
  }
  Member& member = Enroll({enroll.new_member, enroll.new_link_code}, now);
  for (const Identifier& identifier : enroll.identifiers) {
    member.Link(identifier);
    Name(identifier, member.id);
  }
  return Effect(member);
}

Decided<Effect> Ledger::Execute(const LinkIdentifier& link, const CommandHeader& header, Moment) {
  const MemberId id = SurvivorOf(state_, link.member);
  const std::optional<Member>& found = state_.members.at(id);
  const PartnerId partner_id = link.identifier.partner;
  const bool there = found && !found->erased;
  if (header.caller.IsOperator()) {
    if (!there) return MemberNotFound(link.member);
  } else if (!there || (!found->IsLinkedTo(partner_id) && link.link_code != found->link_code)) {
    return PermissionDenied();
  }
  const Partner& partner = state_.catalog->GetPartner(partner_id);
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  if (state_.identifiers.at(link.identifier)) return IdentifierTaken(link.identifier);
  if (found->identifiers.size() >= kIdentifiersPerMemberMax) {
    return LimitExceeded("identifiers per member", kIdentifiersPerMemberMax);
  }
  Member& member = MemberAt(id);
  if (!header.caller.IsOperator() && !member.IsLinkedTo(partner_id)) {
    member.link_code = link.new_link_code;
  }
  member.Link(link.identifier);
  Name(link.identifier, id);
  return Effect(member);
}

Decided<Effect> Ledger::Execute(const UnlinkIdentifier& unlink, const CommandHeader& header,
                                Moment) {
  const auto id = FindMember(state_, unlink.member, unlink.identifier.partner, header.caller);
  if (!id.ok()) return id.rejection();
  const auto& named = state_.identifiers.at(unlink.identifier);
  if (!named) {
    return Rejection{Reason::kMemberNotFound,
                     {{"partner_id", state_.catalog->GetPartner(unlink.identifier.partner).handle},
                      {"kind", unlink.identifier.kind}}};
  }
  if (*named != *id) return IdentifierTaken(unlink.identifier);
  Member& member = MemberAt(*id);
  std::erase_if(member.identifiers, [&](const LinkedIdentifier& linked) {
    return linked.identifier == unlink.identifier;
  });
  Name(unlink.identifier, std::nullopt);
  return Effect(member);
}

Decided<Effect> Ledger::Execute(const EraseMember& erase, const CommandHeader& header, Moment now) {
  const auto id = FindMember(state_, erase.member, std::nullopt, header.caller);
  if (!id.ok()) return id.rejection();
  Member& member = MemberAt(*id);
  for (const LinkedIdentifier& linked : member.identifiers) Name(linked.identifier, std::nullopt);
  member.identifiers.clear();
  member.link_code.clear();
  member.erased = true;
  NoteEvent(header, "EraseMember", "members/" + id->ToString(), erase.reason, now);
  return Effect(member);
}

}  // namespace coalition::domain
