#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

// Two members of Nike, the first known to Headspace, too, whose points expire.
class Moves : public testing::Test {
 protected:
  void SetUp() override { network_.Link(giver_, headspace_, "card"); }

  std::string Between(const std::string& points) const {
    return absl::StrCat("points: ", points, " from_member { member_id: '", giver_,
                        "' } to_member { member_id: '", receiver_, "' }");
  }
  Reply<v1::TransferResponse> Transfer(const Partner& partner, const std::string& points) const {
    return network_.Call<v1::TransferRequest>(partner.key, Between(points));
  }
  Reply<v1::AdjustResponse> Adjust(const std::string& rest) const {
    return network_.Call<v1::AdjustRequest>(
        network_.operator_key(), absl::StrCat("partner_id: 'nike' reason: 'lost receipt' member {"
                                              " member_id: '",
                                              giver_, "' } ", rest));
  }
  // Ids, newest first.
  std::vector<std::string> Listed(const std::string& member) const {
    std::vector<std::string> ids;
    const auto page = network_.Must<v1::ListTransactionsRequest>(
        network_.operator_key(), absl::StrCat("member { member_id: '", member, "' }"));
    for (const auto& transaction : page.transactions()) ids.push_back(transaction.transaction_id());
    return ids;
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
  Partner headspace_ = network_.Join(
      "headspace", {"EUR", EvenRate("EUR"), absl::StrCat(kPlainTerms, " valid_months: 12")});
  std::string giver_ = network_.Enroll(nike_, "giver");
  std::string receiver_ = network_.Enroll(nike_, "receiver");
};

TEST_F(Moves, ATransferKeepsIssuerAndExpiryAndMovesNoMoney) {
  network_.Earned(nike_, giver_, "points: 100");
  network_.Earned(headspace_, giver_, "points: 30");
  const auto answer = Transfer(nike_, "50");
  ASSERT_TRUE(answer.ok()) << answer;
  const v1::Transaction& transfer = answer->receipt().transaction();
  EXPECT_EQ(transfer.type(), v1::TRANSACTION_TYPE_TRANSFER);
  EXPECT_EQ(transfer.points(), -50);
  EXPECT_EQ(transfer.member_id(), giver_);
  EXPECT_EQ(transfer.counterpart().member_id(), receiver_);
  EXPECT_EQ(transfer.counterpart().points(), 50);
  EXPECT_EQ(transfer.legs_size(), 0);
  ASSERT_EQ(transfer.counterpart().lots_size(), 2);
  // What expires first goes first.
  for (int i = 0; i < 2; ++i) {
    const v1::Lot& taken = transfer.lots(i).lot();
    const v1::Lot& given = transfer.counterpart().lots(i).lot();
    EXPECT_EQ(given.issuer_id(), i == 0 ? "headspace" : "nike");
    EXPECT_EQ(given.issuer_id(), taken.issuer_id());
    EXPECT_EQ(given.expires_on(), taken.expires_on());
    EXPECT_EQ(given.points(), -taken.points());
  }
  EXPECT_FALSE(transfer.counterpart().lots(0).lot().expires_on().empty());
  EXPECT_EQ(answer->receipt().balance().available(), 80);
  EXPECT_EQ(answer->to_balance().available(), 50);
  EXPECT_EQ(answer->to_balance().expiring_next().points(), 30);
  EXPECT_EQ(network_.AvailableTo(receiver_), 50);
  network_.Burned(nike_, receiver_, "points: 50");
  network_.ExpectLedgerOk();
}

TEST_F(Moves, ATransferIsInBothMembersHistory) {
  const std::string first =
      network_.Earned(nike_, giver_, "points: 9").transaction().transaction_id();
  const std::string own =
      network_.Earned(nike_, receiver_, "points: 1").transaction().transaction_id();
  const std::string moved = Transfer(nike_, "5")->receipt().transaction().transaction_id();
  const std::string back =
      network_
          .Must<v1::TransferRequest>(nike_.key,
                                     absl::StrCat("points: 2 from_member { member_id: '", receiver_,
                                                  "' } to_member { member_id: '", giver_, "' }"))
          .receipt()
          .transaction()
          .transaction_id();
  const std::string last =
      network_.Burned(nike_, receiver_, "points: 4").transaction().transaction_id();
  EXPECT_EQ(Listed(giver_), (std::vector<std::string>{back, moved, first}));
  EXPECT_EQ(Listed(receiver_), (std::vector<std::string>{last, back, moved, own}));
}

TEST_F(Moves, ATransferNeedsTwoMembersOfThePartnerAndThePoints) {
  network_.Earned(nike_, giver_, "points: 100");
  // Headspace does not know the receiver.
  EXPECT_EQ(Transfer(headspace_, "5").reason(), "PERMISSION_DENIED");
  const auto same = network_.Call<v1::TransferRequest>(
      nike_.key, absl::StrCat("points: 5 from_member { member_id: '", giver_,
                              "' } to_member { identifier { kind: 'card' value: 'giver' } }"));
  EXPECT_EQ(same.reason(), "INVALID_FIELD") << same;
  EXPECT_TRUE(same.outcome.Names("to_member")) << same;
  EXPECT_EQ(Transfer(nike_, "101").reason(), "INSUFFICIENT_POINTS");
  network_.Authorized(nike_, giver_, "points: 60");
  EXPECT_EQ(Transfer(nike_, "41").reason(), "INSUFFICIENT_POINTS");
  EXPECT_EQ(Transfer(nike_, "40").reason(), "OK");
  const auto unknown = network_.Call<v1::TransferRequest>(
      nike_.key, absl::StrCat("points: 5 from_member { member_id: '", giver_,
                              "' } to_member { identifier { kind: 'card' value: 'nobodys' } }"));
  EXPECT_EQ(unknown.reason(), "MEMBER_NOT_FOUND") << unknown;
  network_.ExpectLedgerOk();
}

TEST_F(Moves, AnAdjustmentGivesPointsThatThePartnerPaysFor) {
  const auto given = Adjust("points: 40");
  ASSERT_TRUE(given.ok()) << given;
  const v1::Transaction& adjustment = given->receipt().transaction();
  EXPECT_EQ(adjustment.type(), v1::TRANSACTION_TYPE_ADJUSTMENT);
  EXPECT_EQ(adjustment.partner_id(), "nike");
  EXPECT_EQ(adjustment.points(), 40);
  EXPECT_EQ(adjustment.reason(), "lost receipt");
  EXPECT_EQ(adjustment.lots(0).lot().issuer_id(), "nike");
  std::int64_t nikes = 0;
  for (const v1::MoneyLeg& leg : adjustment.legs()) {
    if (leg.partner_id() == "nike") nikes += leg.amount().micros();
  }
  EXPECT_EQ(nikes, -400'000);
  EXPECT_EQ(network_.AvailableTo(giver_), 40);

  const auto events = network_.Must<v1::ListAuditEventsRequest>(network_.operator_key(), "");
  const v1::AuditEvent& event = events.events(0);
  EXPECT_EQ(event.action(), "Adjust");
  EXPECT_EQ(event.resource(), "transactions/" + adjustment.transaction_id());
  EXPECT_EQ(event.reason(), "lost receipt");
  EXPECT_NE(network_.operator_key().find(event.credential_id()), std::string::npos);
  network_.ExpectLedgerOk();
}

TEST_F(Moves, AnAdjustmentTakesThePartnersOwnPointsFirstAndMayLeaveADebt) {
  network_.Earned(headspace_, giver_, "points: 30");
  network_.Earned(nike_, giver_, "points: 20");
  const auto taken = Adjust("points: -25");
  ASSERT_TRUE(taken.ok()) << taken;
  ASSERT_EQ(taken->receipt().transaction().lots_size(), 2);
  EXPECT_EQ(taken->receipt().transaction().lots(0).lot().issuer_id(), "nike");
  EXPECT_EQ(taken->receipt().transaction().lots(0).lot().points(), -20);
  EXPECT_EQ(taken->receipt().transaction().lots(1).lot().issuer_id(), "headspace");
  ASSERT_TRUE(Adjust("points: -100").ok());
  EXPECT_EQ(network_.AvailableTo(giver_), -75);
  const auto reversal = network_.Reverse(nike_, taken->receipt().transaction().transaction_id());
  EXPECT_EQ(reversal.reason(), "REVERSAL_EXCEEDS_ORIGINAL") << reversal;
  network_.ExpectLedgerOk();
}

TEST_F(Moves, AnAdjustmentMayNotLeaveADebtWhereTheNetworkRejectsIt) {
  Network network({testing_processes::Store::kMemory, {"--negative-balance=reject"}});
  const Partner nike = network.Join("nike");
  const std::string member = network.Enroll(nike, "card");
  network.Earned(nike, member, "points: 10");
  const auto taken = network.Call<v1::AdjustRequest>(
      network.operator_key(),
      absl::StrCat("partner_id: 'nike' reason: 'x' points: -11 member { member_id: '", member,
                   "' }"));
  EXPECT_EQ(taken.reason(), "INSUFFICIENT_POINTS") << taken;
  EXPECT_EQ(network.AvailableTo(member), 10);
}

TEST_F(Moves, NeitherCapsNorLimitsHoldAnAdjustmentBack) {
  network_.SetTerms(
      "nike", absl::StrCat(kPlainTerms, " net_debit_cap { kind: KIND_POSTPAID limit_micros: 0 }"));
  network_.Must<v1::SetLimitsRequest>(
      network_.operator_key(), "partner_id: 'nike' limits { earn_points_per_transaction: 1 }");
  EXPECT_EQ(network_.Earn(nike_, giver_, "points: 1").reason(), "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(Adjust("points: 1000").reason(), "OK");
  network_.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
