#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "gtest/gtest.h"

#include "tests/e2e/posting_stream_fixture.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

using testing_processes::WaitUntil;

constexpr int kUnansweredMax = 1'024;
constexpr int kStreamsMax = 1'024;

TEST_F(PostingStream, AnswersEachItemInTheOrderOfTheItems) {
  constexpr int kItems = 5'000;
  std::vector<v1::BatchItem> items;
  std::vector<std::string> expected;
  for (int i = 0; i < kItems; ++i) {
    switch (i % 5) {
      case 1:
        items.push_back(EarnItem("nobody", 1));
        expected.push_back("INVALID_FIELD");
        break;
      case 3:
        items.push_back(Proto<v1::BatchItem>(absl::StrCat("burn { request_id: '", FreshId(),
                                                          "' member { member_id: '", member_,
                                                          "' } points: 1000000 }")));
        expected.push_back("INSUFFICIENT_POINTS");
        break;
      default:
        items.push_back(EarnItem(member_, 1));
        expected.push_back("OK");
    }
  }
  const auto results = Stream(items);
  ASSERT_EQ(results.size(), items.size());
  std::int64_t balance = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ASSERT_EQ(results[i].request_id(), RequestIdOf(items[i])) << i;
    ASSERT_EQ(OutcomeOf(results[i]).reason, expected[i]) << i;
    // Each is decided after the one before it.
    if (results[i].has_receipt()) {
      ASSERT_EQ(results[i].receipt().balance().available(), ++balance) << i;
    }
  }
  EXPECT_EQ(network_.AvailableTo(member_), balance);
  network_.ExpectLedgerOk();
}

TEST_F(PostingStream, ALonelyItemIsAnsweredWhileTheStreamStaysOpen) {
  PostingCall call(network_, nike_.key);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(call.Send(EarnItem(member_, 1)));
    const auto result = call.Next();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->receipt().balance().available(), i);
  }
  call.HalfClose();
  EXPECT_FALSE(call.Next());
  EXPECT_TRUE(call.End().ok());
}

TEST_F(PostingStream, AnEmptyStreamEndsWell) { EXPECT_TRUE(Stream({}).empty()); }

TEST_F(PostingStream, AnItemFailsExactlyAsInABatch) {
  const std::string member = absl::StrCat("member { member_id: '", member_, "' }");
  std::vector<v1::BatchItem> items;
  for (const std::string& text : {
           std::string(""),
           std::string("earn {}"),
           absl::StrCat("earn { request_id: 'x' points: 1 ", member, " partner_id: 'adidas' }"),
           absl::StrCat("earn { request_id: 'x y' points: 0 ", member, " }"),
           absl::StrCat("earn { request_id: 'x' points: 1 reference: '", std::string(129, 'r'),
                        "' ", member, " }"),
           absl::StrCat("burn { request_id: 'x' points: 1 ", member, " currency: 'NONE' }"),
           absl::StrCat("burn { request_id: 'too-much' points: 1 ", member, " }"),
           std::string("reverse { request_id: 'x' transaction_id: '0-99' }"),
       }) {
    items.push_back(Proto<v1::BatchItem>(text));
  }
  const auto streamed = Stream(items);
  const auto batched = Batch(items);
  ASSERT_EQ(streamed.size(), items.size());
  ASSERT_EQ(batched.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_TRUE(streamed[i].has_error()) << items[i].DebugString();
    EXPECT_EQ(streamed[i].request_id(), batched[i].request_id());
    EXPECT_EQ(testing::PrintToString(OutcomeOf(streamed[i].error())),
              testing::PrintToString(OutcomeOf(batched[i].error())));
  }
}

TEST_F(PostingStream, TheOperatorNamesThePartnerInEachItem) {
  PostingCall call(network_, network_.operator_key());
  v1::BatchItem named = EarnItem(member_, 5);
  named.mutable_earn()->set_partner_id("nike");
  call.Send({EarnItem(member_, 5), named});
  call.HalfClose();
  const auto results = call.Next(3);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(OutcomeOf(results[0]).reason, "INVALID_FIELD");
  EXPECT_EQ(OutcomeOf(results[1]).reason, "OK");
  EXPECT_TRUE(call.End().ok());
}

