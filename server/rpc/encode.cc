#include "server/rpc/encode.h"

namespace coalition::rpc {

void Encode(domain::Moment moment, google::protobuf::Timestamp* out) {
  std::int64_t seconds = moment.micros / domain::kMicrosPerSecond;
  std::int64_t micros = moment.micros % domain::kMicrosPerSecond;
  if (micros < 0) {
    micros += domain::kMicrosPerSecond;
    --seconds;
  }
  out->set_seconds(seconds);
  out->set_nanos(static_cast<std::int32_t>(micros) * 1000);
}

void Encode(const domain::Money& money, v1::Money* out) {
  out->set_currency_code(std::string(money.currency.code()));
  out->set_micros(money.amount.value());
}

void Encode(const domain::Ratio& ratio, v1::Ratio* out) {
  out->set_numerator(ratio.numerator);
  out->set_denominator(ratio.denominator);
}

std::string EncodeDate(domain::Date date) {
  return date == domain::kNever ? std::string() : date.ToString();
}

std::string EncodePartnerId(domain::PartnerId partner, const domain::Catalog& catalog) {
  return partner == domain::kNetwork ? std::string() : catalog.GetPartner(partner).handle;
}

// A partner that is not linked any more sees nothing but the id, also when a retry asks what it was
// answered before: neither identifiers nor the code that would link it again.
void Encode(const domain::Member& member, const EncodeContext& context, v1::Member* out) {
  const domain::Caller& viewer = context.viewer;
  out->set_member_id(member.id.ToString());
  for (const domain::LinkedIdentifier& linked : member.identifiers) {
    const domain::Identifier& identifier = linked.identifier;
    if (!viewer.IsOperator() && identifier.partner != viewer.partner) continue;
    v1::Identifier* i = out->add_identifiers();
    i->set_partner_id(EncodePartnerId(identifier.partner, context.catalog));
    i->set_kind(identifier.kind);
    i->set_value(identifier.value);
  }
  Encode(member.enrolled_at, out->mutable_enrolled_at());
  if (viewer.IsOperator() || member.IsLinkedTo(viewer.partner)) {
    out->set_link_code(member.link_code);
  }
  if (!viewer.IsOperator()) return;
  if (member.merged_into) out->set_merged_into_member_id(member.merged_into->ToString());
  out->set_erased(member.erased);
}

void Encode(const domain::Partner& partner, v1::Partner* out) {
  out->set_partner_id(partner.handle);
  out->set_display_name(partner.display_name);
  out->set_settlement_currency(std::string(partner.settlement_currency.code()));
  out->set_state(static_cast<v1::PartnerState>(partner.state));
  out->set_backdating_days(partner.backdating_days);
  Encode(partner.created_at, out->mutable_created_at());
}

void Encode(const domain::Currency& currency, const domain::Catalog& catalog, v1::Currency* out) {
  out->set_code(currency.code);
  out->set_scale(currency.scale);
  out->set_owner_partner_id(EncodePartnerId(currency.owner, catalog));
  out->set_network_default(currency.network_default);
}

void Encode(const domain::Credential& credential, const domain::Catalog& catalog,
            v1::Credential* out) {
  out->set_credential_id(credential.id);
  out->set_role(static_cast<v1::Role>(credential.role));
  out->set_partner_id(EncodePartnerId(credential.partner, catalog));
  out->set_label(credential.label);
  Encode(credential.created_at, out->mutable_created_at());
  if (credential.revoked_at) Encode(*credential.revoked_at, out->mutable_revoked_at());
}

}  // namespace coalition::rpc
