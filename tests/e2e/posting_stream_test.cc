#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/streams.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

using testing_processes::WaitUntil;

constexpr int kUnansweredMax = 1'024;
constexpr int kStreamsMax = 1'024;

std::string RequestIdOf(const v1::BatchItem& item) {
  return item.has_earn() ? item.earn().request_id() : item.burn().request_id();
}

class PostingStream : public testing::Test {
 protected:
  void SetUp() override {
    nike_ = network_.Join("nike");
    member_ = network_.Enroll(nike_, "card");
  }

  std::vector<v1::BatchItem> Earns(int count) const {
    std::vector<v1::BatchItem> items;
    for (int i = 0; i < count; ++i) items.push_back(EarnItem(member_, 1));
    return items;
  }

  // Over one stream, to its end.
  std::vector<v1::BatchResult> Stream(const std::vector<v1::BatchItem>& items) const {
    PostingCall call(network_, nike_.key);
    std::thread sender([&] {
      call.Send(items);
      call.HalfClose();
    });
    auto results = call.Next(items.size() + 1);
    sender.join();
    const Outcome end = call.End();
    EXPECT_TRUE(end.ok()) << end;
    return results;
  }

  std::vector<v1::BatchResult> Batch(const std::vector<v1::BatchItem>& items) const {
    v1::SubmitBatchRequest request;
    for (const v1::BatchItem& item : items) *request.add_items() = item;
    const auto reply = network_.Call(nike_.key, request);
    EXPECT_TRUE(reply.ok()) << reply.outcome;
    return {reply->results().begin(), reply->results().end()};
  }

  // Sends what `answered` lacks over one stream after the other until nothing is; each answer must
  // be a receipt for the item that is due.
  void SendUntilAnswered(const std::vector<v1::BatchItem>& items,
                         std::map<std::string, std::string>& answered) const {
    std::vector<v1::BatchItem> missing;
    for (const v1::BatchItem& item : items) {
      if (!answered.contains(RequestIdOf(item))) missing.push_back(item);
    }
    const auto results = Stream(missing);
    ASSERT_EQ(results.size(), missing.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      ASSERT_EQ(results[i].request_id(), RequestIdOf(missing[i]));
      ASSERT_EQ(OutcomeOf(results[i]).reason, "OK");
      answered[results[i].request_id()] = results[i].receipt().transaction().transaction_id();
    }
  }

  // Each item is in the ledger once, as it was answered.
  void ExpectThereOnce(const std::vector<v1::BatchItem>& items,
                       const std::map<std::string, std::string>& answered) const {
    std::map<std::string, std::string> there;
    for (const v1::Transaction& transaction : AllTransactions(network_, nike_.key)) {
      EXPECT_TRUE(there.emplace(transaction.request_id(), transaction.transaction_id()).second)
          << transaction.request_id() << " is there twice";
    }
    EXPECT_EQ(there.size(), items.size());
    EXPECT_EQ(there, answered);
    EXPECT_EQ(network_.AvailableTo(member_), static_cast<std::int64_t>(items.size()));
    network_.ExpectLedgerOk();
  }

  Network network_;
  Partner nike_;
  std::string member_;
};

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

// A linked group in words: each a balance that is asked for, "!" for a malformed item.
struct GroupCase {
  const char* name;
  // 0: malformed. Positive: an earn. Negative: a burn.
  std::vector<int> linked_items;
  // The last item is linked, too, and nothing follows.
  bool left_open = false;
};

class PostingStreamGroups : public PostingStream, public testing::WithParamInterface<GroupCase> {
 protected:
  // The case's group for `member`, after an earn of 100 and before one of 1.
  static std::vector<v1::BatchItem> ItemsFor(const std::string& member) {
    std::vector<v1::BatchItem> items = {EarnItem(member, 100)};
    const GroupCase& group = GetParam();
    for (const int points : group.linked_items) {
      v1::BatchItem item = EarnItem(member, std::max(points, 0));
      if (points < 0) {
        const v1::EarnRequest earn = item.earn();
        item.mutable_burn()->set_request_id(earn.request_id());
        *item.mutable_burn()->mutable_member() = earn.member();
        item.mutable_burn()->set_points(-points);
      }
      item.set_linked(true);
      items.push_back(item);
    }
    if (group.left_open) return items;
    items.back().set_linked(false);
    items.push_back(EarnItem(member, 1));
    return items;
  }

