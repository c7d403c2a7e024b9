#include "server/domain/lanes.h"
#include "server/rpc/encode.h"

namespace coalition::rpc {

void Encode(const domain::Window& window, const domain::Caller& viewer, v1::Window* out) {
  out->set_window_id(window.id.value());
  out->set_state(window.IsOpen() ? v1::WINDOW_STATE_OPEN : v1::WINDOW_STATE_CLOSED);
  Encode(window.opened_at, out->mutable_opened_at());
  if (window.closed_at) Encode(*window.closed_at, out->mutable_closed_at());
  out->set_label(window.label);
  if (viewer.IsOperator() && !window.IsOpen()) {
    out->set_transaction_count(domain::TransactionCountOf(window));
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

void Encode(const domain::AuditEvent& event, v1::AuditEvent* out) {
  Encode(event.at, out->mutable_occurred_at());
  out->set_credential_id(event.credential_id);
  out->set_action(event.action);
  out->set_resource(event.resource);
  out->set_reason(event.reason);
  out->set_event_id(event.number);
}

}  // namespace coalition::rpc
