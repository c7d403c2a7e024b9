#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

const MemberId kAnn = MemberNo(1);
const MemberId kBen = MemberNo(2);

ConversionRate Rate(CurrencyId from, CurrencyId to, Ratio rate) {
  ConversionRate conversion;
  conversion.from = from;
  conversion.to = to;
  conversion.effective_from = At("2020-01-01T00:00:00Z");
  conversion.rate = rate;
  return conversion;
}

// The gym trades in miles, of which 100 small units are one: 50 pounds per 1,000 on issue.
Catalog WithMiles(Ratio stars_to_miles = {200, 3}, Ratio miles_to_stars = {1, 100}) {
  Terms terms = TermsOf(kGym);
  terms.currency = kMiles;
  terms.issue_price = Micros(50'000'000);
  terms.redemption_price = Micros(40'000'000);
  terms.valid_months = 6;
  Catalog catalog = With(NewCatalog(), terms);
  ConversionRate there = Rate(kStars, kMiles, stars_to_miles);
  there.version = 1;
  ConversionRate back = Rate(kMiles, kStars, miles_to_stars);
  back.version = 1;
  catalog.Put(there);
  catalog.Put(back);
  return catalog;
}

Convert ConvertOf(Points points, CurrencyId from = kStars, CurrencyId to = kMiles) {
  return {kGym, kAnn, from, to, points, {}, ""};
}

TEST(ConversionTest, IsABurnOfOneCurrencyAndAnEarnOfTheOther) {
  World world(WithMiles());
  world.Do(kCinema, EarnOf(kCinema, kAnn, Points(3)));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(2)));
  const Transaction t = Posted(world.Do(kGym, ConvertOf(Points(4))));
  EXPECT_EQ(t.points, Points(-4));
  EXPECT_EQ(Text(t.lots), "cinema~2027-04-01 -3; gym~never -1");
  EXPECT_EQ(t.counterpart->points, Points(266));
  EXPECT_EQ(t.counterpart->currency, kMiles);
  EXPECT_EQ(Text(t.counterpart->lots), "gym~2026-10-01 +266");
  // 4 stars at 1,000 yen per 1,000; 3 of the cinema's at 20 euro; 2.66 miles at 50 yen per 1,000.
  EXPECT_EQ(Text(t.legs),
            "gym REDEMPTION 4000000 JPY -4; cinema CHARGE -60000 EUR -3; gym ISSUE -133000 JPY 266; "
            "network CLEARING 60000 EUR 0; network CLEARING -3867000 JPY 0");
  EXPECT_EQ(Text(t.balance_after), "1 pending 0 held 0");
  EXPECT_EQ(Text(t.counterpart->balance_after), "266 pending 0 held 0");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(ConversionTest, LosesNoFraction) {
  World world(WithMiles({2, 3}));
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(30)));
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(Outcome(world.Do(kGym, ConvertOf(Points(1)))), "ok");
  }
  EXPECT_EQ(world.AccountOf(kAnn, kMiles).Available(On("2026-03-10")), Points(20));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(ConversionTest, NeedsARateTermsForBothAndThePoints) {
  World world(WithMiles());
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(3)));
  EXPECT_EQ(Outcome(world.Do(kGym, ConvertOf(Points(4)))),
            "INSUFFICIENT_POINTS available=3 needed=4");
  Convert by_bakery = ConvertOf(Points(1));
  by_bakery.partner = kBakery;
  EXPECT_EQ(Outcome(world.Do(kBakery, by_bakery)),
            "NO_RATE_IN_FORCE currency=MILES missing=terms partner_id=bakery");
  Convert early = ConvertOf(Points(1));
  World without(NewCatalog());
  EXPECT_EQ(Outcome(without.Do(kGym, early)),
            "NO_RATE_IN_FORCE currency=STARS missing=conversion rate to MILES partner_id=gym");
}

