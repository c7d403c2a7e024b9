#include "clients/bench/event_messages.h"

#include "clients/bench/network_setup.h"
#include "clients/bench/population.h"

namespace coalition::bench {
namespace {

void WriteMember(const Event& event, v1::MemberRef* member) {
  v1::Identifier* identifier = member->mutable_identifier();
  if (identifier->kind().empty()) identifier->set_kind(kCardKind);
  WriteCard(event.partner, event.member, identifier->mutable_value());
}

template <typename Request>
void WriteSpending(const Event& event, Request* request) {
  event.id.WriteTo(request->mutable_request_id());
  WriteMember(event, request->mutable_member());
  request->set_partner_points(event.partner_points);
}

template <typename Request>
void WriteFollowUp(const Event& event, Request* request) {
  event.id.WriteTo(request->mutable_request_id());
  event.original.WriteTo(request->mutable_transaction_id());
}

// Two products, the second of which says what was paid in all: so the purchase of a repeated event
// is the same again.
void WritePurchase(const Event& event, v1::Purchase* purchase) {
  constexpr std::int64_t kFirstMicros = 2'490'000;
  constexpr std::int64_t kMicrosPerPoint = 990'000;
  if (purchase->lines_size() == 0) {
    purchase->mutable_amount()->set_currency_code(kSettlementCurrency);
    for (const char* sku : {"4006381333931", "5012345678900"}) {
      v1::PurchaseLine* line = purchase->add_lines();
      line->set_sku(sku);
      line->set_category("groceries");
      line->set_quantity(1);
      line->set_unit_price_micros(kFirstMicros);
    }
  }
  purchase->mutable_lines(1)->set_quantity(event.partner_points);
  purchase->mutable_lines(1)->set_unit_price_micros(kMicrosPerPoint);
  purchase->mutable_amount()->set_micros(kFirstMicros + kMicrosPerPoint * event.partner_points);
}

}  // namespace

void WriteRequest(const Event& event, EarnBy earn_by, v1::EarnRequest* request) {
  event.id.WriteTo(request->mutable_request_id());
  WriteMember(event, request->mutable_member());
  if (earn_by == EarnBy::kPurchase) {
    WritePurchase(event, request->mutable_purchase());
  } else {
    request->set_partner_points(event.partner_points);
  }
}

void WriteRequest(const Event& event, EarnBy, v1::BurnRequest* request) {
  WriteSpending(event, request);
}

void WriteRequest(const Event& event, EarnBy, v1::AuthorizeRequest* request) {
  WriteSpending(event, request);
}

void WriteRequest(const Event& event, EarnBy, v1::CaptureRequest* request) {
  WriteFollowUp(event, request);
}

void WriteRequest(const Event& event, EarnBy, v1::ReverseRequest* request) {
  WriteFollowUp(event, request);
}

void WriteItem(const Event& event, EarnBy earn_by, v1::BatchItem* item) {
  switch (event.kind) {
    case EventKind::kEarn:
      return WriteRequest(event, earn_by, item->mutable_earn());
    case EventKind::kBurn:
      return WriteRequest(event, earn_by, item->mutable_burn());
    case EventKind::kAuthorize:
      return WriteRequest(event, earn_by, item->mutable_authorize());
    case EventKind::kCapture:
      return WriteRequest(event, earn_by, item->mutable_capture());
    case EventKind::kReverse:
      return WriteRequest(event, earn_by, item->mutable_reverse());
  }
}

}  // namespace coalition::bench
