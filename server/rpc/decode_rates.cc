#include <set>
#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/decode_version.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

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

Decoded<domain::Command> DecodeConversionRate(const v1::SetExchangeRateRequest& request,
                                              const DecodeContext& context) {
  if (!context.caller.IsOperator()) return CallError(domain::Reason::kPermissionDenied);
  const std::string path = "conversion_rate";
  const v1::ConversionRate& proto = request.conversion_rate();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::ConversionRate rate;
  const auto from =
      DecodeCurrency(Join(path, "from_currency"), proto.from_currency(), context, checks);
  const auto to = DecodeCurrency(Join(path, "to_currency"), proto.to_currency(), context, checks);
  if (from && from == to) checks.Reject(Join(path, "to_currency"), "must be another currency");
  const auto ratio = checks.Ratio(Join(path, "rate"), proto.rate());
  DecodeVersion(path, request, proto, checks, rate);
  if (!checks.ok()) return checks.Error();
  rate.from = *from;
  rate.to = *to;
  rate.rate = *ratio;
  command.action = domain::SetConversionRate{std::move(rate), !proto.has_effective_from()};
  return command;
}

}  // namespace

Decoded<domain::Command> Decode(const v1::SetExchangeRateRequest& request,
                                const DecodeContext& context) {
  if (request.has_conversion_rate()) return DecodeConversionRate(request, context);
  const std::string path = "exchange_rate";
  const v1::ExchangeRate& proto = request.exchange_rate();
  const auto partner = DecodeNestedPartner(path, proto.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  domain::ExchangeRate rate;
  DecodePartnersVersion(path, request, proto, *partner, context, checks, rate);
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

}  // namespace coalition::rpc
