#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

class Limits : public testing::Test {
 protected:
  void SetUp() override { network_.Earned(nike_, member_, "points: 1000"); }
  void TearDown() override { network_.ExpectLedgerOk(); }

  void SetLimits(const std::string& limits) const {
    network_.Must<v1::SetLimitsRequest>(network_.operator_key(),
                                        absl::StrCat("partner_id: 'nike' limits { ", limits, " }"));
  }
  std::string Earn(const std::string& member, int points) const {
    return network_.Earn(nike_, member, absl::StrCat("points: ", points)).reason();
  }
  std::string Burn(const std::string& member, int points) const {
    return network_.Burn(nike_, member, absl::StrCat("points: ", points)).reason();
  }
  void SetCap(const std::string& cap) const {
    network_.SetTerms("nike", absl::StrCat(kPlainTerms, " net_debit_cap { ", cap, " }"));
  }
  bool Alerted() const {
    const auto positions = network_.Must<v1::GetPositionsRequest>(nike_.key, "");
    return positions.positions_size() == 1 && positions.positions(0).net_debit_alert();
  }
  int Alerts() const {
    int alerts = 0;
    const auto events =
        network_.Must<v1::ListAuditEventsRequest>(network_.operator_key(), "page_size: 1000");
    for (const v1::AuditEvent& event : events.events()) {
      if (event.action() != "NET_DEBIT_ALERT") continue;
      EXPECT_EQ(event.resource(), "partners/nike");
      ++alerts;
    }
    return alerts;
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
  std::string member_ = network_.Enroll(nike_, "card");
  std::string other_ = network_.Enroll(nike_, "other");
};

TEST_F(Limits, OfATransactionHoldAtTheirEdge) {
  SetLimits("earn_points_per_transaction: 10 burn_points_per_transaction: 20");
  EXPECT_EQ(Earn(member_, 10), "OK");
  EXPECT_EQ(Earn(member_, 11), "LIMIT_EXCEEDED");
  EXPECT_EQ(Burn(member_, 20), "OK");
  EXPECT_EQ(Burn(member_, 21), "LIMIT_EXCEEDED");
  const auto hold = network_.Call<v1::AuthorizeRequest>(
      nike_.key, absl::StrCat("points: 21 member { member_id: '", member_, "' }"));
  EXPECT_EQ(hold.reason(), "LIMIT_EXCEEDED") << hold;
  SetLimits("");
  EXPECT_EQ(Earn(member_, 11), "OK");
  EXPECT_EQ(Burn(member_, 21), "OK");
}

TEST_F(Limits, OfADayCountEachMemberAndAll) {
  SetLimits("earn_points_per_member_day: 100 earn_points_per_partner_day: 150");
  EXPECT_EQ(Earn(member_, 100), "OK");
  EXPECT_EQ(Earn(member_, 1), "LIMIT_EXCEEDED");
  EXPECT_EQ(Earn(other_, 51), "LIMIT_EXCEEDED");
  EXPECT_EQ(Earn(other_, 50), "OK");
  EXPECT_EQ(Earn(other_, 1), "LIMIT_EXCEEDED");
  // Whatever the event time: the server's clock counts.
  EXPECT_EQ(network_.Earn(nike_, other_, "points: 1 event_time { " + DaysAgo(3) + " }").reason(),
            "LIMIT_EXCEEDED");
}

TEST_F(Limits, AreNotMadeRoomInByReversalsAndVoids) {
  SetLimits("earn_points_per_member_day: 10 burn_points_per_member_day: 10");
  const auto earned = network_.Earned(nike_, member_, "points: 10");
  network_.Reversed(nike_, earned.transaction().transaction_id());
  EXPECT_EQ(Earn(member_, 1), "LIMIT_EXCEEDED");
  const std::string hold = network_.Authorized(nike_, member_, "points: 6");
  EXPECT_EQ(network_.Capture(nike_, hold).reason(), "OK") << "was counted with its hold";
  ASSERT_EQ(network_.Void(nike_, network_.Authorized(nike_, member_, "points: 4")).reason(), "OK");
  EXPECT_EQ(Burn(member_, 1), "LIMIT_EXCEEDED");
}

TEST_F(Limits, AreShownAuditedAndSurviveARestart) {
  const std::string limits =
      "earn_points_per_transaction: 1000 burn_points_per_partner_day: 100000000000000000";
  SetLimits(limits);
  network_.Restart();
  const auto shown = network_.Must<v1::GetLimitsRequest>(nike_.key, "");
  EXPECT_EQ(shown.limits().DebugString(), Proto<v1::Limits>(limits).DebugString());
  const auto none = network_.Must<v1::GetLimitsRequest>(network_.Join("free").key, "");
  EXPECT_EQ(none.limits().DebugString(), "");
  const auto events = network_.Must<v1::ListAuditEventsRequest>(network_.operator_key(), "");
  int found = 0;
  for (const v1::AuditEvent& event : events.events()) {
    if (event.action() != "SetLimits") continue;
    EXPECT_EQ(event.resource(), "partners/nike/limits/POINTS");
    ++found;
  }
  EXPECT_EQ(found, 1);
}

TEST_F(Limits, OfAPrepaidCapCountClosedWindowsToo) {
  // 1,000 points cost 10 pounds, and are owed already.
  SetCap("kind: KIND_PREPAID limit_micros: 10050000");
  EXPECT_EQ(Earn(member_, 5), "OK");
  EXPECT_EQ(Earn(member_, 1), "NET_DEBIT_CAP_EXCEEDED");
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  EXPECT_EQ(Earn(member_, 1), "NET_DEBIT_CAP_EXCEEDED") << "a window does not pay";
  network_.Kill9AndRestart();
  EXPECT_EQ(Earn(member_, 1), "NET_DEBIT_CAP_EXCEEDED");
  // More is paid in.
  SetCap("kind: KIND_PREPAID limit_micros: 10060000");
  EXPECT_EQ(Earn(member_, 1), "OK");
  EXPECT_EQ(Earn(member_, 1), "NET_DEBIT_CAP_EXCEEDED");
  // And what it is paid for a burn is there to use.
  EXPECT_EQ(Burn(member_, 10), "OK");
  EXPECT_EQ(Earn(member_, 8), "OK");
  EXPECT_EQ(Earn(member_, 1), "NET_DEBIT_CAP_EXCEEDED");
}

TEST_F(Limits, OfACapAlertOncePerCrossing) {
  SetCap("kind: KIND_POSTPAID limit_micros: 20000000 alert_micros: 10050000");
  EXPECT_EQ(Earn(member_, 5), "OK");
  EXPECT_FALSE(Alerted()) << "at the threshold";
  EXPECT_EQ(Alerts(), 0);
  EXPECT_EQ(Earn(member_, 1), "OK");
  EXPECT_TRUE(Alerted());
  EXPECT_EQ(Alerts(), 1);
  EXPECT_EQ(Earn(member_, 1), "OK");
  EXPECT_EQ(Alerts(), 1) << "it is past it already";
  EXPECT_EQ(Burn(member_, 100), "OK");
  EXPECT_FALSE(Alerted());
  EXPECT_EQ(Earn(member_, 100), "OK");
  EXPECT_TRUE(Alerted());
  EXPECT_EQ(Alerts(), 2);
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  const auto closed = network_.Must<v1::GetPositionsRequest>(nike_.key, "window_id: 1");
  EXPECT_FALSE(closed.positions(0).net_debit_alert()) << "closed";
}

}  // namespace
}  // namespace coalition::e2e