TEST(ConversionTest, IsReversedOnBothSidesByOneShare) {
  World world(WithMiles());
  world.Do(kCinema, EarnOf(kCinema, kAnn, Points(4)));
  const TransactionId id = Posted(world.Do(kGym, ConvertOf(Points(4)))).id;
  const Transaction part = Posted(world.Do(kGym, ReverseOf(kGym, id, Points(1))));
  EXPECT_EQ(part.points, Points(1));
  EXPECT_EQ(part.counterpart->points, Points(-66));
  EXPECT_EQ(PartnerLegs(part.legs),
            "gym REDEMPTION -1000000 JPY 1; cinema CHARGE 20000 EUR 1; gym ISSUE 33250 JPY -66");
  const Transaction rest = Posted(world.Do(kGym, ReverseOf(kGym, id)));
  EXPECT_EQ(rest.points, Points(3));
  EXPECT_EQ(rest.counterpart->points, Points(-200));
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "cinema~2027-04-01 4");
  EXPECT_EQ(Text(world.AccountOf(kAnn, kMiles).lots()), "");
  EXPECT_EQ(world.PositionOf(kGym), Micros(0));
  EXPECT_EQ(Outcome(world.Do(kGym, ReverseOf(kGym, id, Points(1)))),
            "REVERSAL_EXCEEDS_ORIGINAL remaining=0");
  // What is converted next is as if nothing had been: 4 * 200/3.
  EXPECT_EQ(Posted(world.Do(kGym, ConvertOf(Points(4)))).counterpart->points, Points(266));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(ConversionTest, ReversedAfterItsPointsAreSpentFollowsThePolicy) {
  for (const auto policy :
       {NegativeBalancePolicy::kAllowNegative, NegativeBalancePolicy::kChargePartner,
        NegativeBalancePolicy::kReject}) {
    Catalog catalog = WithMiles();
    catalog.network.negative_balance = policy;
    World world(catalog);
    world.Do(kCinema, EarnOf(kCinema, kAnn, Points(3)));
    const TransactionId id = Posted(world.Do(kGym, ConvertOf(Points(3)))).id;
    Burn burn = BurnOf(kGym, kAnn, Points(150));
    burn.currency = kMiles;
    ASSERT_EQ(Outcome(world.Do(kGym, burn)), "ok");
    const Answer answer = world.Do(kGym, ReverseOf(kGym, id));
    if (policy == NegativeBalancePolicy::kReject) {
      EXPECT_EQ(Outcome(answer), "INSUFFICIENT_POINTS available=50 needed=200");
      continue;
    }
    const bool owed = policy == NegativeBalancePolicy::kAllowNegative;
    EXPECT_EQ(Posted(answer).counterpart->points, Points(owed ? -200 : -50));
    EXPECT_EQ(Posted(answer).not_recovered, Points(owed ? 0 : 150));
    EXPECT_EQ(PartnerLegs(Posted(answer).legs),
              owed ? "gym REDEMPTION -3000000 JPY 3; cinema CHARGE 60000 EUR 3; "
                     "gym ISSUE 100000 JPY -200"
                   : "gym REDEMPTION -3000000 JPY 3; cinema CHARGE 60000 EUR 3; "
                     "gym ISSUE 25000 JPY -50");
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

TEST(ConversionTest, IsHeldToTheNetDebitCapOfWhatItIssues) {
  Catalog catalog = WithMiles({200, 3});
  Terms capped = *catalog.TermsInForce(kGym, kMiles, kNoon);
  capped.net_debit_cap = Postpaid(99'999);
  capped.issue_price = Micros(1'000'000'000'000);
  World world(With(catalog, capped));
  world.Do(kCinema, EarnOf(kCinema, kAnn, Points(3)));
  EXPECT_EQ(Outcome(world.Do(kGym, ConvertOf(Points(3)))),
            "NET_DEBIT_CAP_EXCEEDED cap_micros=99999 charge_micros=-1997000000 currency_code=JPY "
            "position_micros=0");
}

TEST(TransferTest, LotsKeepIssuerTermsAndDates) {
  World world(NewCatalog());
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(3)));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(2)));
  world.Do(kGym, EarnOf(kGym, kBen, Points(1)));
  const Transaction t =
      Posted(world.Do(kCinema, TransferOf(kCinema, kAnn, Card(kCinema, "2"), Points(4))));
  EXPECT_EQ(Text(t.lots), "bakery~2027-04-01 -3; gym~never -1");
  EXPECT_EQ(t.counterpart->member, kBen);
  EXPECT_EQ(Text(t.counterpart->lots), "bakery~2027-04-01 +3; gym~never +1");
  EXPECT_TRUE(t.legs.empty());
  EXPECT_EQ(Text(world.AccountOf(kAnn).lots()), "gym~never 1");
  EXPECT_EQ(Text(world.AccountOf(kBen).lots()), "bakery~2027-04-01 3; gym~never 2");
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(3));
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(TransferTest, MovesAvailablePointsOnlyAndOnlyToAnotherMember) {
  Terms slow = TermsOf(kBakery);
  slow.pending_days = 14;
  World world(With(NewCatalog(), slow));
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(3)));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(2)));
  world.Do(kGym, AuthorizeOf(kGym, kAnn, Points(1)));
  EXPECT_EQ(Outcome(world.Do(kGym, TransferOf(kGym, kAnn, kBen, Points(2)))),
            "INSUFFICIENT_POINTS available=1 needed=2");
  EXPECT_EQ(Outcome(world.Do(kGym, TransferOf(kGym, kAnn, kAnn, Points(1)))),
            "INVALID_FIELD description=must be another member field=to_member");
  EXPECT_EQ(Outcome(world.Do(kGym, TransferOf(kGym, kAnn, MemberNo(77), Points(1)))),
            "PERMISSION_DENIED");
  EXPECT_EQ(Outcome(world.Do(kGym, TransferOf(kGym, kAnn, Card(kGym, "77"), Points(1)))),
            "MEMBER_NOT_FOUND kind=card partner_id=gym");
  EXPECT_EQ(Outcome(world.Do(kGym, TransferOf(kGym, kAnn, kBen, Points(1)))), "ok");
  EXPECT_EQ(Outcome(world.Do(kGym, ReverseOf(kGym, {LaneId(0), Sequence(4)}))),
            "REVERSAL_EXCEEDS_ORIGINAL remaining=0");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(AdjustmentTest, GivesAtTheTermsInForceAndTakesThePartnersOwnPointsFirst) {
  World world(NewCatalog());
  const auto adjust = [&](PartnerId partner, std::int64_t points) {
    return world.Do(ByOperator(Adjust{partner, kAnn, kStars, Points(points), {}, "goodwill"}));
  };
  world.Do(kGym, EarnOf(kGym, kAnn, Points(5)));
  const Transaction given = Posted(adjust(kBakery, 7));
  EXPECT_EQ(given.reason, "goodwill");
  EXPECT_EQ(Text(given.lots), "bakery~2027-04-01 +7");
  EXPECT_EQ(PartnerLegs(given.legs), "bakery ISSUE -70000 GBP 7");
  const Transaction taken = Posted(adjust(kBakery, -9));
  EXPECT_EQ(Text(taken.lots), "bakery~2027-04-01 -7; gym~never -2");
  EXPECT_EQ(PartnerLegs(taken.legs), "bakery ISSUE 90000 GBP -9");
  const Transaction owed = Posted(adjust(kBakery, -4));
  EXPECT_EQ(Text(owed.lots), "gym~never -3; bakery~2027-04-01 -1");
  EXPECT_EQ(Text(owed.balance_after), "-1 pending 0 held 0");
  ASSERT_EQ(world.last_changes().audit_events.size(), 1U);
  const AuditEvent& event = world.last_changes().audit_events.front();
  EXPECT_EQ(event.action + " " + event.resource + " " + event.reason,
            "Adjust transactions/0-4 goodwill");
  EXPECT_EQ(event.number, 3);
  EXPECT_EQ(event.credential_id, "key");
  EXPECT_EQ(world.FirstDifference(), "");
}

