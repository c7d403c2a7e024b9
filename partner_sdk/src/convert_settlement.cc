#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

namespace {

template <class Request>
void EntriesToProto(const ListWindowEntriesRequest& from, Request* to) {
  to->set_partner_id(from.partner_id);
  to->set_window_id(from.window_id);
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

}  // namespace

Window FromProto(const v1::Window& from) {
  return {.window_id = from.window_id(),
          .state = static_cast<WindowState>(from.state()),
          .opened_at = FromProto(from.opened_at()),
          .closed_at = FromOptional(from.has_closed_at(), from.closed_at()),
          .transaction_count = from.transaction_count(),
          .label = from.label()};
}

LegTotal FromProto(const v1::LegTotal& from) {
  return {.kind = static_cast<LegKind>(from.kind()),
          .lines = from.lines(),
          .points = from.points(),
          .amount_micros = from.amount_micros()};
}

Position FromProto(const v1::Position& from) {
  return {.partner_id = from.partner_id(),
          .net = FromProto(from.net()),
          .totals = FromRepeated(from.totals()),
          .net_debit_alert = from.net_debit_alert()};
}

StatementTotal FromProto(const v1::StatementTotal& from) {
  return {.type = static_cast<TransactionType>(from.type()),
          .kind = static_cast<LegKind>(from.kind()),
          .lines = from.lines(),
          .points = from.points(),
          .amount_micros = from.amount_micros()};
}

Statement FromProto(const v1::Statement& from) {
  return {.window_id = from.window_id(),
          .window_state = static_cast<WindowState>(from.window_state()),
          .partner_id = from.partner_id(),
          .currency_code = from.currency_code(),
          .totals = FromRepeated(from.totals()),
          .opening_residue_micros = from.opening_residue_micros(),
          .net_micros = from.net_micros(),
          .net_minor_units = from.net_minor_units(),
          .closing_residue_micros = from.closing_residue_micros(),
          .line_count = from.line_count(),
          .lines_sha256 = from.lines_sha256()};
}

StatementLine FromProto(const v1::StatementLine& from) {
  return {.transaction_id = from.transaction_id(),
          .ordinal = from.ordinal(),
          .type = static_cast<TransactionType>(from.type()),
          .kind = static_cast<LegKind>(from.kind()),
          .event_time = FromProto(from.event_time()),
          .points = from.points(),
          .currency = from.currency(),
          .amount_micros = from.amount_micros(),
          .counterparty_id = from.counterparty_id(),
          .request_id = from.request_id()};
}

Obligation FromProto(const v1::Obligation& from) {
  return {.obligation_id = from.obligation_id(),
          .window_id = from.window_id(),
          .payer_id = from.payer_id(),
          .payee_id = from.payee_id(),
          .currency_code = from.currency_code(),
          .amount_minor_units = from.amount_minor_units(),
          .minor_unit_exponent = from.minor_unit_exponent(),
          .state = static_cast<ObligationState>(from.state()),
          .paid_minor_units = from.paid_minor_units()};
}

Liability FromProto(const v1::Liability& from) {
  return {.issuer_id = from.issuer_id(),
          .currency = from.currency(),
          .expiry_month = from.expiry_month(),
          .points = from.points(),
          .owed_points = from.owed_points(),
          .lots = from.lots()};
}

AuditEvent FromProto(const v1::AuditEvent& from) {
  return {.event_id = from.event_id(),
          .occurred_at = FromProto(from.occurred_at()),
          .credential_id = from.credential_id(),
          .action = from.action(),
          .resource = from.resource(),
          .reason = from.reason()};
}

void ToProto(const PositionsQuery& from, v1::GetPositionsRequest* to) {
  to->set_partner_id(from.partner_id);
  to->set_window_id(from.window_id);
  if (from.as_of) ToProto(*from.as_of, to->mutable_as_of());
  to->set_as_of_transaction_id(from.as_of_transaction_id);
}

void ToProto(const WindowQuery& from, v1::GetStatementRequest* to) {
  to->set_partner_id(from.partner_id);
  to->set_window_id(from.window_id);
}

void ToProto(const CloseWindowRequest& from, v1::CloseWindowRequest* to) {
  to->set_request_id(from.request_id);
  to->set_window_id(from.window_id);
  to->set_label(from.label);
}

void ToProto(const ListWindowsRequest& from, v1::ListWindowsRequest* to) {
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const ListWindowEntriesRequest& from, v1::ListStatementLinesRequest* to) {
  EntriesToProto(from, to);
}

void ToProto(const ListWindowEntriesRequest& from, v1::ListObligationsRequest* to) {
  EntriesToProto(from, to);
}

void ToProto(const GetLiabilityRequest& from, v1::GetLiabilityRequest* to) {
  to->set_partner_id(from.partner_id);
  to->set_currency(from.currency);
  if (from.as_of) ToProto(*from.as_of, to->mutable_as_of());
  to->set_as_of_transaction_id(from.as_of_transaction_id);
}

void ToProto(const ListAuditEventsRequest& from, v1::ListAuditEventsRequest* to) {
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

Positions FromProto(const v1::GetPositionsResponse& from) {
  return {.window_id = from.window_id(), .positions = FromRepeated(from.positions())};
}

ClosedWindow FromProto(const v1::CloseWindowResponse& from) {
  return {.window = FromProto(from.window()),
          .next_window_id = from.next_window_id(),
          .replayed = from.replayed()};
}

Page<Window> FromProto(const v1::ListWindowsResponse& from) {
  return {.items = FromRepeated(from.windows()), .next_page_token = from.next_page_token()};
}

Window FromProto(const v1::GetWindowResponse& from) { return FromProto(from.window()); }
Statement FromProto(const v1::GetStatementResponse& from) { return FromProto(from.statement()); }

Page<StatementLine> FromProto(const v1::ListStatementLinesResponse& from) {
  return {.items = FromRepeated(from.lines()), .next_page_token = from.next_page_token()};
}

Page<Obligation> FromProto(const v1::ListObligationsResponse& from) {
  return {.items = FromRepeated(from.obligations()), .next_page_token = from.next_page_token()};
}

std::vector<Liability> FromProto(const v1::GetLiabilityResponse& from) {
  return FromRepeated(from.liabilities());
}

LedgerVerification FromProto(const v1::VerifyLedgerResponse& from) {
  return {.ok = from.ok(),
          .first_difference = from.first_difference(),
          .transactions = from.transactions(),
          .members = from.members(),
          .lots = from.lots(),
          .positions = from.positions(),
          .windows = from.windows()};
}

Page<AuditEvent> FromProto(const v1::ListAuditEventsResponse& from) {
  return {.items = FromRepeated(from.events()), .next_page_token = from.next_page_token()};
}

}  // namespace coalition::sdk_internal
