#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

// Far more than a hold of one second needs.
constexpr std::chrono::seconds kExpiryPatience{20};

// Nike and Headspace know one member, who has 100 points of Nike's.
class Holds : public testing::Test {
 protected:
  void SetUp() override {
    network_.Link(member_, headspace_, "other-card");
    network_.Earned(nike_, member_, "points: 100");
  }
  void TearDown() override { network_.ExpectLedgerOk(); }

  v1::Transaction Get(const std::string& id) const {
    return network_
        .Must<v1::GetTransactionRequest>(network_.operator_key(),
                                         absl::StrCat("transaction_id: '", id, "'"))
        .transaction();
  }
  v1::Reservation::State StateOf(const std::string& hold) const {
    return Get(hold).reservation().state();
  }
  void ExpectPoints(std::int64_t available, std::int64_t held) const {
    const v1::Balance balance = network_.BalanceOf(member_);
    EXPECT_EQ(balance.available(), available);
    EXPECT_EQ(balance.held(), held);
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
  Partner headspace_ = network_.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(Holds, ReservePointsAtOnceAndMoveNoMoney) {
  const auto before = absl::ToUnixSeconds(absl::Now());
  const auto answer = network_.Must<v1::AuthorizeRequest>(
      nike_.key, absl::StrCat("points: 60 member { member_id: '", member_, "' }"));
  const v1::Transaction& hold = answer.receipt().transaction();
  EXPECT_EQ(hold.type(), v1::TRANSACTION_TYPE_AUTHORIZATION);
  EXPECT_EQ(hold.points(), 0);
  EXPECT_EQ(hold.legs_size(), 0);
  EXPECT_EQ(hold.lots_size(), 0);
  EXPECT_EQ(hold.reservation().points(), 60);
  ASSERT_EQ(hold.reservation().lots_size(), 1);
  EXPECT_EQ(hold.reservation().lots(0).lot().issuer_id(), "nike");
  EXPECT_EQ(hold.reservation().lots(0).lot().points(), 60);
  EXPECT_EQ(answer.receipt().balance().available(), 40);
  EXPECT_EQ(answer.receipt().balance().held(), 60);
  EXPECT_EQ(answer.expires_at().seconds(), hold.reservation().expires_at().seconds());
  EXPECT_NEAR(static_cast<double>(answer.expires_at().seconds() - before), 604'800, 2);
  EXPECT_EQ(StateOf(hold.transaction_id()), v1::Reservation::STATE_OPEN);
  ExpectPoints(40, 60);
}

TEST_F(Holds, CapturedInPartReleaseTheRestAndAreCapturedOnce) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 60");
  const auto captured = network_.Capture(nike_, hold, "points: 25");
  ASSERT_TRUE(captured.ok()) << captured;
  const v1::Transaction& capture = captured->receipt().transaction();
  EXPECT_EQ(capture.type(), v1::TRANSACTION_TYPE_CAPTURE);
  EXPECT_EQ(capture.points(), -25);
  EXPECT_EQ(capture.original_transaction_id(), hold);
  ASSERT_EQ(capture.legs_size(), 1);
  EXPECT_EQ(capture.legs(0).kind(), v1::LEG_KIND_REDEMPTION);
  EXPECT_EQ(capture.legs(0).amount().micros(), 200'000);
  EXPECT_EQ(captured->receipt().balance().held(), 0);
  ExpectPoints(75, 0);
  EXPECT_EQ(StateOf(hold), v1::Reservation::STATE_CAPTURED);
  EXPECT_EQ(Get(hold).reservation().closed_by_transaction_id(), capture.transaction_id());
  EXPECT_FALSE(Get(hold).has_reversed());

  EXPECT_EQ(network_.Capture(nike_, hold, "points: 1").reason(), "HOLD_CLOSED");
  EXPECT_EQ(network_.Void(nike_, hold).reason(), "HOLD_CLOSED");
  // It is taken back as a burn, and its hold stays closed.
  network_.Reversed(nike_, capture.transaction_id(), "points: 5");
  ExpectPoints(80, 0);
  network_.Reversed(nike_, capture.transaction_id());
  ExpectPoints(100, 0);
  const auto reversal = network_.Reverse(nike_, hold);
  EXPECT_EQ(reversal.reason(), "REVERSAL_EXCEEDS_ORIGINAL") << reversal;
  EXPECT_EQ(reversal.outcome.metadata.at("remaining"), "0");
}

TEST_F(Holds, VoidedReleaseEverything) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 100");
  EXPECT_EQ(network_.Burn(nike_, member_, "points: 1").reason(), "INSUFFICIENT_POINTS");
  const auto voided = network_.Void(nike_, hold);
  ASSERT_TRUE(voided.ok()) << voided;
  EXPECT_EQ(voided->receipt().transaction().type(), v1::TRANSACTION_TYPE_VOID);
  EXPECT_EQ(voided->receipt().transaction().points(), 0);
  EXPECT_EQ(voided->receipt().balance().available(), 100);
  EXPECT_EQ(StateOf(hold), v1::Reservation::STATE_VOIDED);
  EXPECT_EQ(network_.Capture(nike_, hold).reason(), "HOLD_CLOSED");
  network_.Burned(nike_, member_, "points: 100");
}

TEST_F(Holds, ThatExpiredCountNoMoreBeforeAnythingSweepsThem) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 60 hold_for_s: 1");
  ASSERT_TRUE(testing_processes::WaitUntil([&] { return network_.AvailableTo(member_) == 100; },
                                           kExpiryPatience));
  ExpectPoints(100, 0);
  EXPECT_EQ(StateOf(hold), v1::Reservation::STATE_EXPIRED);
  const auto late = network_.Capture(nike_, hold);
  EXPECT_EQ(late.reason(), "HOLD_EXPIRED") << late;
  EXPECT_FALSE(late.outcome.metadata.at("expired_at").empty());
  EXPECT_EQ(network_.Void(nike_, hold).reason(), "HOLD_EXPIRED");
  const auto burned = network_.Burned(headspace_, member_, "points: 100");
  EXPECT_EQ(burned.balance().held(), 0);
}

TEST_F(Holds, ArePricedAsAuthorised) {
  network_.SetRate("nike",
                   "earn { numerator: 1 denominator: 1 } burn { numerator: 2 denominator: 1 }",
                   kLongAgo);
  const std::string all = network_.Authorized(nike_, member_, "partner_points: 10");
  const std::string part = network_.Authorized(nike_, member_, "partner_points: 10");
  EXPECT_EQ(Get(all).reservation().points(), 20);
  network_.SetRate("nike",
                   "earn { numerator: 1 denominator: 1 } burn { numerator: 5 denominator: 1 }");
  network_.SetTerms("nike", "redemption_price_micros: 1000000 charge: CHARGE_ON_ISSUE");
  const auto whole = network_.Capture(nike_, all)->receipt().transaction();
  EXPECT_EQ(whole.points(), -20);
  EXPECT_EQ(whole.partner_points(), 10);
  EXPECT_EQ(whole.conversion().rate_version(), 2);
  EXPECT_EQ(whole.terms_version(), 1);
  EXPECT_EQ(whole.legs(0).amount().micros(), 160'000);
  const auto less = network_.Capture(nike_, part, "partner_points: 4")->receipt().transaction();
  EXPECT_EQ(less.points(), -8);
  EXPECT_EQ(network_.AvailableTo(member_), 100 - 20 - 8);
}

TEST_F(Holds, OfMoneyOffAreCapturedInMoneyOrPoints) {
  const std::string money = "money_off { currency_code: 'GBP' micros: ";
  const std::string by_money = network_.Authorized(nike_, member_, money + "500000 }");
  const std::string by_points = network_.Authorized(nike_, member_, money + "400000 }");
  ExpectPoints(10, 90);
  const auto captured =
      network_.Capture(nike_, by_money, money + "200000 }")->receipt().transaction();
  EXPECT_EQ(captured.points(), -20);
  EXPECT_EQ(captured.money_off().micros(), 200'000);
  EXPECT_EQ(network_.Capture(nike_, by_points, "points: 7")->receipt().transaction().points(), -7);
  ExpectPoints(73, 0);
}

TEST_F(Holds, AreCapturedForNoMoreThanWasAuthorisedAndInItsMeasure) {
  const std::string points = network_.Authorized(nike_, member_, "points: 10");
  const std::string own = network_.Authorized(nike_, member_, "partner_points: 10");
  const auto more = network_.Capture(nike_, points, "points: 11");
  EXPECT_EQ(more.reason(), "INSUFFICIENT_POINTS") << more;
  EXPECT_EQ(more.outcome.metadata.at("available"), "10");
  EXPECT_EQ(more.outcome.metadata.at("needed"), "11");
  EXPECT_EQ(network_.Capture(nike_, own, "partner_points: 11").reason(), "INSUFFICIENT_POINTS");
  const auto other = network_.Capture(nike_, points, "partner_points: 1");
  EXPECT_EQ(other.reason(), "INVALID_FIELD") << other;
  EXPECT_TRUE(other.outcome.Names("partner_points")) << other;
  const auto money =
      network_.Capture(nike_, own, "money_off { currency_code: 'GBP' micros: 10000 }");
  EXPECT_TRUE(money.outcome.Names("money_off")) << money;
  EXPECT_EQ(network_.Capture(nike_, points, "points: 10").reason(), "OK");
  EXPECT_EQ(network_.Capture(nike_, own).reason(), "OK");
}

TEST_F(Holds, OfOnePartnerAreOutOfReachForAnother) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 80");
  const auto refused = network_.Burn(headspace_, member_, "points: 30");
  EXPECT_EQ(refused.reason(), "INSUFFICIENT_POINTS") << refused;
  EXPECT_EQ(refused.outcome.metadata.at("available"), "20");
  EXPECT_EQ(network_.Capture(headspace_, hold).reason(), "PERMISSION_DENIED");
  EXPECT_EQ(network_.Void(headspace_, hold).reason(), "PERMISSION_DENIED");
  const std::string theirs = network_.Authorized(headspace_, member_, "points: 20");
  ExpectPoints(0, 100);
  // It sees how much is held, and by its own hold alone whose.
  const auto seen = network_.Must<v1::GetBalanceRequest>(
      headspace_.key, absl::StrCat("member { member_id: '", member_, "' }"));
  EXPECT_EQ(seen.balances(0).held(), 100);
  ASSERT_TRUE(network_.Void(nike_, hold).ok());
  ASSERT_TRUE(network_.Capture(headspace_, theirs).ok());
  network_.Burned(headspace_, member_, "points: 80");
  ExpectPoints(0, 0);
}

TEST_F(Holds, AreLimitedToThirtyTwoOfAMemberAndCurrency) {
  std::vector<std::string> holds;
  for (int i = 0; i < 32; ++i) holds.push_back(network_.Authorized(nike_, member_, "points: 1"));
  const auto one_more = network_.Call<v1::AuthorizeRequest>(
      headspace_.key, absl::StrCat("points: 1 member { member_id: '", member_, "' }"));
  EXPECT_EQ(one_more.reason(), "LIMIT_EXCEEDED") << one_more;
  EXPECT_EQ(one_more.outcome.metadata.at("maximum"), "32");
  ASSERT_TRUE(network_.Void(nike_, holds.front()).ok());
  network_.Authorized(headspace_, member_, "points: 1");
  ExpectPoints(68, 32);
}

TEST_F(Holds, OfASuspendedPartnerCanBeVoidedOnly) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 10");
  network_.Must<v1::SuspendPartnerRequest>(network_.operator_key(),
                                           "partner_id: 'nike' reason: 'test'");
  EXPECT_EQ(network_.Capture(nike_, hold).reason(), "PARTNER_SUSPENDED");
  EXPECT_EQ(network_.Void(nike_, hold).reason(), "OK");
  ExpectPoints(100, 0);
}

TEST_F(Holds, SurviveARestart) {
  const std::string hold = network_.Authorized(nike_, member_, "points: 60");
  network_.Kill9AndRestart();
  ExpectPoints(40, 60);
  EXPECT_EQ(network_.Burn(nike_, member_, "points: 41").reason(), "INSUFFICIENT_POINTS");
  EXPECT_EQ(network_.Capture(nike_, hold).reason(), "OK");
  ExpectPoints(40, 0);
}

TEST_F(Holds, BindTheVersionsOfAQuote) {
  const auto quote = network_.Must<v1::QuoteRequest>(
      nike_.key, absl::StrCat("burn_partner_points: 5 member { member_id: '", member_, "' }"));
  network_.SetRate("nike",
                   "earn { numerator: 1 denominator: 1 } burn { numerator: 9 denominator: 1 }");
  const std::string token = absl::StrCat(" quote_token: '", quote.quote_token(), "'");
  const std::string bound = network_.Authorized(nike_, member_, "partner_points: 5" + token);
  EXPECT_EQ(Get(bound).reservation().points(), 5);
  const std::string free = network_.Authorized(nike_, member_, "partner_points: 5");
  EXPECT_EQ(Get(free).reservation().points(), 45);
}

}  // namespace
}  // namespace coalition::e2e
