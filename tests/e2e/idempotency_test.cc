#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"

namespace coalition::e2e {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Clears what tells a retry from the first answer: `replayed` wherever it is, and the key, which is
// told once. Answers whether any `replayed` was set.
bool ClearReplayed(Message& message) {
  const auto* reflection = message.GetReflection();
  bool replayed = false;
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "replayed") {
      replayed = reflection->GetBool(message, field) || replayed;
      reflection->ClearField(&message, field);
    } else if (field->name() == "api_key") {
      reflection->ClearField(&message, field);
    } else if (field->is_repeated() && field->message_type() != nullptr) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        replayed =
            ClearReplayed(*reflection->MutableRepeatedMessage(&message, field, i)) || replayed;
      }
    } else if (field->message_type() != nullptr) {
      replayed = ClearReplayed(*reflection->MutableMessage(&message, field)) || replayed;
    }
  }
  return replayed;
}

class Idempotency : public testing::Test {
 protected:
  struct Sent {
    const Sample* sample;
    AnyMessage request;
    AnyMessage answer;
  };

  AnyReply Send(const Sample& sample, const Message& request) {
    return network_.Call(MethodNamed(sample.call), request, world_.HeadersOf(sample.caller));
  }

  void ExpectReplayed(const Sent& sent, const std::string& when) {
    AnyReply again = Send(*sent.sample, *sent.request);
    const std::string name = absl::StrCat(sent.sample->call, " ", sent.sample->variant, " ", when);
    EXPECT_TRUE(again.outcome.ok()) << name << ": " << again.outcome;
    EXPECT_TRUE(ClearReplayed(*again.response)) << name << " is not marked";
    std::string difference;
    MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(*sent.answer, *again.response)) << name << ": " << difference;
  }

  void ExpectReused(const Sent& sent) {
    AnyMessage other = Copy(*sent.request);
    ParseText(sent.sample->other_payload, other.get());
    const AnyReply reply = Send(*sent.sample, *other);
    EXPECT_EQ(reply.outcome.reason, "REQUEST_ID_REUSED")
        << sent.sample->call << " " << sent.sample->variant << ": " << reply.outcome;
  }

  Reply<v1::EarnResponse> Earn(const std::string& key, const std::string& request) {
    return network_.Call<v1::EarnRequest>(key, world_.Fill(request));
  }

  const Partner& nike() const { return world_.nike_partner(); }

  Network network_;
  World world_{network_};
};

TEST_F(Idempotency, EveryMutationIsAnsweredOnceForEver) {
  std::vector<Sent> all;
  for (const Sample& sample : Samples()) {
    if (!sample.IsMutation()) continue;
    Sent sent{&sample, world_.Request(sample), nullptr};
    AnyReply reply = Send(sample, *sent.request);
    ASSERT_TRUE(reply.outcome.ok()) << sample.call << ": " << reply.outcome;
    EXPECT_FALSE(ClearReplayed(*reply.response)) << sample.call;
    sent.answer = std::move(reply.response);
    all.push_back(std::move(sent));
  }
  const std::string before = network_.Verify().DebugString();
  for (const Sent& sent : all) ExpectReplayed(sent, "at once");
  for (const Sent& sent : all) {
    // A batch has no id of its own.
    if (sent.sample->call == "SubmitBatch" || sent.sample->other_payload == kNoOtherPayload)
      continue;
    ExpectReused(sent);
  }
  for (const Sent& sent : all) ExpectReplayed(sent, "after another payload");
  network_.Restart();
  for (const Sent& sent : all) ExpectReplayed(sent, "after a restart");
  network_.Kill9AndRestart();
  for (const Sent& sent : all) ExpectReplayed(sent, "after kill -9");
  EXPECT_EQ(network_.Verify().DebugString(), before);
}

