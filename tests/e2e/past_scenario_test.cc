#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

// What the answers of the past are compared with: what they said when it was the present.
class Past : public testing::Test {
 protected:
  template <typename Request>
  std::string Ask(const std::string& text) const {
    return network_.Must<Request>(network_.operator_key(), text).DebugString();
  }
  std::string Of() const { return absl::StrCat("member { member_id: '", member_, "' } "); }

  struct Seen {
    std::string as_of;
    std::string balance;
    std::string positions;
    std::string liability;
  };
  Seen Now(const std::string& transaction) const {
    return {"as_of_transaction_id: '" + transaction + "' ", Ask<v1::GetBalanceRequest>(Of()),
            Ask<v1::GetPositionsRequest>(""), Ask<v1::GetLiabilityRequest>("")};
  }
  void ExpectSeen(const Seen& seen) const {
    EXPECT_EQ(Ask<v1::GetBalanceRequest>(seen.as_of + Of()), seen.balance) << seen.as_of;
    EXPECT_EQ(Ask<v1::GetPositionsRequest>(seen.as_of), seen.positions) << seen.as_of;
    EXPECT_EQ(Ask<v1::GetLiabilityRequest>(seen.as_of), seen.liability) << seen.as_of;
  }
  static std::string Id(const v1::Receipt& receipt) {
    return receipt.transaction().transaction_id();
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
  Partner headspace_ = network_.Join(
      "headspace", {"EUR", EvenRate("EUR"), absl::StrCat(kPlainTerms, " valid_months: 2")});
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(Past, OfATransactionIsAsItWasRightAfterIt) {
  network_.Link(member_, headspace_, "card");
  std::vector<Seen> moments;
  const std::string earn = Id(network_.Earned(nike_, member_, "points: 100"));
  moments.push_back(Now(earn));
  moments.push_back(Now(Id(network_.Earned(headspace_, member_, "points: 50"))));
  const std::string hold = network_.Authorized(nike_, member_, "points: 20");
  moments.push_back(Now(hold));
  moments.push_back(Now(Id(network_.Burned(headspace_, member_, "points: 60"))));
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  moments.push_back(Now(Id(network_.Capture(nike_, hold, "points: 5")->receipt())));
  moments.push_back(Now(Id(network_.Reversed(nike_, earn, "points: 30"))));
  for (const Seen& seen : moments) ExpectSeen(seen);
  network_.Restart();
  for (const Seen& seen : moments) ExpectSeen(seen);
}

TEST_F(Past, OfAMomentLeavesOutWhatCameLater) {
  const auto earned = network_.Earned(nike_, member_, "points: 100");
  const auto later =
      network_.Earned(nike_, member_, "points: 11 event_time { " + DaysAgo(5) + " }");
  const auto& at = earned.transaction().posted_at();
  const auto as_of = [](std::int64_t seconds, int nanos) {
    return absl::StrCat("as_of { seconds: ", seconds, " nanos: ", nanos, " } ");
  };
  const auto available = [&](const std::string& when) {
    const auto answer =
        network_.Must<v1::GetBalanceRequest>(nike_.key, when + Of() + "currency: 'POINTS'");
    return answer.balances_size() == 1 ? answer.balances(0).available() : -1;
  };
  EXPECT_EQ(available(as_of(at.seconds(), at.nanos())), 100)
      << "the later report counts from when it came";
  EXPECT_EQ(available(as_of(at.seconds() - 86'400, 0)), 0);
  const auto& end = later.transaction().posted_at();
  EXPECT_EQ(available(as_of(end.seconds(), end.nanos())), 111);
  EXPECT_EQ(available(as_of(end.seconds() + 1000, 0)), 111);
  const auto positions =
      network_.Must<v1::GetPositionsRequest>(nike_.key, as_of(at.seconds(), at.nanos()));
  ASSERT_EQ(positions.positions_size(), 1);
  EXPECT_EQ(positions.positions(0).net().micros(), -1'000'000);
}

TEST_F(Past, IsNamedInOneWayAndNeverTogetherWithAWindow) {
  const std::string id = Id(network_.Earned(nike_, member_, "points: 1"));
  const std::string by_id = "as_of_transaction_id: '" + id + "' ";
  const std::string both = by_id + "as_of { seconds: 1000000000 } ";
  const auto balance = network_.Call<v1::GetBalanceRequest>(nike_.key, both + Of());
  EXPECT_TRUE(balance.outcome.Names("as_of_transaction_id")) << balance;
  const auto liability = network_.Call<v1::GetLiabilityRequest>(nike_.key, both);
  EXPECT_TRUE(liability.outcome.Names("as_of_transaction_id")) << liability;
  for (const std::string& when : {by_id, std::string("as_of { seconds: 1000000000 } ")}) {
    const auto positions = network_.Call<v1::GetPositionsRequest>(nike_.key, when + "window_id: 1");
    EXPECT_EQ(positions.reason(), "INVALID_FIELD");
    EXPECT_TRUE(positions.outcome.Names("window_id")) << positions;
  }
}

}  // namespace
}  // namespace coalition::e2e
