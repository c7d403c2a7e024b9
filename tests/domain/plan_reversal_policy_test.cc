#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/reversal_player.h"

namespace coalition::domain {
namespace {

const LotKey kExpired{On("2026-03-10"), On("2025-01-01"), kGym, 1};
const LotKey kCinemaLot{On("2026-06-01"), On("2026-01-01"), kCinema, 1};
const LotKey kPending{On("2026-07-01"), On("2026-06-30"), kCinema, 1};
const LotKey kOwn{On("2027-04-01"), On("2026-03-10"), kBakery, 1};
const LotKey kGymLot{kNever, On("2026-01-01"), kGym, 1};

Catalog WithPolicy(NegativeBalancePolicy policy) {
  Catalog catalog = NewCatalog();
  catalog.network.negative_balance = policy;
  return catalog;
}

constexpr NegativeBalancePolicy kPolicies[] = {NegativeBalancePolicy::kAllowNegative,
                                               NegativeBalancePolicy::kChargePartner,
                                               NegativeBalancePolicy::kReject};

TEST(NegativeBalanceTest, OwnLotFirstThenOthersInBurnOrderThenThePolicy) {
  // An earn of 10 is taken back after what `lots` says happened.
  struct Case {
    const char* name;
    // What is in the account in the end.
    std::vector<Lot> lots;
    // By policy, in the order of kPolicies.
    std::string allow, charge, reject;
  };
  const Case kCases[] = {
      {"all there",
       {{kCinemaLot, Points(5)}, {kOwn, Points(12)}},
       "-10 of 0 | bakery~2027-04-01 -10 | bakery ISSUE 100000 GBP -10",
       "-10 of 0 | bakery~2027-04-01 -10 | bakery ISSUE 100000 GBP -10",
       "-10 of 0 | bakery~2027-04-01 -10 | bakery ISSUE 100000 GBP -10"},
      {"others cover it, pending ones too, expired ones not",
       {{kExpired, Points(99)},
        {kCinemaLot, Points(2)},
        {kPending, Points(1)},
        {kOwn, Points(4)},
        {kGymLot, Points(9)}},
       "-10 of 0 | bakery~2027-04-01 -4; cinema~2026-06-01 -2; cinema~2026-07-01 -1; gym~never -3 "
       "| "
       "bakery ISSUE 100000 GBP -10",
       "-10 of 0 | bakery~2027-04-01 -4; cinema~2026-06-01 -2; cinema~2026-07-01 -1; gym~never -3 "
       "| "
       "bakery ISSUE 100000 GBP -10",
       "-10 of 0 | bakery~2027-04-01 -4; cinema~2026-06-01 -2; cinema~2026-07-01 -1; gym~never -3 "
       "| "
       "bakery ISSUE 100000 GBP -10"},
      {"one is gone",
       {{kExpired, Points(99)}, {kCinemaLot, Points(2)}, {kOwn, Points(4)}, {kGymLot, Points(3)}},
       "-10 of 0 | bakery~2027-04-01 -5; cinema~2026-06-01 -2; gym~never -3 | "
       "bakery ISSUE 100000 GBP -10",
       "-9 of 0 | bakery~2027-04-01 -4; cinema~2026-06-01 -2; gym~never -3 | "
       "bakery ISSUE 90000 GBP -9",
       "INSUFFICIENT_POINTS available=9 needed=10"},
      {"all are gone",
       {},
       "-10 of 0 | bakery~2027-04-01 -10 | bakery ISSUE 100000 GBP -10",
       "0 of 0 |  | bakery ISSUE 0 GBP 0",
       "INSUFFICIENT_POINTS available=0 needed=10"},
      {"the own lot is owed already",
       {{kOwn, Points(-3)}, {kGymLot, Points(4)}},
       "-10 of 0 | gym~never -4; bakery~2027-04-01 -6 | bakery ISSUE 100000 GBP -10",
       "-4 of 0 | gym~never -4 | bakery ISSUE 40000 GBP -4",
       "INSUFFICIENT_POINTS available=4 needed=10"},
  };
  for (const Case& c : kCases) {
    const std::string* const expected[] = {&c.allow, &c.charge, &c.reject};
    for (std::size_t i = 0; i < 3; ++i) {
      SCOPED_TRACE(testing::Message() << c.name << ", policy " << i);
      ReversalPlayer player(WithPolicy(kPolicies[i]), EarnOf(kBakery, MemberNo(1), Points(10)));
      player.Move(kOwn, -10);
      for (const Lot& lot : c.lots) player.Move(lot.key, lot.points.value());
      EXPECT_EQ(player.Reverse(EverythingLeft{}), *expected[i]);
      EXPECT_EQ(player.state.complete, expected[i]->front() != 'I');
    }
  }
}

TEST(NegativeBalanceTest, TheOwnLotIsTakenEvenWhenItExpired) {
  for (const NegativeBalancePolicy policy : kPolicies) {
    ReversalPlayer player(WithPolicy(policy), EarnOf(kBakery, MemberNo(1), Points(10)));
    player.date = On("2027-04-01");
    EXPECT_EQ(player.Reverse(Points(10)),
              "-10 of 0 | bakery~2027-04-01 -10 | bakery ISSUE 100000 GBP -10");
  }
}

TEST(NegativeBalanceTest, AnEarnThatRepaidADebtGivesItBackLast) {
  const Account in_debt({MemberNo(1), kStars}, {{kCinemaLot, Points(-3)}}, kNoSequence);
  ReversalPlayer player(NewCatalog(), EarnOf(kBakery, MemberNo(1), Points(10)), in_debt);
  ASSERT_EQ(Text(player.original.lots), "cinema~2026-06-01 +3; bakery~2027-04-01 +7");
  EXPECT_EQ(player.Reverse(Points(6)),
            "-6 of 0 | bakery~2027-04-01 -6 | bakery ISSUE 60000 GBP -6");
  EXPECT_EQ(player.Reverse(Points(4)),
            "-4 of 0 | bakery~2027-04-01 -1; cinema~2026-06-01 -3 | bakery ISSUE 40000 GBP -4");
  EXPECT_EQ(Text(player.account().lots()), "cinema~2026-06-01 -3");
}

TEST(NegativeBalanceTest, WhatIsOwedFallsOnTheLotsThatCameShort) {
  const Account in_debt({MemberNo(1), kStars}, {{kCinemaLot, Points(-3)}}, kNoSequence);
  ReversalPlayer player(NewCatalog(), EarnOf(kBakery, MemberNo(1), Points(10)), in_debt);
  player.Move(kOwn, -7);
  player.Move(kGymLot, 1);
  EXPECT_EQ(player.Reverse(EverythingLeft{}),
            "-10 of 0 | gym~never -1; bakery~2027-04-01 -7; cinema~2026-06-01 -2 | "
            "bakery ISSUE 100000 GBP -10");
}

TEST(NegativeBalanceTest, APartnerStaysChargedForWhatIsGoneHoweverItIsTakenBack) {
  struct Case {
    std::int64_t left;
    std::int64_t part_micros;
    std::int64_t refunded;
  };
  // 10 pounds, 100 points, 1,000,000 micros; 10 pence are a point.
  const Case kCases[] = {
      {0, 10'000'000, 0},    {0, 100'000, 0},           {0, 50'000, 0},
      {0, 10'000, 0},        {30, 10'000'000, 300'000}, {30, 100'000, 300'000},
      {30, 50'000, 300'000}, {30, 10'000, 300'000},     {100, 10'000, 1'000'000}};
  for (const Case& c : kCases) {
    ReversalPlayer player(WithPolicy(NegativeBalancePolicy::kChargePartner),
                          EarnOf(kBakery, MemberNo(1), Purchase{Gbp(10'000'000), {}}));
    if (c.left < 100) player.Move(kOwn, c.left - 100);
    std::int64_t refunded = 0;
    std::int64_t not_recovered = 0;
    for (std::int64_t done = 0; done < 10'000'000; done += c.part_micros) {
      ASSERT_EQ(player.Reverse(Gbp(c.part_micros)).find("REVERSAL"), std::string::npos);
      refunded += player.last.legs.front().money.amount.value();
      not_recovered += player.last.not_recovered.value();
    }
    EXPECT_EQ(refunded, c.refunded) << c.left << " left, by " << c.part_micros;
    EXPECT_EQ(not_recovered, 100 - c.left);
    EXPECT_TRUE(player.state.complete);
  }
}

TEST(NegativeBalanceTest, AReversedBurnRepaysTheDebtOfItsOwnLotsOnly) {
  // The member burned 10 of its 10; then the earn was taken back.
  ReversalPlayer player(NewCatalog(), BurnOf(kGym, MemberNo(1), Points(10)),
                        Account({MemberNo(1), kStars}, {{kOwn, Points(10)}}, kNoSequence));
  player.Move(kOwn, -10);
  player.Move(kGymLot, -1);
  EXPECT_EQ(player.Reverse(EverythingLeft{}),
            "10 of 0 | bakery~2027-04-01 +10 | gym REDEMPTION -10000000 JPY 10");
  EXPECT_EQ(Text(player.account().lots()), "gym~never -1");
}

}  // namespace
}  // namespace coalition::domain