TEST_F(Idempotency, ARejectionIsKept) {
  const std::string burn =
      world_.Fill("request_id: 'rich' member { member_id: '$member' } points: 2000000");
  const std::string earn = world_.Fill(
      "request_id: 'early' member { identifier { kind: 'card' value: 'later' } } points: 5");
  const auto burned = network_.Call<v1::BurnRequest>(nike().key, burn);
  EXPECT_EQ(burned.reason(), "INSUFFICIENT_POINTS") << burned;
  EXPECT_EQ(network_.Call<v1::EarnRequest>(nike().key, earn).reason(), "MEMBER_NOT_FOUND");

  // What stood in the way goes.
  network_.Earned(nike(), world_.nike().member, "points: 3000000");
  network_.Enroll(nike(), "later");
  for (int round = 0; round < 2; ++round) {
    const auto again = network_.Call<v1::BurnRequest>(nike().key, burn);
    EXPECT_EQ(again.reason(), "INSUFFICIENT_POINTS");
    EXPECT_EQ(again.outcome.metadata, burned.outcome.metadata);
    EXPECT_EQ(again.outcome.message, burned.outcome.message);
    EXPECT_EQ(network_.Call<v1::EarnRequest>(nike().key, earn).reason(), "MEMBER_NOT_FOUND");
    network_.Kill9AndRestart();
  }
  EXPECT_EQ(network_
                .Call<v1::BurnRequest>(
                    nike().key,
                    world_.Fill("request_id: 'rich' member { member_id: '$member' } points: 1"))
                .reason(),
            "REQUEST_ID_REUSED");
  EXPECT_EQ(network_.Burn(nike(), world_.nike().member, "points: 2000000").reason(), "OK");
}

TEST_F(Idempotency, WhatWasNeverDecidedLeavesNoTrace) {
  const std::string id = "request_id: 'undecided' ";
  const std::string member = "member { member_id: '$member' } ";
  const std::string good = id + member + "points: 5";
  EXPECT_EQ(Earn(nike().key, id + member + "points: 0").reason(), "INVALID_FIELD");
  EXPECT_EQ(Earn("no key", good).reason(), "UNAUTHENTICATED");
  EXPECT_EQ(Earn(nike().key, good + " partner_id: 'headspace'").reason(), "PERMISSION_DENIED");
  EXPECT_EQ(
      network_.Call<v1::EarnRequest>(nike().key, world_.Fill(good, world_.headspace())).reason(),
      "PERMISSION_DENIED");
  EXPECT_EQ(Earn(network_.operator_key(), good + " partner_id: 'nobody'").reason(),
            "PARTNER_NOT_FOUND");
  const auto earned = Earn(nike().key, good);
  EXPECT_EQ(earned.reason(), "OK") << earned;
  EXPECT_FALSE(earned->receipt().replayed());
  EXPECT_EQ(Earn(nike().key, id + member + "points: 6").reason(), "REQUEST_ID_REUSED");
  EXPECT_TRUE(Earn(nike().key, good)->receipt().replayed());
}

TEST_F(Idempotency, EachPartnerAndTheOperatorHaveIdsOfTheirOwn) {
  const auto mine = network_.Must<v1::EarnRequest>(
      nike().key, world_.Fill("request_id: 'same' member { member_id: '$member' } points: 5"));
  const auto theirs = network_.Must<v1::EarnRequest>(
      world_.headspace_partner().key,
      world_.Fill("request_id: 'same' member { member_id: '$member' } points: 5",
                  world_.headspace()));
  const auto closed =
      network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "request_id: 'same'");
  EXPECT_NE(mine.receipt().transaction().transaction_id(),
            theirs.receipt().transaction().transaction_id());
  EXPECT_FALSE(theirs.receipt().replayed());
  EXPECT_FALSE(closed.replayed());
  // What the operator reports for a partner is in the partner's space.
  const auto by_operator = network_.Must<v1::EarnRequest>(
      network_.operator_key(),
      world_.Fill(
          "request_id: 'same' partner_id: 'nike' member { member_id: '$member' } points: 5"));
  EXPECT_TRUE(by_operator.receipt().replayed());
  EXPECT_EQ(by_operator.receipt().transaction().transaction_id(),
            mine.receipt().transaction().transaction_id());
}

