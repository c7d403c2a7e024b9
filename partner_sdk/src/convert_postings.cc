#include <variant>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/convert_parts.h"

namespace coalition::sdk_internal {

namespace {

// Burn and Authorize.
template <class From, class To>
void BurnToProto(const From& from, To* to) {
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

}  // namespace

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

void ToProto(const BurnRequest& from, v1::BurnRequest* to) { BurnToProto(from, to); }

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

void ToProto(const AuthorizeRequest& from, v1::AuthorizeRequest* to) {
  BurnToProto(from, to);
  to->set_hold_for_s(WholeSeconds(from.hold_for));
}

void ToProto(const CaptureRequest& from, v1::CaptureRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_transaction_id(from.transaction_id);
  std::visit(
      Match{[](WholeHold) {}, [to](PartnerPoints points) { to->set_partner_points(points.value); },
            [to](CurrencyPoints points) { to->set_points(points.value); },
            [to](const Money& money) { ToProto(money, to->mutable_money_off()); }},
      from.amount);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_reference(from.reference);
}

void ToProto(const VoidRequest& from, v1::VoidRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  to->set_transaction_id(from.transaction_id);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_reference(from.reference);
}

void ToProto(const ConvertRequest& from, v1::ConvertRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_from_currency(from.from_currency);
  to->set_to_currency(from.to_currency);
  to->set_points(from.points);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_reference(from.reference);
}

void ToProto(const TransferRequest& from, v1::TransferRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  ToProto(from.from_member, to->mutable_from_member());
  ToProto(from.to_member, to->mutable_to_member());
  to->set_currency(from.currency);
  to->set_points(from.points);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
  to->set_reference(from.reference);
}

void ToProto(const AdjustRequest& from, v1::AdjustRequest* to) {
  to->set_request_id(from.request_id);
  to->set_partner_id(from.partner_id);
  ToProto(from.member, to->mutable_member());
  to->set_currency(from.currency);
  to->set_points(from.points);
  to->set_reason(from.reason);
  if (from.event_time) ToProto(*from.event_time, to->mutable_event_time());
}

void ToProto(const ExpirePointsRequest& from, v1::ExpirePointsRequest* to) {
  to->set_request_id(from.request_id);
}

void ToProto(const PostingCommand& from, v1::BatchItem* to) {
  std::visit(
      Match{[to](const EarnRequest& earn) { ToProto(earn, to->mutable_earn()); },
            [to](const BurnRequest& burn) { ToProto(burn, to->mutable_burn()); },
            [to](const ReverseRequest& reverse) { ToProto(reverse, to->mutable_reverse()); },
            [to](const AuthorizeRequest& hold) { ToProto(hold, to->mutable_authorize()); },
            [to](const CaptureRequest& capture) { ToProto(capture, to->mutable_capture()); },
            [to](const VoidRequest& end) { ToProto(end, to->mutable_void_()); },
            [to](const ConvertRequest& convert) { ToProto(convert, to->mutable_convert()); },
            [to](const TransferRequest& transfer) { ToProto(transfer, to->mutable_transfer()); }},
      from);
}

void ToProto(const BatchItem& from, v1::BatchItem* to) {
  ToProto(from.command, to);
  to->set_linked(from.linked);
}

void ToProto(const SubmitBatchRequest& from, v1::SubmitBatchRequest* to) {
  to->set_partner_id(from.partner_id);
  ToRepeated(from.items, to->mutable_items());
}

}  // namespace coalition::sdk_internal