TEST(AdjustmentTest, WhatIsGoneFollowsThePolicy) {
  for (const auto policy :
       {NegativeBalancePolicy::kReject, NegativeBalancePolicy::kChargePartner}) {
    Catalog catalog = NewCatalog();
    catalog.network.negative_balance = policy;
    World world(catalog);
    world.Do(kBakery, EarnOf(kBakery, kAnn, Points(5)));
    const Answer answer =
        world.Do(ByOperator(Adjust{kBakery, kAnn, kStars, Points(-7), {}, "fraud"}));
    if (policy == NegativeBalancePolicy::kReject) {
      EXPECT_EQ(Outcome(answer), "INSUFFICIENT_POINTS available=5 needed=7");
      EXPECT_TRUE(world.last_changes().audit_events.empty());
    } else {
      EXPECT_EQ(Posted(answer).points, Points(-5));
      EXPECT_EQ(Posted(answer).not_recovered, Points(2));
      EXPECT_EQ(PartnerLegs(Posted(answer).legs), "bakery ISSUE 50000 GBP -5");
    }
    EXPECT_EQ(world.FirstDifference(), "");
  }
}

ExpirySweep Swept(const Answer& answer) {
  return std::get<ExpirySweep>(std::get<Effect>(answer.outcome));
}

TEST(ExpiryTest, PostsWhatIsPastItsDateOnceWithTheIssuersShare) {
  Terms terms = TermsOf(kBakery);
  terms.breakage_share_ppm = 333'333;
  World world(With(NewCatalog(), terms));
  world.Do(kBakery, EarnOf(kBakery, kAnn, Points(10)));
  world.Do(kCinema, EarnOf(kCinema, kAnn, Points(4)));
  world.Do(kGym, EarnOf(kGym, kAnn, Points(1)));
  const ExpirePoints sweep{{{kAnn, kStars}, {kBen, kStars}}, true};
  world.now = At("2027-03-31T23:59:59Z");
  const ExpirySweep none = Swept(world.Do(ByOperator(sweep)));
  EXPECT_EQ(none.accounts, 0);
  world.now = At("2027-04-01T00:00:00Z");
  const ExpirySweep first = Swept(world.Do(ByOperator(sweep)));
  EXPECT_EQ(first.accounts, 1);
  EXPECT_EQ(first.lots, 2);
  EXPECT_TRUE(first.more);
  const Transaction t = world.last_changes().transactions.front();
  EXPECT_EQ(t.type, TransactionType::kExpiry);
  EXPECT_EQ(t.partner, kNetwork);
  EXPECT_EQ(Text(t.lots), "bakery~2027-04-01 -10; cinema~2027-04-01 -4");
  // A third of 100,000 micros; the cinema paid nothing for its points.
  EXPECT_EQ(Text(t.legs),
            "bakery BREAKAGE 33333 GBP -10; cinema BREAKAGE 0 EUR -4; network EXPENSE 0 EUR 0; "
            "network EXPENSE -33333 GBP 0");
  EXPECT_EQ(Text(t.balance_after), "1 pending 0 held 0");
  EXPECT_EQ(world.OutstandingOf(kBakery), Points(0));
  EXPECT_EQ(Swept(world.Do(ByOperator(sweep))).accounts, 0);
  EXPECT_EQ(world.FirstDifference(), "");
}

}  // namespace
}  // namespace coalition::domain
