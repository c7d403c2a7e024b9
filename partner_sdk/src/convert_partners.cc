#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

namespace {

template <class Request>
void StateChangeToProto(const ChangePartnerStateRequest& from, Request* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_reason(from.reason);
}

template <class Request>
void VersionsToProto(const ListVersionsRequest& from, Request* to) {
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

}  // namespace

void ToProto(const MoneyRate& from, v1::MoneyRate* to) {
  to->set_currency_code(from.currency_code);
  ToProto(from.partner_points_per_unit, to->mutable_partner_points_per_unit());
}

void ToProto(const ActivityRate& from, v1::ActivityRate* to) {
  to->set_type(from.type);
  ToProto(from.partner_points_per_unit, to->mutable_partner_points_per_unit());
}

// What the server assigns travels too, so that it can refuse a request that sets it.
void ToProto(const ExchangeRate& from, v1::ExchangeRate* to) {
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
  to->set_version(from.version);
  if (from.effective_from) ToProto(*from.effective_from, to->mutable_effective_from());
  ToProto(from.earn, to->mutable_earn());
  ToProto(from.burn, to->mutable_burn());
  to->set_rounding(static_cast<v1::Rounding>(from.rounding));
  if (from.purchase) ToProto(*from.purchase, to->mutable_purchase());
  if (from.money_off) ToProto(*from.money_off, to->mutable_money_off());
  ToRepeated(from.activities, to->mutable_activities());
  if (from.created_at) ToProto(*from.created_at, to->mutable_created_at());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const ConversionRate& from, v1::ConversionRate* to) {
  to->set_from_currency(from.from_currency);
  to->set_to_currency(from.to_currency);
  to->set_version(from.version);
  if (from.effective_from) ToProto(*from.effective_from, to->mutable_effective_from());
  ToProto(from.rate, to->mutable_rate());
  if (from.created_at) ToProto(*from.created_at, to->mutable_created_at());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const Fees& from, v1::Fees* to) {
  to->set_earn_fee_micros(from.earn_fee_micros);
  to->set_burn_fee_micros(from.burn_fee_micros);
  to->set_earn_fee_ppm(from.earn_fee_ppm);
  to->set_burn_fee_ppm(from.burn_fee_ppm);
}

void ToProto(const NetDebitCap& from, v1::NetDebitCap* to) {
  to->set_kind(static_cast<v1::NetDebitCap::Kind>(from.kind));
  to->set_limit_micros(from.limit_micros);
  to->set_alert_micros(from.alert_micros);
}

void ToProto(const Terms& from, v1::Terms* to) {
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
  to->set_version(from.version);
  if (from.effective_from) ToProto(*from.effective_from, to->mutable_effective_from());
  to->set_issue_price_micros(from.issue_price_micros);
  to->set_redemption_price_micros(from.redemption_price_micros);
  to->set_charge(static_cast<v1::Charge>(from.charge));
  to->set_pending_days(from.pending_days);
  to->set_valid_months(from.valid_months);
  ToProto(from.fees, to->mutable_fees());
  if (from.net_debit_cap) ToProto(*from.net_debit_cap, to->mutable_net_debit_cap());
  to->set_breakage_share_ppm(from.breakage_share_ppm);
  if (from.created_at) ToProto(*from.created_at, to->mutable_created_at());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const Limits& from, v1::Limits* to) {
  to->set_earn_points_per_transaction(from.earn_points_per_transaction);
  to->set_burn_points_per_transaction(from.burn_points_per_transaction);
  to->set_earn_points_per_member_day(from.earn_points_per_member_day);
  to->set_burn_points_per_member_day(from.burn_points_per_member_day);
  to->set_earn_points_per_partner_day(from.earn_points_per_partner_day);
  to->set_burn_points_per_partner_day(from.burn_points_per_partner_day);
}

MoneyRate FromProto(const v1::MoneyRate& from) {
  return {.currency_code = from.currency_code(),
          .partner_points_per_unit = FromProto(from.partner_points_per_unit())};
}

ActivityRate FromProto(const v1::ActivityRate& from) {
  return {.type = from.type(),
          .partner_points_per_unit = FromProto(from.partner_points_per_unit())};
}

ExchangeRate FromProto(const v1::ExchangeRate& from) {
  return {.partner_id = from.partner_id(),
          .currency = from.currency(),
          .version = from.version(),
          .effective_from = FromOptional(from.has_effective_from(), from.effective_from()),
          .earn = FromProto(from.earn()),
          .burn = FromProto(from.burn()),
          .rounding = static_cast<Rounding>(from.rounding()),
          .purchase = FromOptional(from.has_purchase(), from.purchase()),
          .money_off = FromOptional(from.has_money_off(), from.money_off()),
          .activities = FromRepeated(from.activities()),
          .created_at = FromOptional(from.has_created_at(), from.created_at()),
          .backdating_reason = from.backdating_reason()};
}

ConversionRate FromProto(const v1::ConversionRate& from) {
  return {.from_currency = from.from_currency(),
          .to_currency = from.to_currency(),
          .version = from.version(),
          .effective_from = FromOptional(from.has_effective_from(), from.effective_from()),
          .rate = FromProto(from.rate()),
          .created_at = FromOptional(from.has_created_at(), from.created_at()),
          .backdating_reason = from.backdating_reason()};
}

Fees FromProto(const v1::Fees& from) {
  return {.earn_fee_micros = from.earn_fee_micros(),
          .burn_fee_micros = from.burn_fee_micros(),
          .earn_fee_ppm = from.earn_fee_ppm(),
          .burn_fee_ppm = from.burn_fee_ppm()};
}

NetDebitCap FromProto(const v1::NetDebitCap& from) {
  return {.kind = static_cast<NetDebitCapKind>(from.kind()),
          .limit_micros = from.limit_micros(),
          .alert_micros = from.alert_micros()};
}

Terms FromProto(const v1::Terms& from) {
  return {.partner_id = from.partner_id(),
          .currency = from.currency(),
          .version = from.version(),
          .effective_from = FromOptional(from.has_effective_from(), from.effective_from()),
          .issue_price_micros = from.issue_price_micros(),
          .redemption_price_micros = from.redemption_price_micros(),
          .charge = static_cast<Charge>(from.charge()),
          .pending_days = from.pending_days(),
          .valid_months = from.valid_months(),
          .fees = FromProto(from.fees()),
          .net_debit_cap = FromOptional(from.has_net_debit_cap(), from.net_debit_cap()),
          .breakage_share_ppm = from.breakage_share_ppm(),
          .created_at = FromOptional(from.has_created_at(), from.created_at()),
          .backdating_reason = from.backdating_reason()};
}

Limits FromProto(const v1::Limits& from) {
  return {.earn_points_per_transaction = from.earn_points_per_transaction(),
          .burn_points_per_transaction = from.burn_points_per_transaction(),
          .earn_points_per_member_day = from.earn_points_per_member_day(),
          .burn_points_per_member_day = from.burn_points_per_member_day(),
          .earn_points_per_partner_day = from.earn_points_per_partner_day(),
          .burn_points_per_partner_day = from.burn_points_per_partner_day()};
}

Partner FromProto(const v1::Partner& from) {
  return {.partner_id = from.partner_id(),
          .display_name = from.display_name(),
          .settlement_currency = from.settlement_currency(),
          .state = static_cast<PartnerState>(from.state()),
          .backdating_days = from.backdating_days(),
          .created_at = FromProto(from.created_at())};
}

Currency FromProto(const v1::Currency& from) {
  return {.code = from.code(),
          .scale = from.scale(),
          .owner_partner_id = from.owner_partner_id(),
          .network_default = from.network_default()};
}

Credential FromProto(const v1::Credential& from) {
  return {.credential_id = from.credential_id(),
          .role = static_cast<Role>(from.role()),
          .partner_id = from.partner_id(),
          .label = from.label(),
          .created_at = FromProto(from.created_at()),
          .revoked_at = FromOptional(from.has_revoked_at(), from.revoked_at())};
}

void ToProto(const CreatePartnerRequest& from, v1::CreatePartnerRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_display_name(from.display_name);
  to->set_settlement_currency(from.settlement_currency);
  if (from.backdating_days) to->set_backdating_days(*from.backdating_days);
}

void ToProto(const UpdatePartnerRequest& from, v1::UpdatePartnerRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  if (from.display_name) to->set_display_name(*from.display_name);
  if (from.backdating_days) to->set_backdating_days(*from.backdating_days);
}

void ToProto(const ChangePartnerStateRequest& from, v1::SuspendPartnerRequest* to) {
  StateChangeToProto(from, to);
}

void ToProto(const ChangePartnerStateRequest& from, v1::ResumePartnerRequest* to) {
  StateChangeToProto(from, to);
}

void ToProto(const ListPartnersRequest& from, v1::ListPartnersRequest* to) {
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const CreateCurrencyRequest& from, v1::CreateCurrencyRequest* to) {
  to->set_request_id(from.request_id);
  to->set_code(from.code);
  to->set_scale(from.scale);
  to->set_owner_partner_id(from.owner_partner_id);
}

void ToProto(const SetExchangeRateRequest& from, v1::SetExchangeRateRequest* to) {
  to->set_request_id(from.request_id);
  ToProto(from.exchange_rate, to->mutable_exchange_rate());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const SetConversionRateRequest& from, v1::SetExchangeRateRequest* to) {
  to->set_request_id(from.request_id);
  ToProto(from.conversion_rate, to->mutable_conversion_rate());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const ListConversionRatesRequest& from, v1::ListConversionRatesRequest* to) {
  to->set_from_currency(from.from_currency);
  to->set_to_currency(from.to_currency);
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const ListVersionsRequest& from, v1::ListExchangeRatesRequest* to) {
  VersionsToProto(from, to);
}

void ToProto(const SetTermsRequest& from, v1::SetTermsRequest* to) {
  to->set_request_id(from.request_id);
  ToProto(from.terms, to->mutable_terms());
  to->set_backdating_reason(from.backdating_reason);
}

void ToProto(const ListVersionsRequest& from, v1::ListTermsRequest* to) {
  VersionsToProto(from, to);
}

void ToProto(const SetLimitsRequest& from, v1::SetLimitsRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
  ToProto(from.limits, to->mutable_limits());
}

void ToProto(const GetLimitsRequest& from, v1::GetLimitsRequest* to) {
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
}

void ToProto(const CreateCredentialRequest& from, v1::CreateCredentialRequest* to) {
  to->set_request_id(from.request_id);
  to->set_role(static_cast<v1::Role>(from.role));
  to->set_partner_id(from.partner_id);
  to->set_label(from.label);
}

void ToProto(const RevokeCredentialRequest& from, v1::RevokeCredentialRequest* to) {
  to->set_request_id(from.request_id);
  to->set_credential_id(from.credential_id);
}

Partner FromProto(const v1::CreatePartnerResponse& from) { return FromProto(from.partner()); }
Partner FromProto(const v1::GetPartnerResponse& from) { return FromProto(from.partner()); }
Partner FromProto(const v1::UpdatePartnerResponse& from) { return FromProto(from.partner()); }
Partner FromProto(const v1::SuspendPartnerResponse& from) { return FromProto(from.partner()); }
Partner FromProto(const v1::ResumePartnerResponse& from) { return FromProto(from.partner()); }
Currency FromProto(const v1::CreateCurrencyResponse& from) { return FromProto(from.currency()); }
Terms FromProto(const v1::SetTermsResponse& from) { return FromProto(from.terms()); }
Limits FromProto(const v1::SetLimitsResponse& from) { return FromProto(from.limits()); }
Limits FromProto(const v1::GetLimitsResponse& from) { return FromProto(from.limits()); }

Page<Partner> FromProto(const v1::ListPartnersResponse& from) {
  return {.items = FromRepeated(from.partners()), .next_page_token = from.next_page_token()};
}

ExchangeRate FromProto(const v1::SetExchangeRateResponse& from) {
  return FromProto(from.exchange_rate());
}

Page<ExchangeRate> FromProto(const v1::ListExchangeRatesResponse& from) {
  return {.items = FromRepeated(from.exchange_rates()), .next_page_token = from.next_page_token()};
}

Page<ConversionRate> FromProto(const v1::ListConversionRatesResponse& from) {
  return {.items = FromRepeated(from.conversion_rates()),
          .next_page_token = from.next_page_token()};
}

Page<Terms> FromProto(const v1::ListTermsResponse& from) {
  return {.items = FromRepeated(from.terms()), .next_page_token = from.next_page_token()};
}

NewCredential FromProto(const v1::CreateCredentialResponse& from) {
  return {.credential = FromProto(from.credential()),
          .api_key = from.api_key(),
          .replayed = from.replayed()};
}

Credential FromProto(const v1::RevokeCredentialResponse& from) {
  return FromProto(from.credential());
}

}  // namespace coalition::sdk_internal
