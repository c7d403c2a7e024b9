#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

Catalog WithCap(std::int64_t cap, Charge charge = Charge::kOnIssue) {
  Terms terms = TermsOf(kBakery);
  terms.net_debit_cap = Postpaid(cap);
  terms.charge = charge;
  return With(NewCatalog(), terms);
}

Command EarnCommand(std::int64_t points) {
  return By(kBakery, EarnOf(kBakery, MemberNo(1), Points(points)));
}

TEST(NetDebitCapTest, IsExactAcrossAndWithinBatches) {
  for (const bool together : {true, false}) {
    World world(WithCap(100'000));
    const std::vector<Command> commands{EarnCommand(6), EarnCommand(5), EarnCommand(4),
                                        EarnCommand(1)};
    std::vector<Answer> answers;
    if (together) {
      answers = world.DoTogether(commands);
    } else {
      for (const Command& command : commands) answers.push_back(world.Do(command));
    }
    EXPECT_EQ(Outcome(answers[0]), "ok");
    EXPECT_EQ(Outcome(answers[1]),
              "NET_DEBIT_CAP_EXCEEDED cap_micros=100000 charge_micros=-50000 currency_code=GBP "
              "position_micros=-60000");
    EXPECT_EQ(Outcome(answers[2]), "ok");
    EXPECT_EQ(Outcome(answers[3]).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
    EXPECT_EQ(world.PositionOf(kBakery), Micros(-100'000));
  }
}

TEST(NetDebitCapTest, CountsFeesAndEverythingThatMovedInTheWindow) {
  Terms terms = TermsOf(kBakery);
  terms.net_debit_cap = Postpaid(100'000);
  terms.fees.earn_fee = Micros(1);
  World world(With(NewCatalog(), terms));
  EXPECT_EQ(Outcome(world.Do(EarnCommand(10))).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(Outcome(world.Do(EarnCommand(9))), "ok");
  // A burn pays 8,000 a point: room for less than one point.
  world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(1)));
  EXPECT_EQ(Outcome(world.Do(EarnCommand(2))).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(Outcome(world.Do(EarnCommand(1))), "ok");
  EXPECT_EQ(world.PositionOf(kBakery), Micros(-90'001 + 8'000 - 10'001));
}

TEST(NetDebitCapTest, EveryWindowBeginsAnew) {
  World world(WithCap(100'000));
  EXPECT_EQ(Outcome(world.Do(EarnCommand(10))), "ok");
  EXPECT_NE(Outcome(world.Do(EarnCommand(1))), "ok");
  const auto answers = world.DoTogether(
      {EarnCommand(1), ByOperator(CloseWindow{}), EarnCommand(10), EarnCommand(1)});
  EXPECT_NE(Outcome(answers[0]), "ok");
  EXPECT_EQ(Outcome(answers[2]), "ok");
  EXPECT_NE(Outcome(answers[3]), "ok");
}

TEST(NetDebitCapTest, BurnsReversalsAndChargesFromElsewhereAreNotStopped) {
  World world(WithCap(0, Charge::kOnRedemption));
  const auto earned = world.Do(EarnCommand(10));
  ASSERT_EQ(Outcome(earned), "ok");
  EXPECT_EQ(Outcome(world.Do(kGym, BurnOf(kGym, MemberNo(1), Points(10)))), "ok");
  EXPECT_EQ(world.PositionOf(kBakery), Micros(-100'000));
  // A burn of its own points, and one that is taken back, cost it more than they bring.
  world.Do(EarnCommand(10));
  const auto burned = world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(10)));
  EXPECT_EQ(PartnerLegs(Posted(burned).legs),
            "bakery REDEMPTION 80000 GBP -10; bakery CHARGE -100000 GBP -10");
  world.Do(kCinema, EarnOf(kCinema, MemberNo(2), Points(10)));
  const auto paid = world.Do(kBakery, BurnOf(kBakery, MemberNo(2), Points(10)));
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, Posted(paid).id))), "ok");
  EXPECT_EQ(world.PositionOf(kBakery), Micros(-120'000));
  // Past the cap already: what costs nothing may still go on.
  EXPECT_EQ(Outcome(world.Do(EarnCommand(1))), "ok");
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, Posted(earned).id))), "ok");
}

TEST(NetDebitCapTest, IsTheOneOfTheTermsInForceNowHoweverLateTheEvent) {
  Terms later = TermsOf(kBakery);
  later.net_debit_cap = Postpaid(0);
  later.effective_from = kNoon;
  World world(With(NewCatalog(), later));
  Earn before = EarnOf(kBakery, MemberNo(1), Points(5));
  before.event_time = Moment{kNoon.micros - 1};
  EXPECT_EQ(Outcome(world.Do(kBakery, before)).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(Outcome(world.Do(EarnCommand(5))).substr(0, 22), "NET_DEBIT_CAP_EXCEEDED");
}

Catalog Free() {
  Terms terms = TermsOf(kBakery);
  terms.issue_price = Micros(0);
  terms.redemption_price = Micros(0);
  return With(NewCatalog(), terms);
}

TEST(TotalMaxTest, OfAMemberOfAnIssuerAndOfAPosition) {
  World world(Free());
  const auto earn = [](std::uint64_t member, std::int64_t points) {
    return By(kBakery, EarnOf(kBakery, MemberNo(member), Points(points)));
  };
  EXPECT_EQ(Outcome(world.Do(earn(1, kTotalMax))), "ok");
  // The issuer's outstanding points are full, whoever's they are.
  EXPECT_EQ(Outcome(world.Do(earn(1, 1))), "AMOUNT_OVERFLOW");
  EXPECT_EQ(Outcome(world.Do(earn(2, 1))), "AMOUNT_OVERFLOW");
  world.Do(ByOperator(CloseWindow{}));
  EXPECT_EQ(Outcome(world.Do(earn(2, 1))), "AMOUNT_OVERFLOW");
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(kTotalMax));
  // And so is a window's sum of points earned, even when they are gone.
  world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(kTotalMax)));
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(0));
  EXPECT_EQ(Outcome(world.Do(earn(2, kTotalMax))), "ok");
  world.Do(kGym, BurnOf(kGym, MemberNo(2), Points(5)));
  EXPECT_EQ(Outcome(world.Do(earn(1, 1))), "AMOUNT_OVERFLOW");
  world.Do(ByOperator(CloseWindow{}));
  EXPECT_EQ(Outcome(world.Do(earn(1, 5))), "ok");
  EXPECT_EQ(Outcome(world.Do(earn(1, 1))), "AMOUNT_OVERFLOW");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(TotalMaxTest, OfMoney) {
  Terms terms = TermsOf(kBakery);
  terms.issue_price = Micros(1'000'000'000'000'000);
  World world(With(NewCatalog(), terms));
  // A point costs 10^12: 100,000 of them are all that fits.
  EXPECT_EQ(Outcome(world.Do(EarnCommand(100'001))), "AMOUNT_OVERFLOW");
  const auto answers = world.DoTogether({EarnCommand(99'999), EarnCommand(2), EarnCommand(1)});
  EXPECT_EQ(Outcome(answers[0]), "ok");
  EXPECT_EQ(Outcome(answers[1]), "AMOUNT_OVERFLOW");
  EXPECT_EQ(Outcome(answers[2]), "ok");
  EXPECT_EQ(world.PositionOf(kBakery), Micros(-kTotalMax));
}

TEST(TotalMaxTest, ADebtHasTheSameLimit) {
  World world(Free());
  const auto earned = world.Do(EarnCommand(kTotalMax));
  world.Do(kBakery, BurnOf(kBakery, MemberNo(1), Points(kTotalMax)));
  world.Do(ByOperator(CloseWindow{}));
  EXPECT_EQ(Outcome(world.Do(kBakery, ReverseOf(kBakery, Posted(earned).id))), "ok");
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(-kTotalMax));
  world.Do(ByOperator(CloseWindow{}));
  const auto repaid = world.Do(EarnCommand(kTotalMax));
  EXPECT_EQ(Outcome(repaid), "ok");
  EXPECT_TRUE(world.AccountOf(MemberNo(1)).lots().empty());
}

}  // namespace
}  // namespace coalition::domain