  static std::vector<std::string> ReasonsOf(const std::vector<v1::BatchResult>& results) {
    std::vector<std::string> reasons;
    for (const v1::BatchResult& result : results) reasons.push_back(OutcomeOf(result).reason);
    return reasons;
  }
};

TEST_P(PostingStreamGroups, SucceedOrFailTogetherAsInABatch) {
  const std::string other = network_.Enroll(nike_, "other-card");
  const auto items = ItemsFor(member_);
  const auto streamed = Stream(items);
  const auto batched = Batch(ItemsFor(other));
  ASSERT_EQ(streamed.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(streamed[i].request_id(), RequestIdOf(items[i]));
  }
  EXPECT_EQ(ReasonsOf(streamed), ReasonsOf(batched));
  EXPECT_EQ(network_.AvailableTo(member_), network_.AvailableTo(other));
  network_.ExpectLedgerOk();
}

INSTANTIATE_TEST_SUITE_P(
    All, PostingStreamGroups,
    testing::Values(GroupCase{"AllSucceed", {5, -105, 7}}, GroupCase{"OneFails", {5, -106, 7}},
                    GroupCase{"TheLastFails", {5, 7, -113}}, GroupCase{"OneIsMalformed", {5, 0, 7}},
                    GroupCase{"TheFirstIsMalformed", {0, 7}},
                    GroupCase{"TheLastIsMalformed", {5, 7, 0}}, GroupCase{"LeftOpen", {5, 7}, true},
                    GroupCase{"OneLeftOpen", {5}, true},
                    GroupCase{"MalformedAndLeftOpen", {5, 0}, true}),
    [](const auto& given) { return std::string(given.param.name); });

TEST_F(PostingStream, ALinkedGroupMayHaveAsManyItemsAsMayBeUnanswered) {
  auto items = Earns(kUnansweredMax + 1);
  for (int i = 1; i < kUnansweredMax; ++i) items[static_cast<std::size_t>(i)].set_linked(true);
  for (const v1::BatchResult& result : Stream(items)) ASSERT_EQ(OutcomeOf(result).reason, "OK");
  EXPECT_EQ(network_.AvailableTo(member_), kUnansweredMax + 1);
}

TEST_F(PostingStream, ALongerGroupFailsAndTheStreamGoesOn) {
  auto items = Earns(2 * kUnansweredMax);
  for (v1::BatchItem& item : items) item.set_linked(true);
  items.back().set_linked(false);
  const std::size_t group = items.size();
  items.push_back(EarnItem(member_, 1));
  const auto results = Stream(items);
  ASSERT_EQ(results.size(), items.size());
  const v1::BatchResult& culprit = results[kUnansweredMax - 1];
  for (std::size_t i = 0; i < group; ++i) {
    ASSERT_EQ(results[i].request_id(), RequestIdOf(items[i])) << i;
    const Outcome outcome = OutcomeOf(results[i].error());
    if (&results[i] == &culprit) {
      EXPECT_EQ(outcome.reason, "TOO_LARGE") << outcome;
      EXPECT_EQ(outcome.metadata.at("maximum"), "1024") << outcome;
      continue;
    }
    ASSERT_EQ(outcome.reason, "LINKED_ITEM_FAILED") << i << " " << outcome;
    ASSERT_EQ(outcome.metadata.at("request_id"), culprit.request_id()) << i;
  }
  EXPECT_EQ(OutcomeOf(results.back()).reason, "OK");
  EXPECT_EQ(network_.AvailableTo(member_), 1);
  // Nothing was done, so nothing is kept.
  EXPECT_FALSE(Stream({EarnItem(member_, 1, RequestIdOf(items[0]))}).front().receipt().replayed());
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

TEST_F(PostingStream, WhatABrokenConnectionLeftUnansweredIsReplayed) {
  constexpr int kItems = 2'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  {
    PostingCall call(network_, nike_.key);
    std::thread sender([&] { call.Send(items); });
    for (const v1::BatchResult& result : call.Next(100)) {
      answered[result.request_id()] = result.receipt().transaction().transaction_id();
    }
    call.Cancel();
    sender.join();
    call.End();
  }
  ASSERT_EQ(answered.size(), 100u);
  // All of it, also what was answered.
  const auto again = Stream(items);
  ASSERT_EQ(again.size(), items.size());
  int replayed = 0;
  for (const v1::BatchResult& result : again) {
    ASSERT_EQ(OutcomeOf(result).reason, "OK");
    const std::string id = result.receipt().transaction().transaction_id();
    if (const auto before = answered.find(result.request_id()); before != answered.end()) {
      EXPECT_TRUE(result.receipt().replayed()) << result.request_id();
      EXPECT_EQ(id, before->second);
    }
    replayed += result.receipt().replayed() ? 1 : 0;
    answered[result.request_id()] = id;
  }
  EXPECT_GE(replayed, 100);
  ExpectThereOnce(items, answered);
}

