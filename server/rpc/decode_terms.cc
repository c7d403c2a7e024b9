#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/decode_version.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

domain::Fees DecodeFees(const std::string& path, const v1::Fees& fees, FieldChecks& checks) {
  checks.InRange(Join(path, "earn_fee_micros"), fees.earn_fee_micros(), 0, kFeeMicrosMax);
  checks.InRange(Join(path, "burn_fee_micros"), fees.burn_fee_micros(), 0, kFeeMicrosMax);
  checks.InRange(Join(path, "earn_fee_ppm"), fees.earn_fee_ppm(), 0, kPartsPerMillionMax);
  checks.InRange(Join(path, "burn_fee_ppm"), fees.burn_fee_ppm(), 0, kPartsPerMillionMax);
  return {domain::Micros(fees.earn_fee_micros()), domain::Micros(fees.burn_fee_micros()),
          fees.earn_fee_ppm(), fees.burn_fee_ppm()};
}

std::optional<domain::NetDebitCap::Kind> DecodeKind(const std::string& field,
                                                    v1::NetDebitCap::Kind kind,
                                                    FieldChecks& checks) {
  if (kind == v1::NetDebitCap::KIND_POSTPAID) return domain::NetDebitCap::Kind::kPostpaid;
  if (kind == v1::NetDebitCap::KIND_PREPAID) return domain::NetDebitCap::Kind::kPrepaid;
  checks.Reject(field, "must be KIND_POSTPAID or KIND_PREPAID");
  return std::nullopt;
}

std::optional<domain::NetDebitCap> DecodeCap(const std::string& path, const v1::Terms& terms,
                                             FieldChecks& checks) {
  if (!terms.has_net_debit_cap()) return std::nullopt;
  const v1::NetDebitCap& proto = terms.net_debit_cap();
  const auto kind = DecodeKind(Join(path, "kind"), proto.kind(), checks);
  const bool bounded =
      checks.InRange(Join(path, "limit_micros"), proto.limit_micros(), 0, kTotalMax);
  const std::int64_t alert_max = bounded ? proto.limit_micros() : kTotalMax;
  checks.InRange(Join(path, "alert_micros"), proto.alert_micros(), 0, alert_max);
  if (!kind) return std::nullopt;
  domain::NetDebitCap cap{*kind, domain::Micros(proto.limit_micros()), std::nullopt};
  if (proto.alert_micros() != 0) cap.alert = domain::Micros(proto.alert_micros());
  return cap;
}

std::optional<domain::Charge> DecodeCharge(const std::string& field, v1::Charge charge,
                                           FieldChecks& checks) {
  if (charge == v1::CHARGE_ON_ISSUE) return domain::Charge::kOnIssue;
  if (charge == v1::CHARGE_ON_REDEMPTION) return domain::Charge::kOnRedemption;
  checks.Reject(field, "must be CHARGE_ON_ISSUE or CHARGE_ON_REDEMPTION");
  return std::nullopt;
}

// Only what was paid for when it was issued can be given back.
void DecodeBreakage(const std::string& field, const v1::Terms& terms, FieldChecks& checks) {
  if (!checks.InRange(field, terms.breakage_share_ppm(), 0, kPartsPerMillionMax)) return;
  if (terms.breakage_share_ppm() != 0 && terms.charge() == v1::CHARGE_ON_REDEMPTION) {
    checks.Reject(field, "must be 0 with CHARGE_ON_REDEMPTION");
  }
}

domain::Limits DecodeLimits(const std::string& path, const v1::Limits& limits,
                            FieldChecks& checks) {
  const auto points = [&](const char* field, std::int64_t value) {
    checks.InRange(Join(path, field), value, 0, kTotalMax);
    return domain::Points(value);
  };
  return {points("earn_points_per_transaction", limits.earn_points_per_transaction()),
          points("burn_points_per_transaction", limits.burn_points_per_transaction()),
          points("earn_points_per_member_day", limits.earn_points_per_member_day()),
          points("burn_points_per_member_day", limits.burn_points_per_member_day()),
          points("earn_points_per_partner_day", limits.earn_points_per_partner_day()),
          points("burn_points_per_partner_day", limits.burn_points_per_partner_day())};
}

}  // namespace

Decoded<domain::Command> Decode(const v1::SetTermsRequest& request, const DecodeContext& context) {
  const std::string path = "terms";
  const v1::Terms& proto = request.terms();
  const auto partner = DecodeNestedPartner(path, proto.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::Terms terms;
  DecodePartnersVersion(path, request, proto, *partner, context, checks, terms);
  checks.InRange(Join(path, "issue_price_micros"), proto.issue_price_micros(), 0, kMoneyMicrosMax);
  checks.InRange(Join(path, "redemption_price_micros"), proto.redemption_price_micros(), 0,
                 kMoneyMicrosMax);
  const auto charge = DecodeCharge(Join(path, "charge"), proto.charge(), checks);
  checks.InRange(Join(path, "pending_days"), proto.pending_days(), 0, kPendingDaysMax);
  checks.InRange(Join(path, "valid_months"), proto.valid_months(), 0, kValidMonthsMax);
  terms.fees = DecodeFees(Join(path, "fees"), proto.fees(), checks);
  terms.net_debit_cap = DecodeCap(Join(path, "net_debit_cap"), proto, checks);
  DecodeBreakage(Join(path, "breakage_share_ppm"), proto, checks);
  if (!checks.ok()) return checks.Error();
  terms.issue_price = domain::Micros(proto.issue_price_micros());
  terms.redemption_price = domain::Micros(proto.redemption_price_micros());
  terms.charge = *charge;
  terms.pending_days = proto.pending_days();
  terms.valid_months = proto.valid_months();
  terms.breakage_share_ppm = proto.breakage_share_ppm();
  command.action = domain::SetTerms{std::move(terms), !proto.has_effective_from()};
  return command;
}

Decoded<domain::Command> Decode(const v1::SetLimitsRequest& request, const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  const auto currency = DecodeCurrency("currency", request.currency(), context, checks);
  const domain::Limits limits = DecodeLimits("limits", request.limits(), checks);
  if (!checks.ok()) return checks.Error();
  command.action = domain::SetLimits{{*partner, *currency, limits}};
  return command;
}

}  // namespace coalition::rpc
