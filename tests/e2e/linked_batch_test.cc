#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

class LinkedBatch : public testing::Test {
 protected:
  void SetUp() override { network_.Earned(nike_, member_, "points: 100"); }
  void TearDown() override { network_.ExpectLedgerOk(); }

  std::string Item(const std::string& command, const std::string& id, const std::string& rest,
                   bool linked) const {
    return absl::StrCat("items { ", linked ? "linked: true " : "", command, " { request_id: '", id,
                        "' ", rest, " } } ");
  }
  std::string Burn(const std::string& id, int points, bool linked) const {
    return Item("burn", id, OfMember(points), linked);
  }
  std::string Earn(const std::string& id, int points, bool linked) const {
    return Item("earn", id, OfMember(points), linked);
  }
  std::string OfMember(int points) const {
    return absl::StrCat("points: ", points, " member { member_id: '", member_, "' }");
  }
  v1::SubmitBatchResponse Send(const std::string& items) const {
    return network_.Must<v1::SubmitBatchRequest>(nike_.key, items);
  }
  static std::vector<std::string> Reasons(const v1::SubmitBatchResponse& batch) {
    std::vector<std::string> reasons;
    for (const v1::BatchResult& result : batch.results()) {
      reasons.push_back(OutcomeOf(result).reason);
    }
    return reasons;
  }
  using Strings = std::vector<std::string>;

