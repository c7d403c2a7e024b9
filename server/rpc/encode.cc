#include "server/rpc/encode.h"

namespace coalition::rpc {
namespace {

void EncodeMoneyRate(const domain::MoneyRate& rate, v1::MoneyRate* out) {
  out->set_currency_code(std::string(rate.currency.code()));
  Encode(rate.partner_points_per_unit, out->mutable_partner_points_per_unit());
}

}  // namespace

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

void Encode(const domain::Member& member, const EncodeContext& context, v1::Member* out) {
  out->set_member_id(member.id.ToString());
  for (const domain::Identifier& identifier : member.identifiers) {
    if (!context.viewer.IsOperator() && identifier.partner != context.viewer.partner) continue;
    v1::Identifier* i = out->add_identifiers();
    i->set_partner_id(EncodePartnerId(identifier.partner, context.catalog));
    i->set_kind(identifier.kind);
    i->set_value(identifier.value);
  }
  out->set_link_code(member.link_code);
  Encode(member.enrolled_at, out->mutable_enrolled_at());
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
    out->mutable_net_debit_cap()->set_kind(v1::NetDebitCap::KIND_POSTPAID);
    out->mutable_net_debit_cap()->set_limit_micros(terms.net_debit_cap->value());
  }
  Encode(terms.created_at, out->mutable_created_at());
  out->set_backdating_reason(terms.backdating_reason);
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

void Encode(const domain::Window& window, const domain::Caller& viewer, v1::Window* out) {
  out->set_window_id(window.id.value());
  out->set_state(window.IsOpen() ? v1::WINDOW_STATE_OPEN : v1::WINDOW_STATE_CLOSED);
  Encode(window.opened_at, out->mutable_opened_at());
  if (window.closed_at) Encode(*window.closed_at, out->mutable_closed_at());
  out->set_label(window.label);
  if (viewer.IsOperator() && !window.IsOpen()) {
    out->set_transaction_count(window.end.value() - window.first.value());
  }
}

void Encode(const settlement::Statement& statement, const domain::Catalog& catalog,
            v1::Statement* out) {
  const bool open = statement.window.IsOpen();
  out->set_window_id(statement.window.id.value());
  out->set_window_state(open ? v1::WINDOW_STATE_OPEN : v1::WINDOW_STATE_CLOSED);
  out->set_partner_id(EncodePartnerId(statement.partner, catalog));
  out->set_currency_code(std::string(statement.currency.code()));
  for (const settlement::StatementTotal& total : statement.totals) {
    v1::StatementTotal* t = out->add_totals();
    t->set_type(EncodeType(total.type));
    t->set_kind(EncodeKind(total.kind));
    t->set_lines(total.total.lines);
    t->set_points(total.total.points.value());
    t->set_amount_micros(total.total.amount.value());
  }
  out->set_opening_residue_micros(statement.opening_residue.value());
  out->set_net_micros(statement.net.value());
  out->set_net_minor_units(statement.net_minor_units);
  out->set_closing_residue_micros(statement.closing_residue.value());
  out->set_line_count(statement.line_count);
  out->set_lines_sha256(statement.lines_sha256);
}

void Encode(const settlement::StatementLine& line, const domain::Catalog& catalog,
            v1::StatementLine* out) {
  out->set_transaction_id(line.transaction.ToString());
  out->set_ordinal(line.ordinal);
  out->set_type(EncodeType(line.type));
  out->set_kind(EncodeKind(line.leg.kind));
  Encode(line.event_time, out->mutable_event_time());
  out->set_points(line.leg.points.value());
  out->set_currency(catalog.GetCurrency(line.currency).code);
  out->set_amount_micros(line.leg.money.amount.value());
  out->set_counterparty_id(EncodePartnerId(line.leg.counterparty, catalog));
  out->set_request_id(line.request_id);
}

void EncodeObligation(const domain::PartnerSettlement& settlement, const domain::Catalog& catalog,
                      v1::Obligation* out) {
  const std::string partner = EncodePartnerId(settlement.partner, catalog);
  const bool pays = settlement.net_minor_units < 0;
  out->set_obligation_id(std::to_string(settlement.window.value()) + "-" + partner);
  out->set_window_id(settlement.window.value());
  (pays ? out->mutable_payer_id() : out->mutable_payee_id())->assign(partner);
  out->set_currency_code(std::string(settlement.currency.code()));
  out->set_amount_minor_units(pays ? -settlement.net_minor_units : settlement.net_minor_units);
  out->set_minor_unit_exponent(settlement.currency.exponent());
  out->set_state(v1::OBLIGATION_STATE_DUE);
}

void Encode(const reporting::Liability& liability, const domain::Catalog& catalog,
            v1::Liability* out) {
  out->set_issuer_id(EncodePartnerId(liability.issuer, catalog));
  out->set_currency(catalog.GetCurrency(liability.currency).code);
  if (liability.last_month != domain::kNever) {
    out->set_expiry_month(domain::MonthOf(liability.last_month));
  }
  out->set_points(liability.points.value());
  out->set_owed_points(liability.owed_points.value());
  out->set_lots(liability.lots);
}

void Encode(const reporting::AuditReport& report, v1::VerifyLedgerResponse* out) {
  out->set_ok(report.ok());
  out->set_first_difference(report.first_difference);
  out->set_transactions(report.transactions);
  out->set_members(report.members);
  out->set_lots(report.lots);
  out->set_positions(report.positions);
  out->set_windows(report.windows);
}

}  // namespace coalition::rpc
