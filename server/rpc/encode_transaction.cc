#include <cstdlib>
#include <utility>

#include "server/domain/overloaded.h"
#include "server/rpc/call_error.h"
#include "server/rpc/encode.h"

namespace coalition::rpc {
namespace {

void EncodeFacts(const domain::Facts& facts, v1::Transaction* out) {
  std::visit(domain::Overloaded{
                 [](const std::monostate&) {},
                 [&](const domain::Purchase& purchase) {
                   v1::Purchase* p = out->mutable_purchase();
                   Encode(purchase.amount, p->mutable_amount());
                   for (const domain::PurchaseLine& line : purchase.lines) {
                     v1::PurchaseLine* l = p->add_lines();
                     l->set_sku(line.sku);
                     l->set_category(line.category);
                     l->set_quantity(line.quantity);
                     l->set_unit_price_micros(line.unit_price.value());
                   }
                 },
                 [&](const domain::Activity& activity) {
                   out->mutable_activity()->set_type(activity.type);
                   out->mutable_activity()->set_quantity(activity.quantity);
                 },
                 [&](const domain::Money& money) { Encode(money, out->mutable_money_off()); }},
             facts);
}

void EncodeLines(const std::vector<domain::LineQuantity>& lines,
                 google::protobuf::RepeatedPtrField<v1::LineQuantity>* out) {
  for (const domain::LineQuantity& line : lines) {
    v1::LineQuantity* l = out->Add();
    l->set_line(line.line);
    l->set_quantity(line.quantity);
  }
}

void EncodeCounterpart(const domain::Counterpart& counterpart, const domain::Catalog& catalog,
                       v1::Counterpart* out) {
  const domain::Currency& currency = catalog.GetCurrency(counterpart.currency);
  out->set_member_id(counterpart.member.ToString());
  out->set_currency(currency.code);
  out->set_points(counterpart.points.value());
  EncodeLots(counterpart.lots, currency, catalog, out->mutable_lots());
}

void EncodeReservation(const domain::Transaction& authorization, const domain::Catalog& catalog,
                       v1::Reservation* out) {
  domain::Points points;
  for (const domain::LotMovement& slice : authorization.reserved) points += slice.points;
  out->set_points(points.value());
  EncodeLots(authorization.reserved, catalog.GetCurrency(authorization.currency), catalog,
             out->mutable_lots());
  Encode(authorization.hold_expires_at, out->mutable_expires_at());
}

v1::Reservation::State StateOf(const domain::Transaction& authorization,
                               const std::optional<domain::Transaction>& closed_by,
                               domain::Moment now) {
  if (closed_by) {
    return closed_by->type == domain::TransactionType::kCapture ? v1::Reservation::STATE_CAPTURED
                                                                : v1::Reservation::STATE_VOIDED;
  }
  return authorization.hold_expires_at <= now ? v1::Reservation::STATE_EXPIRED
                                              : v1::Reservation::STATE_OPEN;
}

}  // namespace

v1::TransactionType EncodeType(domain::TransactionType type) {
  return static_cast<v1::TransactionType>(type);
}

v1::LegKind EncodeKind(domain::LegKind kind) { return static_cast<v1::LegKind>(kind); }

void Encode(const domain::Balance& balance, const domain::Currency& currency, v1::Balance* out) {
  out->set_currency(currency.code);
  out->set_available(balance.available.value());
  out->set_pending(balance.pending.value());
  out->set_held(balance.held.value());
  if (balance.expiring_next) {
    out->mutable_expiring_next()->set_points(balance.expiring_next->points.value());
    out->mutable_expiring_next()->set_expires_on(EncodeDate(balance.expiring_next->on));
  }
  out->set_as_of_date(EncodeDate(balance.as_of));
}

void Encode(const domain::Lot& lot, const domain::Currency& currency,
            const domain::Catalog& catalog, v1::Lot* out) {
  out->set_currency(currency.code);
  out->set_issuer_id(EncodePartnerId(lot.key.issuer, catalog));
  out->set_terms_version(lot.key.terms_version);
  out->set_available_on(EncodeDate(lot.key.available_on));
  out->set_expires_on(EncodeDate(lot.key.expires_on));
  out->set_points(lot.points.value());
}

void Encode(const domain::AppliedConversion& conversion, v1::Conversion* out) {
  out->set_rate_version(conversion.rate_version);
  Encode(conversion.rate, out->mutable_rate());
  if (!conversion.carry_after) return;
  out->set_carry_numerator(conversion.carry_after->numerator);
  out->set_carry_denominator(conversion.carry_after->denominator);
}

void EncodeLegs(const std::vector<domain::MoneyLeg>& legs, const EncodeContext& context,
                google::protobuf::RepeatedPtrField<v1::MoneyLeg>* out) {
  for (const domain::MoneyLeg& leg : legs) {
    if (!context.viewer.IsOperator() && leg.partner != context.viewer.partner) continue;
    v1::MoneyLeg* l = out->Add();
    l->set_partner_id(EncodePartnerId(leg.partner, context.catalog));
    l->set_kind(EncodeKind(leg.kind));
    Encode(leg.money, l->mutable_amount());
    l->set_points(leg.points.value());
    l->set_counterparty_id(EncodePartnerId(leg.counterparty, context.catalog));
  }
}

void EncodeLots(const std::vector<domain::LotMovement>& lots, const domain::Currency& currency,
                const domain::Catalog& catalog,
                google::protobuf::RepeatedPtrField<v1::LotMovement>* out) {
  for (const domain::LotMovement& movement : lots) {
    Encode(domain::Lot{movement.lot, movement.points}, currency, catalog,
           out->Add()->mutable_lot());
  }
}

void Encode(const domain::Transaction& t, const EncodeContext& context, v1::Transaction* out) {
  const domain::Catalog& catalog = context.catalog;
  const domain::Currency& currency = catalog.GetCurrency(t.currency);
  out->set_transaction_id(t.id.ToString());
  out->set_type(EncodeType(t.type));
  out->set_partner_id(EncodePartnerId(t.partner, catalog));
  out->set_member_id(t.member.ToString());
  out->set_currency(currency.code);
  out->set_request_id(t.request_id);
  Encode(t.event_time, out->mutable_event_time());
  Encode(t.posted_at, out->mutable_posted_at());
  out->set_window_id(t.window.value());
  out->set_points(t.points.value());
  out->set_partner_points(t.partner_points.value());
  EncodeFacts(t.facts, out);
  if (t.conversion) Encode(*t.conversion, out->mutable_conversion());
  out->set_terms_version(t.terms_version);
  EncodeLots(t.lots, currency, catalog, out->mutable_lots());
  EncodeLegs(t.legs, context, out->mutable_legs());
  if (t.original) out->set_original_transaction_id(t.original->ToString());
  EncodeLines(t.reversed_lines, out->mutable_reversed_lines());
  out->set_reference(t.reference);
  out->set_points_not_recovered(t.not_recovered.value());
  if (t.counterpart) EncodeCounterpart(*t.counterpart, catalog, out->mutable_counterpart());
  if (t.type == domain::TransactionType::kAuthorization) {
    EncodeReservation(t, catalog, out->mutable_reservation());
  }
  out->set_reason(t.reason);
}

void EncodeReservationState(const domain::Transaction& authorization,
                            const std::optional<domain::Transaction>& closed_by, domain::Moment now,
                            v1::Transaction* out) {
  v1::Reservation* reservation = out->mutable_reservation();
  reservation->set_state(StateOf(authorization, closed_by, now));
  if (closed_by) reservation->set_closed_by_transaction_id(closed_by->id.ToString());
}

void EncodeReversed(const domain::ReversalState& reversed, const domain::Transaction& original,
                    v1::Transaction* out) {
  v1::ReversedSoFar* r = out->mutable_reversed();
  r->set_points(reversed.points.value());
  r->set_partner_points(reversed.partner_points.value());
  if (const auto* purchase = std::get_if<domain::Purchase>(&original.facts)) {
    Encode({purchase->amount.currency, reversed.amount}, r->mutable_amount());
  } else if (const auto* money_off = std::get_if<domain::Money>(&original.facts)) {
    Encode({money_off->currency, reversed.amount}, r->mutable_amount());
  }
  for (std::size_t i = 0; i < reversed.line_quantities.size(); ++i) {
    if (reversed.line_quantities[i] == 0) continue;
    v1::LineQuantity* line = r->add_lines();
    line->set_line(static_cast<std::int32_t>(i) + 1);
    line->set_quantity(reversed.line_quantities[i]);
  }
}

void EncodeReceipt(const domain::Transaction& transaction, bool replayed,
                   const EncodeContext& context, v1::Receipt* out) {
  Encode(transaction, context, out->mutable_transaction());
  Encode(transaction.balance_after, context.catalog.GetCurrency(transaction.currency),
         out->mutable_balance());
  out->set_replayed(replayed);
}

void EncodeResult(const domain::Answer& answer, const EncodeContext& context,
                  v1::BatchResult* out) {
  if (const auto* rejection = std::get_if<domain::Rejection>(&answer.outcome)) {
    *out->mutable_error() = ToProto(*rejection);
    return;
  }
  const auto& effect = std::get<domain::Effect>(answer.outcome);
  EncodeReceipt(std::get<domain::Transaction>(effect), answer.replayed, context,
                out->mutable_receipt());
}

}  // namespace coalition::rpc
