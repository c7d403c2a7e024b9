#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <variant>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

namespace {

// One lambda per alternative of a variant.
template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
// For compilers that do not deduce it from the aggregate yet.
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

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

// What does not fit is out of range for the server too.
std::int32_t WholeSeconds(std::chrono::seconds from) {
  using Limits = std::numeric_limits<std::int32_t>;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(from.count(), Limits::min(), Limits::max()));
}

}  // namespace

Identifier FromProto(const v1::Identifier& from) {
  return {.partner_id = from.partner_id(), .kind = from.kind(), .value = from.value()};
}

void ToProto(const Identifier& from, v1::Identifier* to) {
  to->set_partner_id(from.partner_id);
  to->set_kind(from.kind);
  to->set_value(from.value);
}

void ToProto(const MemberRef& from, v1::MemberRef* to) {
  std::visit(
      Match{[to](const MemberId& id) { to->set_member_id(id.value); },
            [to](const Identifier& identifier) { ToProto(identifier, to->mutable_identifier()); }},
      from);
}

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

void ToProto(const BatchItem& from, v1::BatchItem* to) {
  std::visit(
      Match{[to](const EarnRequest& earn) { ToProto(earn, to->mutable_earn()); },
            [to](const BurnRequest& burn) { ToProto(burn, to->mutable_burn()); },
            [to](const ReverseRequest& reverse) { ToProto(reverse, to->mutable_reverse()); }},
      from);
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
          .points_not_recovered = from.points_not_recovered()};
}

Member FromProto(const v1::Member& from) {
  return {.member_id = from.member_id(),
          .identifiers = FromRepeated(from.identifiers()),
          .link_code = from.link_code(),
          .enrolled_at = FromProto(from.enrolled_at())};
}

void ToProto(const EarnRequest& from, v1::EarnRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  std::visit(Match{[to](PartnerPoints points) { to->set_partner_points(points.value); },
                   [to](CurrencyPoints points) { to->set_points(points.value); },
                   [to](const Purchase& purchase) { ToProto(purchase, to->mutable_purchase()); },
                   [to](const Activity& activity) { ToProto(activity, to->mutable_activity()); }},
             from.amount);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_quote_token(from.quote_token);
  to->set_reference(from.reference);
  to->set_enroll_if_unknown(from.enroll_if_unknown);
}

void ToProto(const BurnRequest& from, v1::BurnRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  std::visit(Match{[to](PartnerPoints points) { to->set_partner_points(points.value); },
                   [to](CurrencyPoints points) { to->set_points(points.value); },
                   [to](const Money& money) { ToProto(money, to->mutable_money_off()); }},
             from.amount);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_quote_token(from.quote_token);
  to->set_reference(from.reference);
}

void ToProto(const ReverseRequest& from, v1::ReverseRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_transaction_id(from.transaction_id);
  std::visit(Match{[](WholeRest) {}, [to](CurrencyPoints points) { to->set_points(points.value); },
                   [to](PartnerPoints points) { to->set_partner_points(points.value); },
                   [to](const Money& money) { ToProto(money, to->mutable_amount()); },
                   [to](const std::vector<LineQuantity>& lines) {
                     ToRepeated(lines, to->mutable_lines()->mutable_lines());
                   }},
             from.part);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_reference(from.reference);
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

void ToProto(const SubmitBatchRequest& from, v1::SubmitBatchRequest* to) {
  to->set_partner_id(from.partner_id);
  ToRepeated(from.items, to->mutable_items());
}

void ToProto(const GetBalanceRequest& from, v1::GetBalanceRequest* to) {
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  if (from.as_of) ToProto(*from.as_of, to->mutable_as_of());
}

void ToProto(const ListTransactionsRequest& from, v1::ListTransactionsRequest* to) {
  to->set_partner_id(from.partner_id);
  if (from.member) ToProto(*from.member, to->mutable_member());
  to->set_page_size(from.page_size);
  to->set_page_token(from.page_token);
}

void ToProto(const EnrollMemberRequest& from, v1::EnrollMemberRequest* to) {
  to->set_request_id(from.request_id);
  ToRepeated(from.identifiers, to->mutable_identifiers());
  to->set_partner_id(from.partner_id);
}

void ToProto(const Identifier& from, v1::ResolveMemberRequest* to) {
  ToProto(from, to->mutable_identifier());
}

void ToProto(const LinkIdentifierRequest& from, v1::LinkIdentifierRequest* to) {
  to->set_request_id(from.request_id);
  to->set_member_id(from.member_id);
  ToProto(from.identifier, to->mutable_identifier());
  to->set_link_code(from.link_code);
}

Receipt FromProto(const v1::Receipt& from) {
  return {.transaction = FromProto(from.transaction()),
          .balance = FromProto(from.balance()),
          .replayed = from.replayed()};
}

Receipt FromProto(const v1::EarnResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::BurnResponse& from) { return FromProto(from.receipt()); }
Receipt FromProto(const v1::ReverseResponse& from) { return FromProto(from.receipt()); }

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

Member FromProto(const v1::EnrollMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::GetMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::ResolveMemberResponse& from) { return FromProto(from.member()); }
Member FromProto(const v1::LinkIdentifierResponse& from) { return FromProto(from.member()); }

}  // namespace coalition::sdk_internal
