#include <variant>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

namespace {

decltype(Transaction::facts) FactsFrom(const v1::Transaction& from) {
  switch (from.facts_case()) {
    case v1::Transaction::kPurchase:
      return FromProto(from.purchase());
    case v1::Transaction::kActivity:
      return FromProto(from.activity());
    case v1::Transaction::kMoneyOff:
      return FromProto(from.money_off());
    case v1::Transaction::FACTS_NOT_SET:
      break;
  }
  return std::monostate();
}

template <class Response>
MovedPoints MovedFrom(const Response& from) {
  return {.receipt = FromProto(from.receipt()), .to_balance = FromProto(from.to_balance())};
}

}  // namespace

void ToProto(const PurchaseLine& from, v1::PurchaseLine* to) {
  to->set_sku(from.sku);
  to->set_category(from.category);
  to->set_quantity(from.quantity);
  to->set_unit_price_micros(from.unit_price_micros);
}

void ToProto(const Purchase& from, v1::Purchase* to) {
  if (from.amount) ToProto(*from.amount, to->mutable_amount());
  ToRepeated(from.lines, to->mutable_lines());
}

void ToProto(const Activity& from, v1::Activity* to) {
  to->set_type(from.type);
  to->set_quantity(from.quantity);
}

void ToProto(const LineQuantity& from, v1::LineQuantity* to) {
  to->set_line(from.line);
  to->set_quantity(from.quantity);
}

PurchaseLine FromProto(const v1::PurchaseLine& from) {
  return {.sku = from.sku(),
          .category = from.category(),
          .quantity = from.quantity(),
          .unit_price_micros = from.unit_price_micros()};
}

Purchase FromProto(const v1::Purchase& from) {
  return {.amount = FromOptional(from.has_amount(), from.amount()),
          .lines = FromRepeated(from.lines())};
}

Activity FromProto(const v1::Activity& from) {
  return {.type = from.type(), .quantity = from.quantity()};
}

LineQuantity FromProto(const v1::LineQuantity& from) {
  return {.line = from.line(), .quantity = from.quantity()};
}

ExpiringPoints FromProto(const v1::ExpiringPoints& from) {
  return {.points = from.points(), .expires_on = from.expires_on()};
}

Balance FromProto(const v1::Balance& from) {
  return {.currency = from.currency(),
          .available = from.available(),
          .pending = from.pending(),
          .held = from.held(),
          .expiring_next = FromOptional(from.has_expiring_next(), from.expiring_next()),
          .as_of_date = from.as_of_date()};
}

Lot FromProto(const v1::Lot& from) {
  return {.currency = from.currency(),
          .issuer_id = from.issuer_id(),
          .terms_version = from.terms_version(),
          .available_on = from.available_on(),
          .expires_on = from.expires_on(),
          .points = from.points()};
}

LotMovement FromProto(const v1::LotMovement& from) { return {.lot = FromProto(from.lot())}; }

Conversion FromProto(const v1::Conversion& from) {
  return {.rate_version = from.rate_version(),
          .rate = FromProto(from.rate()),
          .carry_numerator = from.carry_numerator(),
          .carry_denominator = from.carry_denominator()};
}

MoneyLeg FromProto(const v1::MoneyLeg& from) {
  return {.partner_id = from.partner_id(),
          .kind = static_cast<LegKind>(from.kind()),
          .amount = FromProto(from.amount()),
          .points = from.points(),
          .counterparty_id = from.counterparty_id()};
}

ReversedSoFar FromProto(const v1::ReversedSoFar& from) {
  return {.points = from.points(),
          .partner_points = from.partner_points(),
          .amount = FromOptional(from.has_amount(), from.amount()),
          .lines = FromRepeated(from.lines())};
}

Counterpart FromProto(const v1::Counterpart& from) {
  return {.member_id = from.member_id(),
          .currency = from.currency(),
          .points = from.points(),
          .lots = FromRepeated(from.lots())};
}

Reservation FromProto(const v1::Reservation& from) {
  return {.points = from.points(),
          .lots = FromRepeated(from.lots()),
          .expires_at = FromProto(from.expires_at()),
          .state = static_cast<ReservationState>(from.state()),
          .closed_by_transaction_id = from.closed_by_transaction_id()};
}

