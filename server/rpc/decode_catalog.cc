#include <set>
#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kUpperDigitsUnderscore = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::int32_t kBackdatingDaysDefault = 30;

template <typename Request>
Decoded<domain::Command> DecodeState(const Request& request, domain::PartnerState state,
                                     const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("reason", request.reason(), 1, kReasonCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::SetPartnerState{*partner, state, request.reason()};
  return command;
}

// Partner, currency, beginning and reason of a new version of a rate or of terms.
template <typename Request, typename Proto, typename Version>
void DecodeVersion(const std::string& path, const Request& request, const Proto& proto,
                   domain::PartnerId partner, const DecodeContext& context, FieldChecks& checks,
                   Version& version) {
  version.partner = partner;
  FieldChecks currency_checks;
  if (const auto currency = DecodeCurrency(proto.currency(), context, currency_checks)) {
    version.currency = *currency;
  } else {
    checks.Reject(Join(path, "currency"), "must be the code of a currency of this network");
  }
  if (proto.version() != 0) checks.Reject(Join(path, "version"), "is assigned by the server");
  if (proto.has_created_at()) {
    checks.Reject(Join(path, "created_at"), "is assigned by the server");
  }
  if (!proto.backdating_reason().empty()) {
    checks.Reject(Join(path, "backdating_reason"), "belongs into the request");
  }
  if (proto.has_effective_from()) {
    const auto from = checks.Moment(Join(path, "effective_from"), proto.effective_from());
    if (from) version.effective_from = *from;
  }
  checks.Text("backdating_reason", request.backdating_reason(), 0, kReasonCharsMax);
  version.backdating_reason = request.backdating_reason();
}

std::optional<domain::MoneyRate> DecodeMoneyRate(const std::string& path, const v1::MoneyRate& rate,
                                                 FieldChecks& checks) {
  const auto currency = checks.MoneyCurrency(Join(path, "currency_code"), rate.currency_code());
  const auto ratio =
      checks.Ratio(Join(path, "partner_points_per_unit"), rate.partner_points_per_unit());
  if (!currency || !ratio) return std::nullopt;
  return domain::MoneyRate{*currency, *ratio};
}

std::vector<domain::ActivityRate> DecodeActivities(const std::string& path,
                                                   const v1::ExchangeRate& rate,
                                                   FieldChecks& checks) {
  std::vector<domain::ActivityRate> activities;
  if (rate.activities_size() > kActivityRatesMax) {
    checks.Reject(path, "must have at most " + std::to_string(kActivityRatesMax) + " entries");
    return activities;
  }
  std::set<std::string> types;
  for (int i = 0; i < rate.activities_size(); ++i) {
    const v1::ActivityRate& activity = rate.activities(i);
    const std::string item = Indexed(path, i);
    checks.SnakeName(Join(item, "type"), activity.type(), kActivityTypeCharsMax);
    if (!types.insert(activity.type()).second) {
      checks.Reject(Join(item, "type"), "must not be given twice");
    }
    const auto ratio =
        checks.Ratio(Join(item, "partner_points_per_unit"), activity.partner_points_per_unit());
    if (ratio) activities.push_back({activity.type(), *ratio});
  }
  return activities;
}

domain::RateRounding DecodeRounding(const std::string& field, v1::Rounding rounding,
                                    FieldChecks& checks) {
  switch (rounding) {
    case v1::ROUNDING_UNSPECIFIED:
    case v1::ROUNDING_CARRY:
      return domain::RateRounding::kCarry;
    case v1::ROUNDING_FLOOR:
      return domain::RateRounding::kFloor;
    case v1::ROUNDING_HALF_EVEN:
      return domain::RateRounding::kHalfEven;
    default:
      checks.Reject(field, "must be a Rounding");
      return domain::RateRounding::kCarry;
  }
}

domain::Fees DecodeFees(const std::string& path, const v1::Fees& fees, FieldChecks& checks) {
  checks.InRange(Join(path, "earn_fee_micros"), fees.earn_fee_micros(), 0, kFeeMicrosMax);
  checks.InRange(Join(path, "burn_fee_micros"), fees.burn_fee_micros(), 0, kFeeMicrosMax);
  checks.InRange(Join(path, "earn_fee_ppm"), fees.earn_fee_ppm(), 0, kPartsPerMillionMax);
  checks.InRange(Join(path, "burn_fee_ppm"), fees.burn_fee_ppm(), 0, kPartsPerMillionMax);
  return {domain::Micros(fees.earn_fee_micros()), domain::Micros(fees.burn_fee_micros()),
          fees.earn_fee_ppm(), fees.burn_fee_ppm()};
}

std::optional<domain::Micros> DecodeCap(const std::string& path, const v1::Terms& terms,
                                        FieldChecks& checks) {
  if (!terms.has_net_debit_cap()) return std::nullopt;
  const v1::NetDebitCap& cap = terms.net_debit_cap();
  if (cap.kind() != v1::NetDebitCap::KIND_POSTPAID) {
    checks.Reject(Join(path, "kind"), "must be KIND_POSTPAID; others are not served yet");
  }
  if (cap.alert_micros() != 0) {
    checks.Reject(Join(path, "alert_micros"), "must be 0; alerts are not served yet");
  }
  checks.InRange(Join(path, "limit_micros"), cap.limit_micros(), 0, kMoneyMicrosMax);
  return domain::Micros(cap.limit_micros());
}

std::optional<domain::Charge> DecodeCharge(const std::string& field, v1::Charge charge,
                                           FieldChecks& checks) {
  if (charge == v1::CHARGE_ON_ISSUE) return domain::Charge::kOnIssue;
  if (charge == v1::CHARGE_ON_REDEMPTION) return domain::Charge::kOnRedemption;
  checks.Reject(field, "must be CHARGE_ON_ISSUE or CHARGE_ON_REDEMPTION");
  return std::nullopt;
}

// The partner of a nested message, whose field is "<path>.partner_id".
Decoded<domain::PartnerId> DecodeNestedPartner(const std::string& path,
                                               const std::string& partner_id,
                                               const DecodeContext& context) {
  auto partner = DecodePartner(partner_id, context);
  if (partner.ok()) return partner;
  return Within(path, partner.rejection());
}

}  // namespace