TEST_F(PostingStream, WhatWasTakenIsDecidedThoughTheClientIsGone) {
  const auto items = Earns(500);
  {
    PostingCall call(network_, nike_.key);
    call.Send(items);
    // The last answer: all were taken.
    ASSERT_EQ(call.Next(items.size()).size(), items.size());
    call.Send(Earns(500));
    call.Cancel();
    call.End();
  }
  // Streams that are cancelled at any moment, many times over.
  for (int i = 0; i < 200; ++i) {
    PostingCall call(network_, nike_.key);
    call.Send(Earns(i % 20));
    if (i % 3 == 0) call.HalfClose();
    call.Next(static_cast<std::size_t>(std::min(i % 7, i % 20)));
    call.Cancel();
    call.End();
  }
  EXPECT_GE(network_.AvailableTo(member_), 500);
  network_.ExpectLedgerOk();
}

TEST_F(PostingStream, Kill9InMidStreamLosesNothingThatWasAnswered) {
  constexpr int kItems = 20'000;
  constexpr int kAnsweredBeforeTheEnd = 3'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  std::size_t first = 0;
  for (int round = 0; round < 2; ++round) {
    PostingCall call(network_, nike_.key);
    std::thread sender([&, first] {
      for (std::size_t i = first; i < items.size() && call.Send(items[i]); ++i) {
      }
    });
    for (int i = 0; auto result = call.Next(); ++i) {
      ASSERT_EQ(result->request_id(), RequestIdOf(items[first]));
      ASSERT_EQ(OutcomeOf(*result).reason, "OK");
      answered[result->request_id()] = result->receipt().transaction().transaction_id();
      ++first;
      if (i == kAnsweredBeforeTheEnd) network_.process().Kill9();
    }
    sender.join();
    EXPECT_EQ(call.End().code, grpc::UNAVAILABLE);
    network_.Kill9AndRestart();
  }
  ASSERT_LT(first, items.size()) << "the server was quicker than its end";
  SendUntilAnswered(items, answered);
  ExpectThereOnce(items, answered);
}

TEST_F(PostingStream, SigtermEndsItWhenWhatWasTakenIsAnswered) {
  constexpr int kItems = 20'000;
  const auto items = Earns(kItems);
  std::map<std::string, std::string> answered;
  PostingCall idle(network_, nike_.key);
  ASSERT_TRUE(idle.Send(items[0]));
  const auto first = idle.Next();
  ASSERT_TRUE(first);
  answered[first->request_id()] = first->receipt().transaction().transaction_id();

  PostingCall call(network_, nike_.key);
  std::thread sender([&] {
    for (std::size_t i = 1; i < items.size() && call.Send(items[i]); ++i) {
    }
  });
  std::atomic<bool> under_load = false;
  Outcome end;
  std::thread reader([&] {
    while (const auto result = call.Next()) {
      EXPECT_EQ(result->request_id(), RequestIdOf(items[answered.size()]));
      // Also an answer, and nothing was done.
      if (OutcomeOf(*result).reason == "SHUTTING_DOWN") break;
      EXPECT_EQ(OutcomeOf(*result).reason, "OK");
      answered[result->request_id()] = result->receipt().transaction().transaction_id();
      under_load = answered.size() > 1'000;
    }
    while (call.Next()) {
    }
    end = call.End();
  });
  EXPECT_TRUE(WaitUntil([&] { return under_load.load(); }, kPatience));
  const absl::Status ended = network_.process().Terminate();
  EXPECT_TRUE(ended.ok()) << ended;
  sender.join();
  reader.join();
  EXPECT_EQ(end.reason, "SHUTTING_DOWN") << end << "\n" << network_.process().err();
  EXPECT_FALSE(idle.Next());
  EXPECT_EQ(idle.End().reason, "SHUTTING_DOWN");
  ASSERT_LT(answered.size(), items.size()) << "the server was quicker than its end";

  network_.Kill9AndRestart();
  // Everything that was taken was answered: what is there is what the client knows.
  EXPECT_EQ(network_.AvailableTo(member_), static_cast<std::int64_t>(answered.size()));
  SendUntilAnswered(items, answered);
  ExpectThereOnce(items, answered);
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