  Network network_;
  Partner nike_ = network_.Join("nike");
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(LinkedBatch, SucceedsTogether) {
  const auto batch =
      Send(Burn("a", 100, true) + Earn("b", 30, true) + Burn("c", 30, false) + Earn("d", 1, false));
  EXPECT_EQ(Reasons(batch), (Strings{"OK", "OK", "OK", "OK"}));
  EXPECT_EQ(network_.AvailableTo(member_), 1);
  const auto again = Send(Burn("a", 100, true) + Earn("b", 30, true) + Burn("c", 30, false));
  for (const v1::BatchResult& result : again.results()) {
    EXPECT_TRUE(result.receipt().replayed()) << result.DebugString();
  }
  EXPECT_EQ(network_.AvailableTo(member_), 1);
}

TEST_F(LinkedBatch, FailsTogetherAndLeavesNoTraceButTheReason) {
  const std::string group = Earn("a", 50, true) + Burn("b", 151, true) + Earn("c", 5, false);
  const auto batch = Send(Burn("z", 1, false) + group + Burn("d", 99, false));
  EXPECT_EQ(Reasons(batch), (Strings{"OK", "LINKED_ITEM_FAILED", "INSUFFICIENT_POINTS",
                                     "LINKED_ITEM_FAILED", "OK"}));
  EXPECT_EQ(OutcomeOf(batch.results(1)).metadata.at("request_id"), "b");
  EXPECT_EQ(OutcomeOf(batch.results(3)).metadata.at("request_id"), "b");
  EXPECT_EQ(network_.AvailableTo(member_), 0);
  // The reason is kept; the others are as good as new.
  network_.Earned(nike_, member_, "points: 1000");
  EXPECT_EQ(Reasons(Send(group)),
            (Strings{"LINKED_ITEM_FAILED", "INSUFFICIENT_POINTS", "LINKED_ITEM_FAILED"}));
  EXPECT_EQ(Reasons(Send(Earn("a", 50, false) + Earn("c", 5, false))), (Strings{"OK", "OK"}));
  EXPECT_EQ(network_.AvailableTo(member_), 1055);
}

TEST_F(LinkedBatch, WithAMalformedItemIsNotDecided) {
  const auto batch =
      Send(Earn("a", 1, true) + Earn("b", 0, true) + Earn("", 1, false) + Earn("d", 2, false));
  EXPECT_EQ(Reasons(batch),
            (Strings{"LINKED_ITEM_FAILED", "INVALID_FIELD", "LINKED_ITEM_FAILED", "OK"}));
  EXPECT_EQ(OutcomeOf(batch.results(0)).metadata.at("request_id"), "b");
  EXPECT_TRUE(OutcomeOf(batch.results(1)).Names("points"));
  EXPECT_EQ(network_.AvailableTo(member_), 102);
  // Nothing is kept.
  EXPECT_EQ(Reasons(Send(Earn("a", 1, false) + Earn("b", 1, false))), (Strings{"OK", "OK"}));
}

TEST_F(LinkedBatch, ThatTheBatchCutsOffFails) {
  const auto batch = Send(Earn("a", 1, false) + Earn("b", 1, true) + Earn("c", 1, true));
  EXPECT_EQ(Reasons(batch), (Strings{"OK", "LINKED_ITEM_FAILED", "INVALID_FIELD"}));
  EXPECT_TRUE(OutcomeOf(batch.results(2)).Names("linked"));
  EXPECT_EQ(network_.AvailableTo(member_), 101);
  EXPECT_EQ(Reasons(Send(Earn("b", 1, true) + Earn("c", 1, false))), (Strings{"OK", "OK"}));
}

TEST_F(LinkedBatch, OfWhichSomeWasAnsweredCountsItAsItWasAnswered) {
  ASSERT_EQ(Reasons(Send(Earn("a", 5, false))), (Strings{"OK"}));
  const auto mixed = Send(Earn("a", 5, true) + Earn("b", 7, false));
  EXPECT_TRUE(mixed.results(0).receipt().replayed());
  EXPECT_FALSE(mixed.results(1).receipt().replayed());
  EXPECT_EQ(network_.AvailableTo(member_), 112);
  const auto reused = Send(Earn("c", 1, true) + Earn("a", 6, false));
  EXPECT_EQ(Reasons(reused), (Strings{"LINKED_ITEM_FAILED", "REQUEST_ID_REUSED"}));
  EXPECT_EQ(network_.AvailableTo(member_), 112);
}

TEST_F(LinkedBatch, OfEveryKindIsUndoneWhole) {
  network_.AddCurrency("MILES", {nike_});
  network_.Must<v1::SetExchangeRateRequest>(
      network_.operator_key(),
      "conversion_rate { to_currency: 'MILES' rate { numerator: 1 denominator: 3 } }");
  const std::string other = network_.Enroll(nike_, "other");
  const std::string hold = network_.Authorized(nike_, member_, "points: 10");
  const std::string kept = network_.Authorized(nike_, member_, "points: 5");
  const std::string earn =
      network_.Earned(nike_, member_, "partner_points: 7").transaction().transaction_id();
  const std::string before = network_.Verify().DebugString();
  const v1::Balance balance = network_.BalanceOf(member_);
  const auto named = [](const std::string& id) { return "transaction_id: '" + id + "'"; };
  const std::string works =
      Item("capture", "a", named(hold) + " points: 3", true) +
      Item("void", "b", named(kept), true) +
      Item("reverse", "c", named(earn) + " points: 2", true) +
      Item("authorize", "d", OfMember(20), true) +
      Item("convert", "e", "to_currency: 'MILES' " + OfMember(1), true) +
      Item("transfer", "f",
           absl::StrCat("points: 3 from_member { member_id: '", member_,
                        "' } to_member { member_id: '", other, "' }"),
           true) +
      Item("earn", "g",
           "points: 1 enroll_if_unknown: true member { identifier { kind: 'card' value: 'new' } }",
           true);
  const auto batch = Send(works + Burn("h", 9999, false));
  EXPECT_EQ(Reasons(batch),
            (Strings{"LINKED_ITEM_FAILED", "LINKED_ITEM_FAILED", "LINKED_ITEM_FAILED",
                     "LINKED_ITEM_FAILED", "LINKED_ITEM_FAILED", "LINKED_ITEM_FAILED",
                     "LINKED_ITEM_FAILED", "INSUFFICIENT_POINTS"}));
  EXPECT_EQ(network_.Verify().DebugString(), before);
  EXPECT_EQ(network_.BalanceOf(member_).DebugString(), balance.DebugString());
  // The same works without the last one, and after a restart it is there whole.
  EXPECT_EQ(Reasons(Send(works + Burn("i", 1, false))), (Strings(8, "OK")));
  network_.Kill9AndRestart();
  // 7 of the earn, less 3 captured, 2 reversed, 20 held, 1 converted, 3 given, 1 burned.
  EXPECT_EQ(network_.AvailableTo(member_), 107 - 3 - 2 - 20 - 1 - 3 - 1);
  EXPECT_EQ(network_.AvailableTo(other), 3);
}

}  // namespace
}  // namespace coalition::e2e
