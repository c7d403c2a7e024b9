#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"

namespace coalition::e2e {
namespace {

class Batch : public testing::Test {
 protected:
  // Earns of 1 point for the first partner's member.
  v1::SubmitBatchRequest Earns(int count) const {
    v1::SubmitBatchRequest request;
    for (int i = 0; i < count; ++i) {
      v1::EarnRequest* earn = request.add_items()->mutable_earn();
      earn->set_request_id(FreshId());
      earn->mutable_member()->set_member_id(world_.nike().member);
      earn->set_points(1);
    }
    return request;
  }

  const Partner& nike() const { return world_.nike_partner(); }

  Network network_;
  World world_{network_};
};

TEST_F(Batch, OfTheLargestSizeIsTakenAndAnsweredInOrder) {
  const auto request = Earns(10'000);
  const auto reply = network_.Call(nike().key, request);
  ASSERT_TRUE(reply.ok()) << reply.outcome;
  ASSERT_EQ(reply->results_size(), 10'000);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(reply->results(i).request_id(), request.items(i).earn().request_id());
    ASSERT_EQ(reply->results(i).receipt().transaction().request_id(),
              request.items(i).earn().request_id());
    ASSERT_EQ(reply->results(i).receipt().balance().available(), 1'001'001 + i);
  }
  network_.ExpectLedgerOk();
}

TEST_F(Batch, OneItemTooLargeIsNotTakenAtAll) {
  const auto request = Earns(10'001);
  const auto reply = network_.Call(nike().key, request);
  EXPECT_EQ(reply.reason(), "TOO_LARGE") << reply.outcome;
  EXPECT_EQ(reply.outcome.code, grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(network_.AvailableTo(world_.nike().member), 1'001'000);
  // Its ids are as good as new.
  v1::SubmitBatchRequest first;
  *first.add_items() = request.items(0);
  EXPECT_FALSE(network_.Call(nike().key, first)->results(0).receipt().replayed());
}

TEST_F(Batch, ThatFillsAMessageIsAnsweredAlthoughItsAnswerIsLarger) {
  constexpr std::size_t kMessageBytesMax = 64 << 20;
  auto request = Earns(10'000);
  auto purchase = Proto<v1::Purchase>("amount { currency_code: 'GBP' }");
  v1::PurchaseLine* line = purchase.add_lines();
  line->set_sku(std::string(64, 's'));
  line->set_category(std::string(64, 'c'));
  line->set_quantity(1);
  line->set_unit_price_micros(1'000'000);
  while (request.ByteSizeLong() + 10'000 * (purchase.ByteSizeLong() + 200) < kMessageBytesMax) {
    *purchase.add_lines() = purchase.lines(0);
  }
  for (v1::BatchItem& item : *request.mutable_items()) {
    *item.mutable_earn()->mutable_purchase() = purchase;
  }
  ASSERT_GT(request.ByteSizeLong(), kMessageBytesMax - 2'500'000);
  const auto reply = network_.Call(nike().key, request);
  ASSERT_TRUE(reply.ok()) << reply.outcome;
  EXPECT_GT(reply.response.ByteSizeLong(), kMessageBytesMax);
  EXPECT_EQ(reply->results_size(), 10'000);
}

TEST_F(Batch, ItemsSucceedOrFailByThemselvesAndLaterOnesSeeEarlierOnes) {
  const std::string member = world_.Fill("member { member_id: '$member' } ");
  const auto item = [&](const std::string& kind, const std::string& rest) {
    return absl::StrCat("items { ", kind, " { request_id: '", FreshId(), "' ", rest, " } } ");
  };
  const auto batch = network_.Must<v1::SubmitBatchRequest>(
      nike().key, item("burn", member + "points: 1001000") + item("burn", member + "points: 1") +
                      item("earn", member + "points: 0") + item("earn", member + "points: 7") +
                      "items {} " + "items { linked: true } " + item("burn", member + "points: 7") +
                      item("burn", member + "points: 7") +
                      item("earn", "partner_id: 'headspace' points: 7 " + member) +
                      item("authorize", "points: 1") +
                      item("reverse", "transaction_id: '0-1' points: 1"));
  const std::vector<std::string> expected = {"OK",
                                             "INSUFFICIENT_POINTS",
                                             "INVALID_FIELD",
                                             "OK",
                                             "INVALID_FIELD",
                                             "INVALID_FIELD",
                                             "LINKED_ITEM_FAILED",
                                             "OK",
                                             "PERMISSION_DENIED",
                                             "INVALID_FIELD",
                                             "OK"};
  ASSERT_EQ(batch.results_size(), static_cast<int>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const v1::BatchResult& result = batch.results(static_cast<int>(i));
    const Outcome outcome = result.has_error() ? OutcomeOf(result.error()) : Outcome{};
    EXPECT_EQ(outcome.reason, expected[i]) << i << ": " << outcome;
  }
  EXPECT_EQ(network_.AvailableTo(world_.nike().member), -1);
  network_.ExpectLedgerOk();
}

TEST_F(Batch, OfTheOperatorMayBeForManyPartners) {
  const auto batch = network_.Must<v1::SubmitBatchRequest>(
      network_.operator_key(),
      absl::StrCat(
          "partner_id: 'headspace' items { earn { ",
          world_.Fill("request_id: 'a' partner_id: 'nike' member { member_id: '$member' }"),
          " points: 1 } } items { earn { ",
          world_.Fill("request_id: 'a' member { member_id: '$member' }", world_.headspace()),
          " points: 1 } }"));
  ASSERT_EQ(batch.results_size(), 2);
  EXPECT_EQ(batch.results(0).receipt().transaction().partner_id(), "nike");
  EXPECT_EQ(batch.results(1).receipt().transaction().partner_id(), "headspace");
}

}  // namespace
}  // namespace coalition::e2e
