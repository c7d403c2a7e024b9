#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

class EnrolmentByEarn : public testing::Test {
 protected:
  static std::string ByCard(const std::string& card, const std::string& rest) {
    return absl::StrCat("enroll_if_unknown: true member { identifier { kind: 'card' value: '", card,
                        "' } } ", rest);
  }
  Reply<v1::EarnResponse> Earn(const std::string& card, const std::string& rest) const {
    return network_.Call<v1::EarnRequest>(nike_.key, ByCard(card, rest));
  }
  Reply<v1::ResolveMemberResponse> Resolve(const std::string& card) const {
    return network_.Call<v1::ResolveMemberRequest>(
        nike_.key, absl::StrCat("identifier { kind: 'card' value: '", card, "' }"));
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
};

TEST_F(EnrolmentByEarn, MakesTheMemberOnceAndKnowsItAfterwards) {
  const auto first = Earn("new", "points: 10");
  ASSERT_TRUE(first.ok()) << first;
  const std::string member = first->receipt().transaction().member_id();
  EXPECT_EQ(Resolve("new")->member().member_id(), member);
  EXPECT_EQ(Resolve("new")->member().link_code().size(), 16u);
  const auto second = Earn("new", "points: 5");
  EXPECT_EQ(second->receipt().transaction().member_id(), member);
  EXPECT_EQ(network_.AvailableTo(member), 15);
  EXPECT_EQ(network_.Verify().members(), 1);
  network_.ExpectLedgerOk();
}

TEST_F(EnrolmentByEarn, MakesNobodyWhenTheEarnFails) {
  EXPECT_EQ(Earn("new", "points: 9223372036854775807").reason(), "AMOUNT_OVERFLOW");
  EXPECT_EQ(Earn("new", "points: 1 event_time {}").reason(), "EVENT_TIME_OUT_OF_RANGE");
  network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(),
                                           "partner_id: 'nike' reason: 'test'");
  EXPECT_EQ(Earn("new", "points: 1").reason(), "PARTNER_SUSPENDED");
  EXPECT_EQ(Resolve("new").reason(), "MEMBER_NOT_FOUND");
  EXPECT_EQ(network_.Verify().members(), 0);
  network_.ExpectLedgerOk();
}

TEST_F(EnrolmentByEarn, NeedsAnIdentifierOfThePartner) {
  network_.Join("headspace");
  const auto by_id =
      network_.Call<v1::EarnRequest>(nike_.key,
                                     "enroll_if_unknown: true points: 1 member { member_id:"
                                     " '01890a5d-ac96-774b-bcce-b302099a8057' }");
  EXPECT_TRUE(by_id.outcome.Names("member.identifier")) << by_id;
  const auto others = network_.Call<v1::EarnRequest>(
      network_.operator_key(),
      "partner_id: 'nike' enroll_if_unknown: true points: 1 member { identifier {"
      " partner_id: 'headspace' kind: 'card' value: 'x' } }");
  EXPECT_TRUE(others.outcome.Names("member.identifier.partner_id")) << others;
  EXPECT_EQ(network_.Verify().members(), 0);
}

TEST_F(EnrolmentByEarn, OfOneCardByManyAtOnceMakesOneMember) {
  constexpr int kCallers = 16;
  std::vector<std::string> members(kCallers);
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto earned = Earn("crowd", "points: 1");
      EXPECT_TRUE(earned.ok()) << earned;
      members[static_cast<std::size_t>(i)] = earned->receipt().transaction().member_id();
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(std::set<std::string>(members.begin(), members.end()).size(), 1u);
  EXPECT_EQ(network_.AvailableTo(members.front()), kCallers);
  network_.ExpectLedgerOk();
}

TEST_F(EnrolmentByEarn, IsSeenByLaterItemsOfItsBatch) {
  const std::string card = "member { identifier { kind: 'card' value: 'new' } }";
  const auto batch = network_.Must<v1::SubmitBatchRequest>(
      nike_.key,
      absl::StrCat("items { burn { request_id: 'a' points: 1 ", card, " } } ",
                   "items { earn { request_id: 'b' points: 9 enroll_if_unknown: true ", card,
                   " } } items { burn { request_id: 'c' points: 4 ", card, " } }"));
  EXPECT_EQ(OutcomeOf(batch.results(0)).reason, "MEMBER_NOT_FOUND");
  EXPECT_EQ(OutcomeOf(batch.results(1)).reason, "OK");
  EXPECT_EQ(batch.results(2).receipt().balance().available(), 5);
  network_.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