Transaction FromProto(const v1::Transaction& from) {
  return {.transaction_id = from.transaction_id(),
          .type = static_cast<TransactionType>(from.type()),
          .partner_id = from.partner_id(),
          .member_id = from.member_id(),
          .currency = from.currency(),
          .request_id = from.request_id(),
          .event_time = FromProto(from.event_time()),
          .posted_at = FromProto(from.posted_at()),
          .window_id = from.window_id(),
          .points = from.points(),
          .partner_points = from.partner_points(),
          .facts = FactsFrom(from),
          .conversion = FromOptional(from.has_conversion(), from.conversion()),
          .terms_version = from.terms_version(),
          .lots = FromRepeated(from.lots()),
          .legs = FromRepeated(from.legs()),
          .original_transaction_id = from.original_transaction_id(),
          .reversed_lines = FromRepeated(from.reversed_lines()),
          .reversed = FromOptional(from.has_reversed(), from.reversed()),
          .reference = from.reference(),
          .points_not_recovered = from.points_not_recovered(),
          .counterpart = FromOptional(from.has_counterpart(), from.counterpart()),
          .reservation = FromOptional(from.has_reservation(), from.reservation()),
          .reason = from.reason()};
}

void ToProto(const QuoteRequest& from, v1::QuoteRequest* to) {
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  const Match earn{
      [to](PartnerPoints points) { to->set_earn_partner_points(points.value); },
      [to](CurrencyPoints points) { to->set_earn_points(points.value); },
      [to](const Purchase& purchase) { ToProto(purchase, to->mutable_earn_purchase()); },
      [to](const Activity& activity) { ToProto(activity, to->mutable_earn_activity()); }};
  const Match burn{[to](PartnerPoints points) { to->set_burn_partner_points(points.value); },
                   [to](CurrencyPoints points) { to->set_burn_points(points.value); },
                   [to](const Money& money) { ToProto(money, to->mutable_burn_money_off()); }};
  std::visit(Match{[&earn](const EarnAmount& amount) { std::visit(earn, amount); },
                   [&burn](const BurnAmount& amount) { std::visit(burn, amount); }},
             from.amount);
  to->set_valid_for_s(WholeSeconds(from.valid_for));
}

void ToProto(const GetBalanceRequest& from, v1::GetBalanceRequest* to) {
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  if (from.as_of) ToProto(*from.as_of, to->mutable_as_of());
  to->set_as_of_transaction_id(from.as_of_transaction_id);
}

void ToProto(const ListTransactionsRequest& from, v1::ListTransactionsRequest* to) {
  to->set_partner_id(from.partner_id);
  if (from.member) ToProto(*from.member, to->mutable_member());
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const WatchTransactionsRequest& from, v1::WatchTransactionsRequest* to) {
  to->set_partner_id(from.partner_id);
  std::visit(Match{[](FromNow) {}, [to](FromBeginning) { to->set_resume_token("0"); },
                   [to](const FromAfter& after) { to->set_resume_token(after.token); }},
             from.from);
}

Receipt FromProto(const v1::Receipt& from) {
  return {.transaction = FromProto(from.transaction()),
          .balance = FromProto(from.balance()),
          .replayed = from.replayed()};
}

Receipt FromProto(const v1::EarnResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::BurnResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::ReverseResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::CaptureResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::VoidResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::AdjustResponse& from) { return FromProto(from.receipt()); }

Authorization FromProto(const v1::AuthorizeResponse& from) {
  return {.receipt = FromProto(from.receipt()), .expires_at = FromProto(from.expires_at())};
}

MovedPoints FromProto(const v1::ConvertResponse& from) { return MovedFrom(from); }
MovedPoints FromProto(const v1::TransferResponse& from) { return MovedFrom(from); }

ExpiredPoints FromProto(const v1::ExpirePointsResponse& from) {
  return {.accounts = from.accounts(),
          .lots = from.lots(),
          .more = from.more(),
          .replayed = from.replayed()};
}

QuotedPrice FromProto(const v1::QuoteResponse& from) {
  return {.quote_token = from.quote_token(),
          .expires_at = FromProto(from.expires_at()),
          .points = from.points(),
          .partner_points = from.partner_points(),
          .conversion = FromOptional(from.has_conversion(), from.conversion()),
          .terms_version = from.terms_version(),
          .lots = FromRepeated(from.lots()),
          .legs = FromRepeated(from.legs()),
          .balance = FromProto(from.balance())};
}

MemberPoints FromProto(const v1::GetBalanceResponse& from) {
  return {.member_id = from.member_id(),
          .balances = FromRepeated(from.balances()),
          .lots = FromRepeated(from.lots())};
}

Transaction FromProto(const v1::GetTransactionResponse& from) {
  return FromProto(from.transaction());
}

Page<Transaction> FromProto(const v1::ListTransactionsResponse& from) {
  return {.items = FromRepeated(from.transactions()), .next_page_token = from.next_page_token()};
}

}  // namespace coalition::sdk_internal
