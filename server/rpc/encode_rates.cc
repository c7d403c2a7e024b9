#include "server/rpc/encode.h"

namespace coalition::rpc {
namespace {

void EncodeMoneyRate(const domain::MoneyRate& rate, v1::MoneyRate* out) {
  out->set_currency_code(std::string(rate.currency.code()));
  Encode(rate.partner_points_per_unit, out->mutable_partner_points_per_unit());
}

}  // namespace

void Encode(const domain::ExchangeRate& rate, const domain::Catalog& catalog,
            v1::ExchangeRate* out) {
  out->set_partner_id(EncodePartnerId(rate.partner, catalog));
  out->set_currency(catalog.GetCurrency(rate.currency).code);
  out->set_version(rate.version);
  Encode(rate.effective_from, out->mutable_effective_from());
  Encode(rate.earn, out->mutable_earn());
  Encode(rate.burn, out->mutable_burn());
  out->set_rounding(static_cast<v1::Rounding>(rate.rounding));
  if (rate.purchase) EncodeMoneyRate(*rate.purchase, out->mutable_purchase());
  if (rate.money_off) EncodeMoneyRate(*rate.money_off, out->mutable_money_off());
  for (const domain::ActivityRate& activity : rate.activities) {
    v1::ActivityRate* a = out->add_activities();
    a->set_type(activity.type);
    Encode(activity.partner_points_per_unit, a->mutable_partner_points_per_unit());
  }
  Encode(rate.created_at, out->mutable_created_at());
  out->set_backdating_reason(rate.backdating_reason);
}

void Encode(const domain::Terms& terms, const domain::Catalog& catalog, v1::Terms* out) {
  out->set_partner_id(EncodePartnerId(terms.partner, catalog));
  out->set_currency(catalog.GetCurrency(terms.currency).code);
  out->set_version(terms.version);
  Encode(terms.effective_from, out->mutable_effective_from());
  out->set_issue_price_micros(terms.issue_price.value());
  out->set_redemption_price_micros(terms.redemption_price.value());
  out->set_charge(static_cast<v1::Charge>(terms.charge));
  out->set_pending_days(terms.pending_days);
  out->set_valid_months(terms.valid_months);
  v1::Fees* fees = out->mutable_fees();
  fees->set_earn_fee_micros(terms.fees.earn_fee.value());
  fees->set_burn_fee_micros(terms.fees.burn_fee.value());
  fees->set_earn_fee_ppm(terms.fees.earn_fee_ppm);
  fees->set_burn_fee_ppm(terms.fees.burn_fee_ppm);
  if (terms.net_debit_cap) {
    const domain::NetDebitCap& cap = *terms.net_debit_cap;
    v1::NetDebitCap* c = out->mutable_net_debit_cap();
    c->set_kind(static_cast<v1::NetDebitCap::Kind>(cap.kind));
    c->set_limit_micros(cap.limit.value());
    c->set_alert_micros(cap.alert.value_or(domain::Micros(0)).value());
  }
  out->set_breakage_share_ppm(terms.breakage_share_ppm);
  Encode(terms.created_at, out->mutable_created_at());
  out->set_backdating_reason(terms.backdating_reason);
}

void Encode(const domain::ConversionRate& rate, const domain::Catalog& catalog,
            v1::ConversionRate* out) {
  out->set_from_currency(catalog.GetCurrency(rate.from).code);
  out->set_to_currency(catalog.GetCurrency(rate.to).code);
  out->set_version(rate.version);
  Encode(rate.effective_from, out->mutable_effective_from());
  Encode(rate.rate, out->mutable_rate());
  Encode(rate.created_at, out->mutable_created_at());
  out->set_backdating_reason(rate.backdating_reason);
}

void Encode(const domain::Limits& limits, v1::Limits* out) {
  out->set_earn_points_per_transaction(limits.earn_per_transaction.value());
  out->set_burn_points_per_transaction(limits.burn_per_transaction.value());
  out->set_earn_points_per_member_day(limits.earn_per_member_day.value());
  out->set_burn_points_per_member_day(limits.burn_per_member_day.value());
  out->set_earn_points_per_partner_day(limits.earn_per_partner_day.value());
  out->set_burn_points_per_partner_day(limits.burn_per_partner_day.value());
}

}  // namespace coalition::rpc