TEST_F(Idempotency, SayingWhatIsMeantAnywayIsNoOtherPayload) {
  struct Pair {
    std::string call;
    std::string without;
    std::string with;
  };
  const std::string rate = EvenRate();
  const std::string lines = "lines { sku: 'a' quantity: 3 unit_price_micros: 2000000 } }";
  const std::vector<Pair> pairs = {
      {"Earn", "member { member_id: '$member' } points: 5",
       "partner_id: 'nike' member { member_id: '$member' } points: 5"},
      {"Burn", "member { member_id: '$member' } points: 5",
       "partner_id: 'nike' member { member_id: '$member' } points: 5"},
      {"Earn", "member { identifier { kind: 'card' value: '$card' } } points: 5",
       "member { identifier { partner_id: 'nike' kind: 'card' value: '$card' } } points: 5"},
      {"Reverse", "transaction_id: '$transaction' points: 1",
       "transaction_id: '$transaction' points: 1 partner_id: 'nike'"},
      {"EnrollMember", "identifiers { kind: 'card' value: 'mine' }",
       "partner_id: 'nike' identifiers { kind: 'card' value: 'mine' }"},
      {"EnrollMember", "identifiers { kind: 'card' value: 'mine-too' }",
       "identifiers { partner_id: 'nike' kind: 'card' value: 'mine-too' }"},
      {"LinkIdentifier", "member_id: '$member' identifier { kind: 'app' value: 'mine' }",
       "member_id: '$member' identifier { partner_id: 'nike' kind: 'app' value: 'mine' }"},
      {"SetExchangeRate", "exchange_rate { " + rate + " }",
       "exchange_rate { partner_id: 'nike' " + rate + " }"},
      {"Earn", "member { member_id: '$member' } points: 5",
       "member { member_id: '$member' } points: 5 currency: 'POINTS'"},
      {"SetExchangeRate", "exchange_rate { " + rate + " }",
       "exchange_rate { currency: 'POINTS' " + rate + " }"},
      {"CreateCredential", "label: 'mine'", "partner_id: 'nike' label: 'mine'"},
      {"CreateCredential", "label: 'mine'", "label: 'mine' role: ROLE_PARTNER"},
      {"SetExchangeRate", "exchange_rate { " + rate + " }",
       "exchange_rate { rounding: ROUNDING_CARRY " + rate + " }"},
      {"Authorize", "member { member_id: '$member' } points: 5",
       "partner_id: 'nike' member { member_id: '$member' } points: 5 currency: 'POINTS'"
       " hold_for_s: 604800"},
      {"Earn",
       "member { member_id: '$member' } purchase { amount { currency_code: 'GBP' } " + lines,
       "member { member_id: '$member' } purchase { amount { currency_code: 'GBP' micros: 6000000 "
       "} " +
           lines},
      {"Convert", "member { member_id: '$member' } points: 5 to_currency: 'MILES'",
       "member { member_id: '$member' } points: 5 to_currency: 'MILES' from_currency: 'POINTS'"
       " partner_id: 'nike'"},
      {"Transfer",
       "from_member { identifier { kind: 'card' value: '$card' } }"
       " to_member { identifier { kind: 'card' value: '$friendscard' } } points: 5",
       "from_member { identifier { partner_id: 'nike' kind: 'card' value: '$card' } }"
       " to_member { identifier { partner_id: 'nike' kind: 'card' value: '$friendscard' } }"
       " points: 5 currency: 'POINTS' partner_id: 'nike'"},
  };
  for (const auto& [call, without, with] : pairs) {
    const auto& method = MethodNamed(call);
    for (const auto& [first, second] : {std::pair(without, with), std::pair(with, without)}) {
      const std::string id = absl::StrCat("request_id: '", FreshId(), "' ");
      AnyMessage request = NewMessage(*method.input_type());
      ParseText(id + world_.Fill(first), request.get());
      // The second round meets what the first one made.
      if (first == with && (call == "EnrollMember" || call == "LinkIdentifier")) continue;
      const AnyReply made = network_.Call(method, *request, Bearer(nike().key));
      ASSERT_TRUE(made.outcome.ok()) << call << " " << first << ": " << made.outcome;
      request = NewMessage(*method.input_type());
      ParseText(id + world_.Fill(second), request.get());
      AnyReply again = network_.Call(method, *request, Bearer(nike().key));
      EXPECT_TRUE(again.outcome.ok()) << call << " " << second << ": " << again.outcome;
      EXPECT_TRUE(ClearReplayed(*again.response)) << call << " " << second;
    }
  }
}

