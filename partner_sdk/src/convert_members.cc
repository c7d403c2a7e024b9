#include <variant>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

Identifier FromProto(const v1::Identifier& from) {
  return {.partner_id = from.partner_id(), .kind = from.kind(), .value = from.value()};
}

void ToProto(const Identifier& from, v1::Identifier* to) {
  to->set_partner_id(from.partner_id);
  to->set_kind(from.kind);
  to->set_value(from.value);
}

void ToProto(const MemberRef& from, v1::MemberRef* to) {
  std::visit(
      Match{[to](const MemberId& id) { to->set_member_id(id.value); },
            [to](const Identifier& identifier) { ToProto(identifier, to->mutable_identifier()); }},
      from);
}

Member FromProto(const v1::Member& from) {
  return {.member_id = from.member_id(),
          .identifiers = FromRepeated(from.identifiers()),
          .link_code = from.link_code(),
          .enrolled_at = FromProto(from.enrolled_at()),
          .merged_into_member_id = from.merged_into_member_id(),
          .erased = from.erased()};
}

void ToProto(const EnrollMemberRequest& from, v1::EnrollMemberRequest* to) {
  to->set_request_id(from.request_id);
  ToRepeated(from.identifiers, to->mutable_identifiers());
  to->set_partner_id(from.partner_id);
}

void ToProto(const Identifier& from, v1::ResolveMemberRequest* to) {
  ToProto(from, to->mutable_identifier());
}

void ToProto(const LinkIdentifierRequest& from, v1::LinkIdentifierRequest* to) {
  to->set_request_id(from.request_id);
  to->set_member_id(from.member_id);
  ToProto(from.identifier, to->mutable_identifier());
  to->set_link_code(from.link_code);
}

void ToProto(const UnlinkIdentifierRequest& from, v1::UnlinkIdentifierRequest* to) {
  to->set_request_id(from.request_id);
  to->set_member_id(from.member_id);
  ToProto(from.identifier, to->mutable_identifier());
}

void ToProto(const ListMembersRequest& from, v1::ListMembersRequest* to) {
  to->set_partner_id(from.partner_id);
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const MergeMembersRequest& from, v1::MergeMembersRequest* to) {
  to->set_request_id(from.request_id);
  to->set_from_member_id(from.from_member_id);
  to->set_into_member_id(from.into_member_id);
  to->set_reason(from.reason);
}

void ToProto(const EraseMemberRequest& from, v1::EraseMemberRequest* to) {
  to->set_request_id(from.request_id);
  to->set_member_id(from.member_id);
  to->set_reason(from.reason);
}

Member FromProto(const v1::EnrollMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::GetMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::ResolveMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::LinkIdentifierResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::UnlinkIdentifierResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::MergeMembersResponse& from) { return FromProto(from.member()); }

Page<Member> FromProto(const v1::ListMembersResponse& from) {
  return {.items = FromRepeated(from.members()), .next_page_token = from.next_page_token()};
}

}  // namespace coalition::sdk_internal
