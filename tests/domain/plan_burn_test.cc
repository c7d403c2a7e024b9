#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/plan.h"
#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

const LotKey kBakeryLot{On("2026-05-01"), On("2026-01-01"), kBakery, 1};
const LotKey kCinemaLot{On("2026-06-01"), On("2026-01-01"), kCinema, 1};
const LotKey kCinemaLater{On("2026-07-01"), On("2026-01-01"), kCinema, 1};
const LotKey kGymLot{kNever, On("2026-01-01"), kGym, 1};

// 10 bakery, 20 cinema, 30 gym.
Account Wallet() {
  return Account({MemberNo(1), kStars},
                 {{kGymLot, Points(30)}, {kCinemaLot, Points(20)}, {kBakeryLot, Points(10)}},
                 kNoSequence);
}

EventContext Today(const Catalog& catalog) { return {catalog, kNoon, On("2026-03-10")}; }

Burn By(PartnerId partner, decltype(Burn::amount) amount) {
  return BurnOf(partner, MemberNo(1), std::move(amount));
}

std::string Planned(const Burn& burn, const Catalog& catalog, const Account& account = Wallet(),
                    const Carries& carries = {}) {
  const auto plan = PlanBurn(burn, Today(catalog), account, carries);
  if (!plan.ok()) return Text(plan.rejection());
  const Transaction& t = plan->transaction;
  return std::to_string(t.points.value()) + " of " + std::to_string(t.partner_points.value()) +
         " | " + Text(t.lots) + " | " + PartnerLegs(t.legs);
}

