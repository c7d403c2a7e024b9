#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

constexpr int kThreads = 12;

template <typename Work>
void AtOnce(Work work) {
  std::vector<std::thread> running;
  for (int i = 0; i < kThreads; ++i) running.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : running) thread.join();
}

class HoldConcurrency : public testing::Test {
 protected:
  void SetUp() override { network_.Link(member_, headspace_, "other-card"); }
  void TearDown() override { network_.ExpectLedgerOk(); }

  const Partner& PartnerOf(int thread) const { return thread % 2 == 0 ? nike_ : headspace_; }

  Network network_;
  Partner nike_ = network_.Join("nike");
  Partner headspace_ = network_.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(HoldConcurrency, AuthorisationsAndBurnsNeverTakeMoreThanThereIs) {
  constexpr int kBalance = 500;
  constexpr int kRounds = 30;
  network_.Earned(nike_, member_, absl::StrCat("points: ", kBalance));
  std::atomic<int> spent = 0;
  std::atomic<int> refused = 0;
  AtOnce([&](int thread) {
    const Partner& partner = PartnerOf(thread);
    for (int i = 0; i < kRounds; ++i) {
      const int points = 3 + (thread + i) % 5;
      if (i % 3 == 0) {
        const auto burned = network_.Burn(partner, member_, absl::StrCat("points: ", points));
        if (burned.ok()) spent += points;
        if (!burned.ok()) ++refused;
        continue;
      }
      const auto hold = network_.Call<v1::AuthorizeRequest>(
          partner.key, absl::StrCat("points: ", points, " member { member_id: '", member_, "' }"));
      if (!hold.ok()) {
        EXPECT_EQ(hold.reason(), "INSUFFICIENT_POINTS") << hold;
        ++refused;
        continue;
      }
      EXPECT_GE(hold->receipt().balance().available(), 0);
      const std::string& id = hold->receipt().transaction().transaction_id();
      if (i % 3 == 1) {
        const auto captured = network_.Capture(partner, id, absl::StrCat("points: ", points - 1));
        EXPECT_TRUE(captured.ok()) << captured;
        spent += points - 1;
      } else {
        EXPECT_TRUE(network_.Void(partner, id).ok());
      }
    }
  });
  EXPECT_GT(refused, 0);
  EXPECT_LE(spent, kBalance);
  const v1::Balance left = network_.BalanceOf(member_);
  EXPECT_EQ(left.available(), kBalance - spent);
  EXPECT_EQ(left.held(), 0);
}

TEST_F(HoldConcurrency, ACaptureAndAVoidOfOneHoldHaveOneWinner) {
  constexpr int kHolds = 20;
  network_.Earned(nike_, member_, absl::StrCat("points: ", 10 * kHolds));
  int captured_holds = 0;
  for (int i = 0; i < kHolds; ++i) {
    const std::string hold = network_.Authorized(nike_, member_, "points: 10");
    std::atomic<int> captured = 0;
    std::atomic<int> voided = 0;
    AtOnce([&](int thread) {
      const bool captures = thread % 2 == 0;
      const Outcome outcome =
          captures ? network_.Capture(nike_, hold).outcome : network_.Void(nike_, hold).outcome;
      if (outcome.ok()) {
        ++(captures ? captured : voided);
      } else {
        EXPECT_EQ(outcome.reason, "HOLD_CLOSED") << outcome;
      }
    });
    EXPECT_EQ(captured + voided, 1);
    captured_holds += captured;
  }
  EXPECT_EQ(network_.AvailableTo(member_), 10 * (kHolds - captured_holds));
}

TEST_F(HoldConcurrency, LimitsOfADayAreExact) {
  constexpr int kLimit = 200;
  network_.Earned(nike_, member_, "points: 100000");
  network_.Must<v1::SetLimitsRequest>(
      network_.operator_key(),
      absl::StrCat("partner_id: 'nike' limits { earn_points_per_partner_day: ", kLimit,
                   " burn_points_per_member_day: ", kLimit, " }"));
  std::atomic<int> earned = 0;
  std::atomic<int> burned = 0;
  AtOnce([&](int) {
    for (int i = 0; i < 15; ++i) {
      const auto earn = network_.Earn(nike_, member_, "points: 3");
      if (earn.ok()) {
        earned += 3;
      } else {
        EXPECT_EQ(earn.reason(), "LIMIT_EXCEEDED") << earn;
      }
      // A hold counts when it is authorised, whatever becomes of it.
      const auto hold = network_.Call<v1::AuthorizeRequest>(
          nike_.key, absl::StrCat("points: 3 member { member_id: '", member_, "' }"));
      if (!hold.ok()) {
        EXPECT_EQ(hold.reason(), "LIMIT_EXCEEDED") << hold;
        continue;
      }
      burned += 3;
      network_.Void(nike_, hold->receipt().transaction().transaction_id());
    }
  });
  EXPECT_EQ(earned, kLimit / 3 * 3);
  EXPECT_EQ(burned, kLimit / 3 * 3);
  EXPECT_EQ(network_.AvailableTo(member_), 100'000 + earned);
}

}  // namespace
}  // namespace coalition::e2e
