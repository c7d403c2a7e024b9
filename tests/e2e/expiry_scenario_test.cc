#include <algorithm>
#include <chrono>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

// The issuer gets half of what it paid back.
std::string BreakageTerms() {
  return absl::StrCat(kPlainTerms, " valid_months: 1 breakage_share_ppm: 500000");
}

std::string LongAgo() { return " event_time { " + DaysAgo(100) + " }"; }

class Expiry : public testing::Test {
 protected:
  v1::ExpirePointsResponse Expire() const {
    return network_.Must<v1::ExpirePointsRequest>(network_.operator_key(), "");
  }
  std::int64_t Outstanding() const {
    std::int64_t points = 0;
    const auto liability = network_.Must<v1::GetLiabilityRequest>(nike_.key, "");
    for (const v1::Liability& part : liability.liabilities()) points += part.points();
    return points;
  }

  Network network_;
  Partner nike_ = network_.Join("nike", {"GBP", EvenRate(), BreakageTerms()});
  std::string member_ = network_.Enroll(nike_, "card");
};

TEST_F(Expiry, PostsBreakageAndChangesNoBalance) {
  network_.Earned(nike_, member_, "points: 100" + LongAgo());
  network_.Earned(nike_, member_, "points: 7");
  EXPECT_EQ(network_.AvailableTo(member_), 7);
  const auto expired = Expire();
  EXPECT_EQ(expired.accounts(), 1);
  EXPECT_EQ(expired.lots(), 1);
  EXPECT_FALSE(expired.more());
  EXPECT_EQ(network_.AvailableTo(member_), 7);
  EXPECT_EQ(Outstanding(), 7);
  EXPECT_EQ(Expire().accounts(), 0) << "nothing is left to do";

  const auto lines = network_.Must<v1::ListStatementLinesRequest>(nike_.key, "");
  const v1::StatementLine& line = lines.lines(lines.lines_size() - 1);
  EXPECT_EQ(line.type(), v1::TRANSACTION_TYPE_EXPIRY);
  EXPECT_EQ(line.kind(), v1::LEG_KIND_BREAKAGE);
  // Half of 100 points at 10 per 1,000.
  EXPECT_EQ(line.amount_micros(), 500'000);
  const auto posted = network_.Must<v1::ListTransactionsRequest>(
      network_.operator_key(), absl::StrCat("member { member_id: '", member_, "' }"));
  const v1::Transaction& expiry = posted.transactions(0);
  EXPECT_EQ(expiry.type(), v1::TRANSACTION_TYPE_EXPIRY);
  EXPECT_EQ(expiry.points(), -100);
  EXPECT_EQ(expiry.partner_id(), "");
  std::int64_t sum = 0;
  for (const v1::MoneyLeg& leg : expiry.legs()) sum += leg.amount().micros();
  EXPECT_EQ(sum, 0);
  network_.ExpectLedgerOk();
}

TEST_F(Expiry, CountsInTheWindowInWhichItIsPosted) {
  network_.Earned(nike_, member_, "points: 100" + LongAgo());
  Expire();
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  const auto statement =
      network_.Must<v1::GetStatementRequest>(nike_.key, "window_id: 1").statement();
  EXPECT_EQ(statement.net_micros(), -1'000'000 + 500'000);
  EXPECT_EQ(statement.net_minor_units(), -50);
  std::int64_t breakage = 0;
  for (const v1::StatementTotal& total : statement.totals()) {
    if (total.kind() == v1::LEG_KIND_BREAKAGE) breakage += total.amount_micros();
  }
  EXPECT_EQ(breakage, 500'000);
  network_.ExpectLedgerOk();
}

TEST_F(Expiry, LeavesWhatAHoldReserves) {
  network_.Earned(nike_, member_, "points: 100" + LongAgo());
  const std::string hold = network_.Authorized(nike_, member_, "points: 30" + LongAgo());
  EXPECT_EQ(Expire().accounts(), 1);
  EXPECT_EQ(network_.BalanceOf(member_).held(), 30);
  const auto captured = network_.Capture(nike_, hold);
  EXPECT_TRUE(captured.ok()) << captured;
  EXPECT_EQ(captured->receipt().transaction().points(), -30);
  EXPECT_EQ(Outstanding(), 0);
  network_.ExpectLedgerOk();
}

TEST_F(Expiry, IsNotHeldUpByAThousandAccountsWhosePointsAreReserved) {
  constexpr int kHeld = 1'000;
  v1::SubmitBatchRequest batch;
  for (int i = 0; i < kHeld; ++i) {
    const std::string card = absl::StrCat(
        LongAgo(), " points: 1 member { identifier { kind: 'card' value: 'h", i, "' } }");
    *batch.add_items()->mutable_earn() = Proto<v1::EarnRequest>(
        absl::StrCat("request_id: 'e", i, "' enroll_if_unknown: true", card));
    *batch.add_items()->mutable_authorize() =
        Proto<v1::AuthorizeRequest>(absl::StrCat("request_id: 'a", i, "'", card));
  }
  const auto held = network_.Call(nike_.key, batch);
  ASSERT_TRUE(held.ok()) << held.outcome;
  for (const v1::BatchResult& result : held->results()) {
    ASSERT_FALSE(result.has_error()) << result.DebugString();
  }
  network_.Earned(nike_, network_.Enroll(nike_, "free"), "points: 5" + LongAgo());
  // Wherever it is among them.
  v1::ExpirePointsResponse expired = Expire();
  const auto accounts = expired.accounts();
  if (expired.more()) expired = Expire();
  EXPECT_EQ(std::max(accounts, expired.accounts()), 1);
  EXPECT_FALSE(expired.more());
  EXPECT_EQ(Expire().accounts(), 0);
  EXPECT_EQ(Outstanding(), kHeld) << "what a hold has is still owed";
  network_.ExpectLedgerOk();
}

TEST_F(Expiry, OfMoreThanAThousandAccountsSaysThatThereAreMore) {
  constexpr int kAccounts = 1'001;
  v1::SubmitBatchRequest batch;
  for (int i = 0; i < kAccounts; ++i) {
    *batch.add_items()->mutable_earn() = Proto<v1::EarnRequest>(
        absl::StrCat("request_id: 'e", i, "' points: 1 enroll_if_unknown: true", LongAgo(),
                     " member { identifier { kind: 'card' value: 'c", i, "' } }"));
  }
  ASSERT_TRUE(network_.Call(nike_.key, batch).ok());
  const auto first =
      network_.Must<v1::ExpirePointsRequest>(network_.operator_key(), "request_id: 'first'");
  EXPECT_EQ(first.accounts(), 1'000);
  EXPECT_TRUE(first.more());
  const auto again =
      network_.Must<v1::ExpirePointsRequest>(network_.operator_key(), "request_id: 'first'");
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.accounts(), 1'000);
  EXPECT_TRUE(again.more());
  const auto rest = Expire();
  EXPECT_EQ(rest.accounts(), 1);
  EXPECT_FALSE(rest.more());
  EXPECT_EQ(Outstanding(), 0);
  network_.ExpectLedgerOk();
}

TEST(ExpirySweep, RunsByItselfFromTheStart) {
  Network network;
  const Partner nike = network.Join("nike", {"GBP", EvenRate(), BreakageTerms()});
  const std::string member = network.Enroll(nike, "card");
  network.Earned(nike, member, "points: 100" + LongAgo());
  EXPECT_EQ(network.Verify().lots(), 1) << "this server does not sweep";

  testing_processes::ServerOptions options;
  options.flags = {"--expiry-sweep-minutes=60"};
  Network sweeping(options);
  const Partner issuer = sweeping.Join("nike", {"GBP", EvenRate(), BreakageTerms()});
  const std::string holder = sweeping.Enroll(issuer, "card");
  sweeping.Earned(issuer, holder, "points: 100" + LongAgo());
  sweeping.Restart();
  EXPECT_TRUE(testing_processes::WaitUntil([&] { return sweeping.Verify().lots() == 0; },
                                           std::chrono::seconds(20)));
  sweeping.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