TEST_F(Idempotency, SayingWhatTheOperatorMeansAnywayIsNoOtherPayload) {
  struct Pair {
    std::string call;
    std::string without;
    std::string with;
  };
  const std::vector<Pair> pairs = {
      {"CreatePartner", "display_name: 'x' settlement_currency: 'GBP'",
       "display_name: 'x' settlement_currency: 'GBP' backdating_days: 30"},
      {"SetTerms", "terms { partner_id: 'nike' charge: CHARGE_ON_ISSUE }",
       "terms { partner_id: 'nike' charge: CHARGE_ON_ISSUE currency: 'POINTS' fees {} }"},
      {"SetLimits", "partner_id: 'nike'", "partner_id: 'nike' currency: 'POINTS' limits {}"},
      {"SetExchangeRate",
       "conversion_rate { to_currency: 'MILES' rate { numerator: 1 denominator: 5 } }",
       "conversion_rate { from_currency: 'POINTS' to_currency: 'MILES'"
       " rate { numerator: 1 denominator: 5 } }"},
      {"Adjust", "partner_id: 'nike' points: 5 reason: 'x' member { member_id: '$member' }",
       "partner_id: 'nike' points: 5 reason: 'x' member { member_id: '$member' } currency: "
       "'POINTS'"},
  };
  for (const auto& [call, without, with] : pairs) {
    const auto& method = MethodNamed(call);
    for (const auto& [first, second] : {std::pair(without, with), std::pair(with, without)}) {
      std::string id = absl::StrCat("request_id: '", FreshId(), "' ");
      if (call == "CreatePartner") absl::StrAppend(&id, "partner_id: '", FreshId(), "' ");
      for (const std::string& payload : {first, second}) {
        AnyMessage request = NewMessage(*method.input_type());
        ParseText(id + world_.Fill(payload), request.get());
        AnyReply reply = network_.Call(method, *request, Bearer(network_.operator_key()));
        ASSERT_TRUE(reply.outcome.ok()) << call << " " << payload << ": " << reply.outcome;
        EXPECT_EQ(ClearReplayed(*reply.response), payload == second) << call << " " << payload;
      }
    }
  }
}

TEST_F(Idempotency, ACallAndABatchItemAreTheSameRequest) {
  const std::string earn =
      world_.Fill("request_id: 'once' member { member_id: '$member' } points: 5");
  const std::string burn =
      world_.Fill("request_id: 'two' member { member_id: '$member' } points: 5");
  const std::string huge =
      world_.Fill("request_id: 'no' member { member_id: '$member' } points: 9000000");
  const auto earned = network_.Must<v1::EarnRequest>(nike().key, earn);
  network_.Call<v1::BurnRequest>(nike().key, huge);
  const auto batch = network_.Must<v1::SubmitBatchRequest>(
      nike().key, absl::StrCat("partner_id: 'nike' items { earn { ", earn, " } } items { burn { ",
                               burn, " } } items { burn { ", huge, " } }"));
  ASSERT_EQ(batch.results_size(), 3);
  EXPECT_TRUE(batch.results(0).receipt().replayed()) << batch.DebugString();
  EXPECT_EQ(batch.results(0).receipt().transaction().transaction_id(),
            earned.receipt().transaction().transaction_id());
  EXPECT_FALSE(batch.results(1).receipt().replayed());
  EXPECT_EQ(OutcomeOf(batch.results(2).error()).reason, "INSUFFICIENT_POINTS");
  const auto burned = network_.Must<v1::BurnRequest>(nike().key, burn);
  EXPECT_TRUE(burned.receipt().replayed());
  EXPECT_EQ(burned.receipt().transaction().transaction_id(),
            batch.results(1).receipt().transaction().transaction_id());
}