Decoded<domain::Command> Decode(const v1::CreatePartnerRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  checks.RequestId(request.request_id());
  command.header = {
      {context.caller.partner, request.request_id()}, DigestOf(request), context.caller};
  checks.PartnerId("partner_id", request.partner_id());
  checks.Text("display_name", request.display_name(), 1, kDisplayNameCharsMax);
  const auto currency = checks.MoneyCurrency("settlement_currency", request.settlement_currency());
  const std::int32_t backdating_days =
      request.has_backdating_days() ? request.backdating_days() : kBackdatingDaysDefault;
  checks.InRange("backdating_days", backdating_days, 0, kBackdatingDaysMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::CreatePartner{request.partner_id(), request.display_name(), *currency,
                                         backdating_days};
  return command;
}

Decoded<domain::Command> Decode(const v1::SuspendPartnerRequest& request,
                                const DecodeContext& context) {
  return DecodeState(request, domain::PartnerState::kSuspended, context);
}

Decoded<domain::Command> Decode(const v1::ResumePartnerRequest& request,
                                const DecodeContext& context) {
  return DecodeState(request, domain::PartnerState::kActive, context);
}

Decoded<domain::Command> Decode(const v1::CreateCurrencyRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Name("code", request.code(), kCurrencyCodeCharsMin, kCurrencyCodeCharsMax, kUpper,
              kUpperDigitsUnderscore);
  checks.InRange("scale", request.scale(), 0, kScaleMax);
  domain::CreateCurrency create{request.code(), request.scale(), domain::kNetwork};
  if (!request.owner_partner_id().empty()) {
    if (!checks.PartnerId("owner_partner_id", request.owner_partner_id())) return checks.Error();
    const domain::Partner* owner = context.catalog.FindPartner(request.owner_partner_id());
    if (owner == nullptr) {
      return CallError(
          {domain::Reason::kPartnerNotFound, {{"partner_id", request.owner_partner_id()}}});
    }
    create.owner = owner->id;
  }
  if (!checks.ok()) return checks.Error();
  command.action = std::move(create);
  return command;
}

Decoded<domain::Command> Decode(const v1::SetExchangeRateRequest& request,
                                const DecodeContext& context) {
  if (request.has_conversion_rate()) return NotServedYet("conversion_rate");
  const std::string path = "exchange_rate";
  const v1::ExchangeRate& proto = request.exchange_rate();
  const auto partner = DecodeNestedPartner(path, proto.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::ExchangeRate rate;
  DecodeVersion(path, request, proto, *partner, context, checks, rate);
  const auto earn = checks.Ratio(Join(path, "earn"), proto.earn());
  const auto burn = checks.Ratio(Join(path, "burn"), proto.burn());
  rate.rounding = DecodeRounding(Join(path, "rounding"), proto.rounding(), checks);
  if (proto.has_purchase()) {
    rate.purchase = DecodeMoneyRate(Join(path, "purchase"), proto.purchase(), checks);
  }
  if (proto.has_money_off()) {
    rate.money_off = DecodeMoneyRate(Join(path, "money_off"), proto.money_off(), checks);
  }
  rate.activities = DecodeActivities(Join(path, "activities"), proto, checks);
  if (!checks.ok()) return checks.Error();
  rate.earn = *earn;
  rate.burn = *burn;
  if (!domain::IsExact(rate)) {
    checks.Reject(path, "has ratios whose products do not fit in 63 bits");
    return checks.Error();
  }
  command.action = domain::SetExchangeRate{std::move(rate), !proto.has_effective_from()};
  return command;
}

Decoded<domain::Command> Decode(const v1::SetTermsRequest& request, const DecodeContext& context) {
  const std::string path = "terms";
  const v1::Terms& proto = request.terms();
  const auto partner = DecodeNestedPartner(path, proto.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::Terms terms;
  DecodeVersion(path, request, proto, *partner, context, checks, terms);
  checks.InRange(Join(path, "issue_price_micros"), proto.issue_price_micros(), 0, kMoneyMicrosMax);
  checks.InRange(Join(path, "redemption_price_micros"), proto.redemption_price_micros(), 0,
                 kMoneyMicrosMax);
  const auto charge = DecodeCharge(Join(path, "charge"), proto.charge(), checks);
  checks.InRange(Join(path, "pending_days"), proto.pending_days(), 0, kPendingDaysMax);
  checks.InRange(Join(path, "valid_months"), proto.valid_months(), 0, kValidMonthsMax);
  terms.fees = DecodeFees(Join(path, "fees"), proto.fees(), checks);
  terms.net_debit_cap = DecodeCap(Join(path, "net_debit_cap"), proto, checks);
  if (proto.breakage_share_ppm() != 0) {
    checks.Reject(Join(path, "breakage_share_ppm"), "must be 0; it is not served yet");
  }
  if (!checks.ok()) return checks.Error();
  terms.issue_price = domain::Micros(proto.issue_price_micros());
  terms.redemption_price = domain::Micros(proto.redemption_price_micros());
  terms.charge = *charge;
  terms.pending_days = proto.pending_days();
  terms.valid_months = proto.valid_months();
  command.action = domain::SetTerms{std::move(terms), !proto.has_effective_from()};
  return command;
}

Decoded<domain::Command> Decode(const v1::CreateCredentialRequest& request,
                                const DecodeContext& context) {
  domain::CreateCredential create;
  FieldChecks checks;
  if (request.role() == v1::ROLE_OPERATOR) {
    if (!context.caller.IsOperator()) return CallError(domain::Reason::kPermissionDenied);
    create.credential.role = domain::Role::kOperator;
    if (!request.partner_id().empty()) {
      checks.Reject("partner_id", "must be empty for an operator's credential");
    }
  } else {
    const auto partner = DecodePartner(request.partner_id(), context);
    if (!partner.ok()) return partner.rejection();
    create.credential.partner = *partner;
    if (request.role() != v1::ROLE_PARTNER && request.role() != v1::ROLE_UNSPECIFIED) {
      checks.Reject("role", "must be a Role");
    }
  }
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("label", request.label(), 1, kLabelCharsMax);
  create.credential.label = request.label();
  if (!checks.ok()) return checks.Error();
  command.action = std::move(create);
  return command;
}

Decoded<domain::Command> Decode(const v1::RevokeCredentialRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.Text("credential_id", request.credential_id(), 1, kLabelCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::RevokeCredential{request.credential_id()};
  return command;
}

Decoded<domain::Command> Decode(const v1::CloseWindowRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  checks.InRange("window_id", request.window_id(), 0, INT64_MAX);
  checks.Text("label", request.label(), 0, kLabelCharsMax);
  if (!checks.ok()) return checks.Error();
  domain::CloseWindow close;
  if (request.window_id() != 0) close.window = domain::WindowId(request.window_id());
  close.label = request.label();
  command.action = std::move(close);
  return command;
}

}  // namespace coalition::rpc
