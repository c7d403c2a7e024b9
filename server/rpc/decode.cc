#include "server/rpc/decode.h"

#include <utility>

#include "server/rpc/limits.h"

namespace coalition::rpc {

using domain::Reason;

Decoded<domain::PartnerId> DecodePartner(const std::string& partner_id,
                                         const DecodeContext& context) {
  const domain::Caller& caller = context.caller;
  if (!caller.IsOperator()) {
    const domain::Partner& own = context.catalog.GetPartner(caller.partner);
    if (partner_id.empty() || partner_id == own.handle) return own.id;
    return CallError(Reason::kPermissionDenied);
  }
  FieldChecks checks;
  if (!checks.PartnerId("partner_id", partner_id)) return checks.Error();
  const domain::Partner* partner = context.catalog.FindPartner(partner_id);
  if (partner != nullptr) return partner->id;
  return CallError({Reason::kPartnerNotFound, {{"partner_id", partner_id}}});
}

Decoded<std::optional<domain::PartnerId>> DecodePartnerFilter(const std::string& partner_id,
                                                              const DecodeContext& context) {
  if (context.caller.IsOperator() && partner_id.empty()) {
    return std::optional<domain::PartnerId>();
  }
  const auto partner = DecodePartner(partner_id, context);
  if (!partner.ok()) return partner.rejection();
  return std::optional(*partner);
}

std::optional<domain::CurrencyId> DecodeCurrency(std::string_view field, const std::string& code,
                                                 const DecodeContext& context,
                                                 FieldChecks& checks) {
  if (code.empty()) return context.catalog.DefaultCurrency().id;
  const domain::Currency* currency = context.catalog.FindCurrency(code);
  if (currency != nullptr) return currency->id;
  checks.Reject(field, "must be the code of a currency of this network");
  return std::nullopt;
}

std::optional<domain::MemberId> DecodeMemberId(std::string_view field, const std::string& id,
                                               FieldChecks& checks) {
  const auto member = domain::MemberId::Parse(id);
  if (!member) checks.Reject(field, "must be a member id as answered by this network");
  return member;
}

Decoded<domain::Identifier> DecodeIdentifier(std::string_view field,
                                             const v1::Identifier& identifier,
                                             const std::optional<domain::PartnerId>& partner,
                                             const DecodeContext& context) {
  domain::PartnerId owner;
  if (identifier.partner_id().empty() && partner) {
    owner = *partner;
  } else {
    auto decoded = DecodePartner(identifier.partner_id(), context);
    if (!decoded.ok()) return Within(field, decoded.rejection());
    owner = *decoded;
  }
  FieldChecks checks;
  checks.SnakeName("kind", identifier.kind(), kIdentifierKindCharsMax);
  checks.Text("value", identifier.value(), 1, kIdentifierValueCharsMax);
  if (!checks.ok()) return Within(field, checks.Error());
  return domain::Identifier{owner, identifier.kind(), identifier.value()};
}

Decoded<domain::MemberRef> DecodeMember(std::string_view field, const v1::MemberRef& member,
                                        const std::optional<domain::PartnerId>& partner,
                                        const DecodeContext& context) {
  FieldChecks checks;
  switch (member.ref_case()) {
    case v1::MemberRef::kMemberId: {
      const auto id = DecodeMemberId("member_id", member.member_id(), checks);
      if (!id) return Within(field, checks.Error());
      return domain::MemberRef(*id);
    }
    case v1::MemberRef::kIdentifier: {
      auto identifier = DecodeIdentifier("identifier", member.identifier(), partner, context);
      if (!identifier.ok()) return Within(field, identifier.rejection());
      return domain::MemberRef(*std::move(identifier));
    }
    case v1::MemberRef::REF_NOT_SET:
      break;
  }
  checks.Reject(field, "must have a member_id or an identifier");
  return checks.Error();
}

}  // namespace coalition::rpc