TEST_F(Idempotency, AnIdTwiceInOneBatchHasOneEffect) {
  const std::string member = world_.Fill("member { member_id: '$member' } ");
  const std::string item = "items { earn { request_id: 'twin' " + member + "points: 5 } }";
  const std::string other = "items { earn { request_id: 'twin' " + member + "points: 6 } }";
  const std::string broke = "items { burn { request_id: 'broke' " + member + "points: 9000000 } }";
  const auto batch =
      network_.Must<v1::SubmitBatchRequest>(nike().key, item + item + other + broke + broke + item);
  ASSERT_EQ(batch.results_size(), 6);
  const std::string id = batch.results(0).receipt().transaction().transaction_id();
  EXPECT_FALSE(batch.results(0).receipt().replayed());
  for (const int retry : {1, 5}) {
    EXPECT_TRUE(batch.results(retry).receipt().replayed()) << retry;
    EXPECT_EQ(batch.results(retry).receipt().transaction().transaction_id(), id);
  }
  EXPECT_EQ(OutcomeOf(batch.results(2).error()).reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(OutcomeOf(batch.results(3).error()).reason, "INSUFFICIENT_POINTS");
  EXPECT_EQ(OutcomeOf(batch.results(4).error()).reason, "INSUFFICIENT_POINTS");
  EXPECT_EQ(network_.AvailableTo(world_.nike().member), 1'001'005);
}

TEST_F(Idempotency, ManyCallersWithOneIdHaveOneEffect) {
  constexpr int kCallers = 64;
  const auto request = Proto<v1::EarnRequest>(
      world_.Fill("request_id: 'crowd' member { member_id: '$member' } points: 5"));
  std::vector<std::string> transactions(kCallers);
  std::atomic<int> first_answers = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto reply = network_.Call(nike().key, request);
      EXPECT_TRUE(reply.ok()) << reply.outcome;
      if (!reply->receipt().replayed()) ++first_answers;
      transactions[static_cast<std::size_t>(i)] = reply->receipt().transaction().transaction_id();
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(first_answers, 1);
  EXPECT_EQ(std::set<std::string>(transactions.begin(), transactions.end()).size(), 1u);
  EXPECT_EQ(network_.AvailableTo(world_.nike().member), 1'001'005);
  network_.ExpectLedgerOk();
}

TEST_F(Idempotency, ARetryIsAnsweredEvenWhenItCouldNotBeDecidedNow) {
  const std::string earn =
      world_.Fill("request_id: 'before' member { member_id: '$member' } points: 5");
  const auto first = network_.Must<v1::EarnRequest>(nike().key, earn);
  const std::string set_rate = "request_id: 'rate' exchange_rate { " + EvenRate() + " }";
  network_.Must<v1::SetExchangeRateRequest>(nike().key, set_rate);
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(),
                                           "partner_id: 'nike' reason: 'test'");
  const auto again = network_.Must<v1::EarnRequest>(nike().key, earn);
  EXPECT_TRUE(again.receipt().replayed());
  EXPECT_EQ(again.receipt().transaction().window_id(), first.receipt().transaction().window_id());
  EXPECT_TRUE(network_.Must<v1::SetExchangeRateRequest>(nike().key, set_rate).replayed());
  EXPECT_EQ(Earn(nike().key, "member { member_id: '$member' } points: 5").reason(),
            "PARTNER_SUSPENDED");
}

TEST_F(Idempotency, AKeyIsToldOnceAndARetryGivesTheCredentialWithoutIt) {
  const std::string request = "request_id: 'key' partner_id: 'nike' label: 'till'";
  const auto made = network_.Must<v1::CreateCredentialRequest>(network_.operator_key(), request);
  const auto again = network_.Must<v1::CreateCredentialRequest>(network_.operator_key(), request);
  EXPECT_FALSE(made.api_key().empty());
  EXPECT_TRUE(again.api_key().empty());
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.credential().credential_id(), made.credential().credential_id());
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(made.api_key(), "").reason(), "OK");
}

}  // namespace
}  // namespace coalition::e2e