TEST_F(PostingStream, NeedsAKeyAndEndsWhenItIsRevoked) {
  PostingCall without(network_, "coalition_x");
  EXPECT_FALSE(without.Next());
  EXPECT_EQ(without.End().reason, "UNAUTHENTICATED");

  const auto made = network_.Must<v1::CreateCredentialRequest>(nike_.key, "label: 'till 7'");
  PostingCall call(network_, made.api_key());
  ASSERT_TRUE(call.Send(EarnItem(member_, 1)));
  ASSERT_TRUE(call.Next());
  network_.Must<v1::RevokeCredentialRequest>(
      nike_.key, absl::StrCat("credential_id: '", made.credential().credential_id(), "'"));
  call.Send(EarnItem(member_, 1));
  EXPECT_FALSE(call.Next());
  EXPECT_EQ(call.End().reason, "UNAUTHENTICATED");
  EXPECT_EQ(network_.AvailableTo(member_), 1);
}

// Answers are as large as these items, so the transport holds few.
v1::BatchItem LargeEarn(const std::string& member) {
  v1::BatchItem item = EarnItem(member, 1);
  v1::Purchase* purchase = item.mutable_earn()->mutable_purchase();
  purchase->mutable_amount()->set_currency_code("GBP");
  for (int i = 0; i < 50; ++i) {
    v1::PurchaseLine* line = purchase->add_lines();
    line->set_sku(std::string(64, 's'));
    line->set_category(std::string(64, 'c'));
    line->set_quantity(1);
    line->set_unit_price_micros(20'000);
  }
  return item;
}

TEST_F(PostingStream, ReadsNoFurtherWhileTheClientDoesNotReadItsAnswers) {
  constexpr int kItems = 4'000;
  // What the client's and the server's transport may take of answers that nobody reads: a few
  // windows of 64 KiB, of answers of 7 KiB.
  constexpr int kInTransitMax = 100;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  PostingCall call(grpc::CreateCustomChannel(network_.process().address(),
                                             grpc::InsecureChannelCredentials(), arguments),
                   nike_.key);
  std::vector<v1::BatchItem> items;
  for (int i = 0; i < kItems; ++i) items.push_back(LargeEarn(member_));
  std::atomic<int> sent = 0;
  std::thread sender([&] {
    for (const v1::BatchItem& item : items) {
      if (!call.Send(item)) break;
      ++sent;
    }
    call.HalfClose();
  });
  // Each earn is of one point.
  const auto taken = [&] { return network_.AvailableTo(member_); };
  EXPECT_TRUE(WaitUntil([&] { return taken() >= kUnansweredMax; }, kPatience));
  EXPECT_FALSE(WaitUntil([&] { return taken() > kUnansweredMax + kInTransitMax || sent == kItems; },
                         std::chrono::seconds(2)))
      << taken() << " taken of " << sent << " sent";
  // It goes on as the client does.
  const auto results = call.Next(kItems);
  sender.join();
  ASSERT_EQ(results.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    ASSERT_EQ(results[i].request_id(), RequestIdOf(items[i]));
    ASSERT_EQ(OutcomeOf(results[i]).reason, "OK");
  }
  EXPECT_FALSE(call.Next());
  EXPECT_TRUE(call.End().ok());
  EXPECT_EQ(taken(), kItems);
}

TEST_F(PostingStream, OneMoreThanTheServerHoldsOpenIsRefused) {
  // Over one connection: what is bounded is the server's.
  const auto channel = network_.Connect();
  std::vector<std::unique_ptr<PostingCall>> calls;
  for (int i = 0; i < kStreamsMax; ++i) {
    calls.push_back(std::make_unique<PostingCall>(channel, nike_.key));
  }
  for (const auto& call : calls) ASSERT_TRUE(call->Send(EarnItem(member_, 1)));
  for (const auto& call : calls) ASSERT_TRUE(call->Next());
  const auto try_one = [&] {
    PostingCall call(channel, nike_.key);
    call.Send(EarnItem(member_, 1));
    call.HalfClose();
    call.Next(2);
    return call.End();
  };
  const Outcome refused = try_one();
  EXPECT_EQ(refused.reason, "RATE_LIMITED") << refused;
  EXPECT_GT(refused.retry_delay_ms, 0);
  calls.back()->Cancel();
  EXPECT_TRUE(WaitUntil([&] { return try_one().ok(); }, kPatience));
  for (const auto& call : calls) {
    call->Cancel();
    call->End();
  }
}

}  // namespace
}  // namespace coalition::e2e
