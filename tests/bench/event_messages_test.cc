#include "clients/bench/event_messages.h"

#include <string>

#include <gtest/gtest.h>

namespace coalition::bench {
namespace {

Event EventOf(EventKind kind, std::uint32_t member, std::uint32_t partner_points) {
  Event event;
  event.id = {std::uint64_t{0x018bcfe5687b7000} + member, std::uint64_t{1} << 63 | member};
  event.kind = kind;
  event.partner = 2;
  event.member = member;
  event.partner_points = partner_points;
  event.original = {0, 1'000 + member};
  return event;
}

TEST(EventMessagesTest, EarnsArePartnerPointsForAMembersCard) {
  const Event event = EventOf(EventKind::kEarn, 5, 70);
  v1::EarnRequest request;
  WriteRequest(event, EarnBy::kPartnerPoints, &request);
  EXPECT_EQ(request.request_id(), event.id.ToString());
  EXPECT_EQ(request.member().identifier().kind(), "card");
  EXPECT_EQ(request.member().identifier().value(), "6002000000000005");
  EXPECT_EQ(request.partner_points(), 70);
  // The partner is the one whose key it is.
  EXPECT_EQ(request.partner_id(), "");
}

TEST(EventMessagesTest, APurchaseIsWhatItsLinesAddUpTo) {
  v1::EarnRequest request;
  for (const std::uint32_t points : {1u, 100u}) {
    WriteRequest(EventOf(EventKind::kEarn, 5, points), EarnBy::kPurchase, &request);
    std::int64_t sum = 0;
    for (const v1::PurchaseLine& line : request.purchase().lines()) {
      sum += line.quantity() * line.unit_price_micros();
    }
    EXPECT_EQ(request.purchase().lines_size(), 2);
    EXPECT_EQ(request.purchase().amount().micros(), sum);
    EXPECT_EQ(request.purchase().amount().currency_code(), "GBP");
  }
}

TEST(EventMessagesTest, AMessageThatWasUsedBeforeIsAsGoodAsNew) {
  for (const EarnBy earn_by : {EarnBy::kPartnerPoints, EarnBy::kPurchase}) {
    v1::BatchItem used;
    for (std::uint32_t i = 0; i < 50; ++i) {
      const auto kind = static_cast<EventKind>(i * i % 5);
      const Event event = EventOf(kind, i * 12'345, 1 + i % 3);
      WriteItem(event, earn_by, &used);
      v1::BatchItem fresh;
      WriteItem(event, earn_by, &fresh);
      EXPECT_EQ(used.SerializeAsString(), fresh.SerializeAsString());
    }
  }
}

TEST(EventMessagesTest, CapturesAndReversalsNameWhatTheyGoBackTo) {
  v1::BatchItem item;
  WriteItem(EventOf(EventKind::kCapture, 1, 0), EarnBy::kPartnerPoints, &item);
  EXPECT_EQ(item.capture().transaction_id(), "0-1001");
  EXPECT_EQ(item.capture().amount_case(), v1::CaptureRequest::AMOUNT_NOT_SET);
  WriteItem(EventOf(EventKind::kReverse, 2, 0), EarnBy::kPartnerPoints, &item);
  EXPECT_EQ(item.reverse().transaction_id(), "0-1002");
  EXPECT_EQ(item.reverse().part_case(), v1::ReverseRequest::PART_NOT_SET);
}

}  // namespace
}  // namespace coalition::bench
