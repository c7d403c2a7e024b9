#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/reversal_player.h"

namespace coalition::domain {
namespace {

const LotKey kBakeryLot{On("2026-05-01"), On("2026-01-01"), kBakery, 1};
const LotKey kCinemaLot{On("2026-06-01"), On("2026-01-01"), kCinema, 1};
const LotKey kGymLot{kNever, On("2026-01-01"), kGym, 1};

Account Wallet() {
  return Account({MemberNo(1), kStars},
                 {{kGymLot, Points(30)}, {kCinemaLot, Points(20)}, {kBakeryLot, Points(10)}},
                 kNoSequence);
}

// One part after the other and what each does.
struct Step {
  decltype(Reverse::part) part;
  std::string outcome;
};

void Play(ReversalPlayer& player, const std::vector<Step>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(player.Reverse(steps[i].part), steps[i].outcome) << "step " << i;
  }
}

Catalog WithIssuePrice(std::int64_t price) {
  Terms terms = TermsOf(kBakery);
  terms.issue_price = Micros(price);
  return With(NewCatalog(), terms);
}

TEST(PlanReversalTest, PartsOfAnEarnTelescope) {
  // 7 points for 100 micros: a seventh is 14.29, two are 28.57.
  ReversalPlayer player(WithIssuePrice(14'286), EarnOf(kBakery, MemberNo(1), Points(7)));
  ASSERT_EQ(PartnerLegs(player.original.legs), "bakery ISSUE -100 GBP 7");
  Play(player, {
                   {Points(8), "REVERSAL_EXCEEDS_ORIGINAL remaining=7"},
                   {Points(1), "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 14 GBP -1"},
                   {Points(1), "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 15 GBP -1"},
                   {Points(6), "REVERSAL_EXCEEDS_ORIGINAL remaining=5"},
                   {Points(5), "-5 of 0 | bakery~2027-04-01 -5 | bakery ISSUE 71 GBP -5"},
                   {Points(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
                   {EverythingLeft{}, "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
               });
  EXPECT_TRUE(player.state.complete);
  EXPECT_TRUE(player.account().lots().empty());
}

TEST(PlanReversalTest, PartnerPointsTakePointsAndCarryInProportion) {
  // 8 at 2:3 are 5 and a third.
  ReversalPlayer player(With(NewCatalog(), RateOf(kGym, {2, 3})),
                        EarnOf(kGym, MemberNo(1), PartnerPoints(8)));
  ASSERT_EQ(Text(player.carries().earn), "333333334/1000000002");
  Play(player, {{PartnerPoints(9), "REVERSAL_EXCEEDS_ORIGINAL remaining=8"},
                {PartnerPoints(1), "0 of 1 |  | gym ISSUE 625000 JPY 0"}});
  EXPECT_EQ(Text(player.carries().earn), "291666668/1000000002");
  Play(player, {{PartnerPoints(3), "-2 of 3 | gym~never -2 | gym ISSUE 1875000 JPY -2"},
                {PartnerPoints(5), "REVERSAL_EXCEEDS_ORIGINAL remaining=4"},
                {EverythingLeft{}, "-3 of 4 | gym~never -3 | gym ISSUE 2500000 JPY -3"}});
  EXPECT_EQ(Text(player.carries().earn), "0/1000000002");
}

TEST(PlanReversalTest, MoneyOfAPurchaseInItsOwnCurrency) {
  ReversalPlayer player(NewCatalog(), EarnOf(kBakery, MemberNo(1), Purchase{Gbp(12'340'000), {}}));
  Play(player, {{Money{MoneyOf("EUR"), Micros(1)}, "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
                {Gbp(12'340'001), "REVERSAL_EXCEEDS_ORIGINAL remaining=12340000"},
                {Gbp(6'170'000), "-61 of 61 | bakery~2027-04-01 -61 | bakery ISSUE 615000 GBP -61"},
                {Gbp(6'170'001), "REVERSAL_EXCEEDS_ORIGINAL remaining=6170000"},
                {Gbp(6'170'000), "-62 of 62 | bakery~2027-04-01 -62 | bakery ISSUE 615000 GBP -62"},
                {Gbp(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"}});
  EXPECT_EQ(Text(player.carries().earn), "0/1000000000");
}

TEST(PlanReversalTest, WhatTheOriginalHasNoneOfCannotBeReversed) {
  ReversalPlayer player(NewCatalog(), EarnOf(kGym, MemberNo(1), Points(7)));
  Play(player,
       {{PartnerPoints(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
        {Gbp(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
        {std::vector<LineQuantity>{{1, 1}}, "REVERSAL_EXCEEDS_ORIGINAL line=1 remaining=0"}});
  ReversalPlayer no_points(NewCatalog(), EarnOf(kBakery, MemberNo(1), Purchase{Gbp(1), {}}));
  Play(no_points, {{Points(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
                   {PartnerPoints(1), "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
                   {Gbp(1), "0 of 0 |  | bakery ISSUE 0 GBP 0"}});
  EXPECT_EQ(no_points.carries().earn.numerator, 0);
}

TEST(PlanReversalTest, ABurnGetsBackWhatWasTakenLastFirst) {
  ReversalPlayer player(NewCatalog(), BurnOf(kBakery, MemberNo(1), Points(60)), Wallet());
  ASSERT_TRUE(player.account().lots().empty());
  Play(player,
       {{Points(35),
         "35 of 0 | gym~never +30; cinema~2026-06-01 +5 | "
         "bakery REDEMPTION -280000 GBP 35; cinema CHARGE 100000 EUR 5"},
        {Points(20),
         "20 of 0 | cinema~2026-06-01 +15; bakery~2026-05-01 +5 | "
         "bakery REDEMPTION -160000 GBP 20; cinema CHARGE 300000 EUR 15"},
        {Points(6), "REVERSAL_EXCEEDS_ORIGINAL remaining=5"},
        {EverythingLeft{}, "5 of 0 | bakery~2026-05-01 +5 | bakery REDEMPTION -40000 GBP 5"}});
  EXPECT_EQ(Text(player.account().lots()), Text(Wallet().lots()));
}

TEST(PlanReversalTest, MoneyOffGivesBackInProportion) {
  ReversalPlayer player(NewCatalog(), BurnOf(kBakery, MemberNo(1), Gbp(55'000)), Wallet());
  Play(player, {{Gbp(55'001), "REVERSAL_EXCEEDS_ORIGINAL remaining=55000"},
                {Money{MoneyOf("USD"), Micros(1)}, "REVERSAL_EXCEEDS_ORIGINAL remaining=0"},
                {Gbp(27'500), "3 of 2 | bakery~2026-05-01 +3 | bakery REDEMPTION -24000 GBP 3"},
                {Gbp(27'501), "REVERSAL_EXCEEDS_ORIGINAL remaining=27500"},
                {Gbp(27'500), "3 of 3 | bakery~2026-05-01 +3 | bakery REDEMPTION -24000 GBP 3"}});
}

TEST(PlanReversalTest, AReversedBurnLeavesTheCarryOfTheOthers) {
  // Two burns of 1 at 2:3: 1 point and a third in advance; 1 point and two thirds.
  const Catalog catalog = With(NewCatalog(), RateOf(kGym, {1, 1}, {2, 3}));
  ReversalPlayer player(catalog, BurnOf(kGym, MemberNo(1), PartnerPoints(1)), Wallet(),
                        {{}, {333'333'334, 1'000'000'002}});
  ASSERT_EQ(Text(player.carries().burn), "666666668/1000000002");
  Play(player,
       {{EverythingLeft{}, "1 of 1 | bakery~2026-05-01 +1 | gym REDEMPTION -1000000 JPY 1"}});
  EXPECT_EQ(Text(player.carries().burn), "333333334/1000000002");
  EXPECT_EQ(player.last.conversion->carry_change, -333'333'334);
}

TEST(PlanReversalTest, PriceAndRateAreTheOriginals) {
  Catalog later = With(With(NewCatalog(), RateOf(kBakery, {9, 1})), TermsOf(kGym));
  ReversalPlayer before(NewCatalog(), EarnOf(kBakery, MemberNo(1), PartnerPoints(4)));
  Terms dear = TermsOf(kBakery);
  dear.issue_price = Micros(77'000'000);
  later = With(later, dear);
  const auto plan = PlanReversal(ReverseOf(kBakery, before.original.id, PartnerPoints(1)),
                                 EventContext{later, At("2026-03-11T00:00:00Z"), On("2026-03-11")},
                                 before.original, {}, before.account(), nullptr, before.carries());
  const Transaction& t = plan->posting.transaction;
  EXPECT_EQ(t.points, Points(-1));
  EXPECT_EQ(PartnerLegs(t.legs), "bakery ISSUE 10000 GBP -1");
  EXPECT_EQ(t.terms_version, 1);
  EXPECT_EQ(t.conversion->rate_version, 1);
  EXPECT_EQ(t.type, TransactionType::kReversal);
  EXPECT_EQ(t.original, before.original.id);
  EXPECT_EQ(t.original_type, TransactionType::kEarn);
  EXPECT_EQ(t.event_time, At("2026-03-11T00:00:00Z"));
}

TEST(PlanReversalTest, FeesComeBackInProportion) {
  Terms terms = TermsOf(kBakery);
  terms.fees.earn_fee = Micros(5);
  ReversalPlayer player(With(NewCatalog(), terms), EarnOf(kBakery, MemberNo(1), Points(2)));
  // 2.5 micros, to the even.
  Play(player,
       {{Points(1),
         "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 10000 GBP -1; bakery FEE 2 GBP 0"},
        {Points(1),
         "-1 of 0 | bakery~2027-04-01 -1 | bakery ISSUE 10000 GBP -1; bakery FEE 3 GBP 0"}});
}

TEST(PlanReversalTest, AnEarnOfNothingWholeStillHasALine) {
  ReversalPlayer player(With(NewCatalog(), RateOf(kGym, {1, 3})),
                        EarnOf(kGym, MemberNo(1), PartnerPoints(1)));
  Play(player, {{EverythingLeft{}, "0 of 1 |  | gym ISSUE 0 JPY 0"},
                {EverythingLeft{}, "REVERSAL_EXCEEDS_ORIGINAL remaining=0"}});
  EXPECT_EQ(player.carries().earn.numerator, 0);
}

TEST(PlanReversalTest, ACarryMayGoBelowZeroAndIsMadeGoodLater) {
  // 1 + 1 at 2:3 credit 0 and 1; when the first is taken back, two thirds less a whole point are
  // left.
  const Catalog catalog = With(NewCatalog(), RateOf(kGym, {2, 3}));
  ReversalPlayer second(catalog, EarnOf(kGym, MemberNo(1), PartnerPoints(1)),
                        ReversalPlayer::Empty(), {{666'666'668, 1'000'000'002}, {}});
  ASSERT_EQ(second.original.points, Points(1));
  ASSERT_EQ(Text(second.carries().earn), "333333334/1000000002");
  // Taking the second back returns what it used of the carry.
  Play(second, {{EverythingLeft{}, "-1 of 1 | gym~never -1 | gym ISSUE 1000000 JPY -1"}});
  EXPECT_EQ(Text(second.carries().earn), "666666668/1000000002");

  ReversalPlayer first(catalog, EarnOf(kGym, MemberNo(1), PartnerPoints(1)));
  const auto after_second = PlanReversal(
      ReverseOf(kGym, first.original.id), EventContext{catalog, kNoon, On("2026-03-10")},
      first.original, {}, first.account(), nullptr, {{333'333'334, 1'000'000'002}, {}});
  EXPECT_EQ(Text(after_second->posting.carries.earn), "-333333334/1000000002");
  EXPECT_EQ(after_second->posting.transaction.points, Points(0));
}

TEST(PlanReversalTest, ACarryOfAnotherDenominatorIsRoundedDownOnce) {
  const Catalog thirds = With(NewCatalog(), RateOf(kGym, {2, 3}));
  ReversalPlayer player(thirds, EarnOf(kGym, MemberNo(1), PartnerPoints(1)));
  // Meanwhile the rate has sevenths; 3/7 are carried.
  const Carries sevenths{{428'571'429, 1'000'000'001}, {}};
  const auto plan = PlanReversal(ReverseOf(kGym, player.original.id),
                                 EventContext{thirds, kNoon, On("2026-03-10")}, player.original, {},
                                 player.account(), nullptr, sevenths);
  // Two thirds of 1,000,000,001 are 666,666,667.33.
  EXPECT_EQ(Text(plan->posting.carries.earn), "-238095238/1000000001");
  EXPECT_EQ(plan->posting.transaction.conversion->carry_change, -666'666'667);
}

}  // namespace
}  // namespace coalition::domain