TEST(PlanBurnTest, TakesLotsInOrderAndChargesTheirIssuersOnRedemption) {
  struct Case {
    Burn burn;
    std::string planned;
  };
  const Case kCases[] = {
      // The bakery paid when it issued; the redeemer is paid.
      {By(kGym, Points(5)), "-5 of 0 | bakery~2026-05-01 -5 | gym REDEMPTION 5000000 JPY -5"},
      {By(kGym, Points(15)),
       "-15 of 0 | bakery~2026-05-01 -10; cinema~2026-06-01 -5 | "
       "gym REDEMPTION 15000000 JPY -15; cinema CHARGE -100000 EUR -5"},
      {By(kBakery, Points(60)),
       "-60 of 0 | bakery~2026-05-01 -10; cinema~2026-06-01 -20; gym~never -30 | "
       "bakery REDEMPTION 480000 GBP -60; cinema CHARGE -400000 EUR -20"},
      // Burning its own: paid as redeemer, charged as issuer.
      {By(kCinema, Points(30)),
       "-30 of 0 | bakery~2026-05-01 -10; cinema~2026-06-01 -20 | "
       "cinema REDEMPTION 150000 EUR -30; cinema CHARGE -400000 EUR -20"},
      {By(kGym, PartnerPoints(5)),
       "-5 of 5 | bakery~2026-05-01 -5 | gym REDEMPTION 5000000 JPY -5"},
      // 100 partner points are a pound: 0.055 pounds are 5.5, rounded up.
      {By(kBakery, Gbp(55'000)), "-6 of 5 | bakery~2026-05-01 -6 | bakery REDEMPTION 48000 GBP -6"},
      {By(kBakery, Gbp(50'000)), "-5 of 5 | bakery~2026-05-01 -5 | bakery REDEMPTION 40000 GBP -5"},
      {By(kBakery, Gbp(1)), "-1 of 0 | bakery~2026-05-01 -1 | bakery REDEMPTION 8000 GBP -1"},
  };
  const Catalog catalog = NewCatalog();
  for (const Case& c : kCases) EXPECT_EQ(Planned(c.burn, catalog), c.planned);
}

TEST(PlanBurnTest, EachLotIsChargedByItself) {
  // 3 points at 0.5 micros a point, twice: 1.5 rounds to 2 each time, and not 3 together.
  Catalog catalog = NewCatalog();
  Terms cheap = TermsOf(kCinema);
  cheap.issue_price = Micros(500);
  catalog = With(catalog, cheap);
  LotKey first = kCinemaLot;
  first.terms_version = 2;
  LotKey second = kCinemaLater;
  second.terms_version = 2;
  const Account account({MemberNo(1), kStars}, {{first, Points(3)}, {second, Points(3)}},
                        kNoSequence);
  const auto plan = PlanBurn(By(kGym, Points(6)), Today(catalog), account, {});
  EXPECT_EQ(Text(plan->transaction.legs),
            "gym REDEMPTION 6000000 JPY -6; cinema CHARGE -2 EUR -3; cinema CHARGE -2 EUR -3; "
            "network CLEARING 4 EUR 0; network CLEARING -6000000 JPY 0");
  EXPECT_EQ(plan->transaction.legs[1].counterparty, kGym);
  EXPECT_EQ(plan->transaction.legs[1].lot_index, 0);
  EXPECT_EQ(plan->transaction.legs[2].lot_index, 1);
}

TEST(PlanBurnTest, ALotIsChargedAtItsOwnTerms) {
  Terms dear = TermsOf(kCinema);
  dear.issue_price = Micros(900'000'000);
  Terms paid = TermsOf(kCinema);
  paid.charge = Charge::kOnIssue;
  const Catalog catalog = With(With(NewCatalog(), dear), paid);
  LotKey second = kCinemaLot;
  second.terms_version = 2;
  LotKey third = kCinemaLot;
  third.terms_version = 3;
  const Account account({MemberNo(1), kStars},
                        {{kCinemaLot, Points(1)}, {second, Points(1)}, {third, Points(1)}},
                        kNoSequence);
  EXPECT_EQ(Planned(By(kGym, Points(3)), catalog, account),
            "-3 of 0 | cinema~2026-06-01 -1; cinema~2026-06-01 -1; cinema~2026-06-01 -1 | "
            "gym REDEMPTION 3000000 JPY -3; cinema CHARGE -20000 EUR -1; "
            "cinema CHARGE -900000 EUR -1");
}

TEST(PlanBurnTest, BurnsUpToWhatIsAvailable) {
  const LotKey kPending{On("2027-01-01"), On("2026-03-11"), kGym, 1};
  const LotKey kExpired{On("2026-03-10"), On("2026-01-01"), kGym, 1};
  struct Case {
    std::vector<Lot> lots;
    std::int64_t points;
    std::string outcome;
  };
  const Case kCases[] = {
      {{{kGymLot, Points(30)}}, 30, "-30 of 0 | gym~never -30 | gym REDEMPTION 30000000 JPY -30"},
      {{{kGymLot, Points(30)}}, 31, "INSUFFICIENT_POINTS available=30 needed=31"},
      {{}, 1, "INSUFFICIENT_POINTS available=0 needed=1"},
      {{{kPending, Points(9)}, {kExpired, Points(9)}, {kGymLot, Points(2)}},
       3,
       "INSUFFICIENT_POINTS available=2 needed=3"},
      {{{kGymLot, Points(30)}, {kBakeryLot, Points(-10)}},
       21,
       "INSUFFICIENT_POINTS available=20 needed=21"},
      {{{kGymLot, Points(30)}, {kBakeryLot, Points(-10)}},
       20,
       "-20 of 0 | gym~never -20 | gym REDEMPTION 20000000 JPY -20"},
      {{{kBakeryLot, Points(-10)}}, 1, "INSUFFICIENT_POINTS available=-10 needed=1"},
      {{{kGymLot, Points(30)}},
       INT64_MAX,
       "INSUFFICIENT_POINTS available=30 needed=9223372036854775807"},
  };
  for (const Case& c : kCases) {
    const Account account({MemberNo(1), kStars}, c.lots, kNoSequence);
    EXPECT_EQ(Planned(By(kGym, Points(c.points)), NewCatalog(), account), c.outcome);
  }
}

TEST(PlanBurnTest, ABurnPaysInAdvanceForTheNext) {
  const Catalog catalog = With(NewCatalog(), RateOf(kGym, {1, 1}, {2, 3}));
  struct Case {
    Carry carry;
    std::int64_t partner_points;
    std::string outcome;
    std::string carry_after;
  };
  const Case kCases[] = {
      {{0, 1},
       1,
       "-1 of 1 | bakery~2026-05-01 -1 | gym REDEMPTION 1000000 JPY -1",
       "333333334/1000000002"},
      {{333'333'334, 1'000'000'002},
       1,
       "-1 of 1 | bakery~2026-05-01 -1 | gym REDEMPTION 1000000 JPY -1",
       "666666668/1000000002"},
      // Paid before: nothing is taken.
      {{666'666'668, 1'000'000'002}, 1, "0 of 1 |  | gym REDEMPTION 0 JPY 0", "0/1000000002"},
      {{-1, 1'000'000'002},
       3,
       "-3 of 3 | bakery~2026-05-01 -3 | gym REDEMPTION 3000000 JPY -3",
       "1000000001/1000000002"},
  };
  for (const Case& c : kCases) {
    const Carries before{{5, 7}, c.carry};
    EXPECT_EQ(Planned(By(kGym, PartnerPoints(c.partner_points)), catalog, Wallet(), before),
              c.outcome);
    const auto plan =
        PlanBurn(By(kGym, PartnerPoints(c.partner_points)), Today(catalog), Wallet(), before);
    EXPECT_EQ(Text(plan->carries.burn), c.carry_after);
    EXPECT_EQ(plan->carries.earn, before.earn);
  }
}

TEST(PlanBurnTest, ANegativeBalanceDoesNotStopABurnThatWasPaidBefore) {
  const Catalog catalog = With(NewCatalog(), RateOf(kGym, {1, 1}, {2, 3}));
  const Account in_debt({MemberNo(1), kStars}, {{kGymLot, Points(-5)}}, kNoSequence);
  EXPECT_EQ(Planned(By(kGym, PartnerPoints(1)), catalog, in_debt, {{}, {2, 3}}),
            "0 of 1 |  | gym REDEMPTION 0 JPY 0");
}

TEST(PlanBurnTest, ARateNeedNotBeInLowestTerms) {
  for (const Ratio& ratio : {Ratio{3, 21}, Ratio{100, 700}, Ratio{1, 7}}) {
    const Catalog catalog = With(NewCatalog(), RateOf(kGym, {1, 1}, ratio));
    EXPECT_EQ(Planned(By(kGym, PartnerPoints(15)), catalog),
              "-3 of 15 | bakery~2026-05-01 -3 | gym REDEMPTION 3000000 JPY -3");
  }
}

TEST(PlanBurnTest, ChargesFees) {
  Terms terms = TermsOf(kBakery);
  terms.fees.burn_fee = Micros(1'000);
  terms.fees.burn_fee_ppm = 20'000;
  // 5 points are worth 40,000 to the redeemer; two percent of it and 1,000 more.
  EXPECT_EQ(Planned(By(kBakery, Points(5)), With(NewCatalog(), terms)),
            "-5 of 0 | bakery~2026-05-01 -5 | bakery REDEMPTION 40000 GBP -5; "
            "bakery FEE -1800 GBP 0");
}

TEST(PlanBurnTest, NamesWhatIsMissing) {
  Catalog terms_only = NewCatalog();
  Terms miles_terms = TermsOf(kGym);
  miles_terms.currency = kMiles;
  terms_only = With(terms_only, miles_terms);
  Burn miles = By(kGym, PartnerPoints(1));
  miles.currency = kMiles;
  struct Case {
    Catalog catalog;
    Burn burn;
    std::string outcome;
  };
  const Case kCases[] = {
      {NewCatalog(), miles, "NO_RATE_IN_FORCE currency=MILES missing=terms partner_id=gym"},
      {terms_only, miles, "NO_RATE_IN_FORCE currency=MILES missing=exchange rate partner_id=gym"},
      {NewCatalog(), By(kGym, Gbp(1)),
       "NO_RATE_IN_FORCE currency=STARS missing=money-off rate for GBP partner_id=gym"},
      {NewCatalog(), By(kBakery, Money{MoneyOf("USD"), Micros(1)}),
       "NO_RATE_IN_FORCE currency=STARS missing=money-off rate for USD partner_id=bakery"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Planned(c.burn, c.catalog), c.outcome);
}

TEST(PlanBurnTest, RejectsWhatYieldsNothingOrDoesNotFit) {
  ExchangeRate floor = RateOf(kGym, {1, 1}, {1, 2});
  floor.rounding = RateRounding::kFloor;
  EXPECT_EQ(Planned(By(kGym, PartnerPoints(1)), With(NewCatalog(), floor)),
            "RATE_YIELDS_NOTHING rate_version=2");
  EXPECT_EQ(
      Planned(By(kGym, PartnerPoints(2)), With(NewCatalog(), RateOf(kGym, {1, 1}, {INT64_MAX, 1}))),
      "AMOUNT_OVERFLOW");
  Terms dear = TermsOf(kGym);
  dear.redemption_price = Micros(1'000'000'000'000'000);
  const Account rich({MemberNo(1), kStars}, {{kGymLot, Points(kTotalMax)}}, kNoSequence);
  EXPECT_EQ(Planned(By(kGym, Points(9'223'373)), With(NewCatalog(), dear), rich),
            "AMOUNT_OVERFLOW");
}

TEST(PlanBurnTest, TakesTheDatesOfTheEvent) {
  const Catalog catalog = NewCatalog();
  const auto on = [&](const char* date) {
    const EventContext context{catalog, kNoon, On(date)};
    const auto plan = PlanBurn(By(kGym, Points(5)), context, Wallet(), {});
    return plan.ok() ? Text(plan->transaction.lots) : Text(plan.rejection());
  };
  EXPECT_EQ(on("2025-12-31"), "INSUFFICIENT_POINTS available=0 needed=5");
  EXPECT_EQ(on("2026-04-30"), "bakery~2026-05-01 -5");
  EXPECT_EQ(on("2026-05-01"), "cinema~2026-06-01 -5");
}

}  // namespace
}  // namespace coalition::domain
