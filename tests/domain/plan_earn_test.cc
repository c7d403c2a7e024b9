#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/plan.h"
#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

Account AccountWith(std::vector<Lot> lots = {}) {
  return Account({MemberNo(1), kStars}, std::move(lots), kNoSequence);
}

EventContext Today(const Catalog& catalog) { return {catalog, kNoon, On("2026-03-10")}; }

// "<points> of <partner points> | <lots> | <partner legs>", or the rejection.
std::string Planned(const Earn& earn, const Catalog& catalog,
                    const Account& account = AccountWith(), const Carries& carries = {}) {
  const auto plan = PlanEarn(earn, Today(catalog), account, carries);
  if (!plan.ok()) return Text(plan.rejection());
  const Transaction& t = plan->transaction;
  return std::to_string(t.points.value()) + " of " + std::to_string(t.partner_points.value()) +
         " | " + Text(t.lots) + " | " + PartnerLegs(t.legs);
}

Earn By(PartnerId partner, decltype(Earn::amount) amount) {
  return EarnOf(partner, MemberNo(1), std::move(amount));
}

Purchase PoundsSpent(std::int64_t micros) { return {Gbp(micros), {}}; }

TEST(PlanEarnTest, EveryKindOfAmount) {
  struct Case {
    Earn earn;
    std::string planned;
  };
  const Case kCases[] = {
      {By(kBakery, Points(7)), "7 of 0 | bakery~2027-04-01 +7 | bakery ISSUE -70000 GBP 7"},
      {By(kBakery, PartnerPoints(7)), "7 of 7 | bakery~2027-04-01 +7 | bakery ISSUE -70000 GBP 7"},
      // 10 a pound: 12.34 pounds make 123.4.
      {By(kBakery, PoundsSpent(12'340'000)),
       "123 of 123 | bakery~2027-04-01 +123 | bakery ISSUE -1230000 GBP 123"},
      {By(kBakery, Activity{"run_km", 5}),
       "7 of 7 | bakery~2027-04-01 +7 | bakery ISSUE -70000 GBP 7"},
      // Nothing whole yet, but the fraction counts.
      {By(kBakery, PoundsSpent(1)), "0 of 0 |  | bakery ISSUE 0 GBP 0"},
      // Charged when burned.
      {By(kCinema, Points(7)), "7 of 0 | cinema~2027-04-01 +7 | cinema ISSUE 0 EUR 7"},
      {By(kGym, Points(7)), "7 of 0 | gym~never +7 | gym ISSUE -7000000 JPY 7"},
  };
  const Catalog catalog = NewCatalog();
  for (const Case& c : kCases) EXPECT_EQ(Planned(c.earn, catalog), c.planned);
}

TEST(PlanEarnTest, ARateNeedNotBeInLowestTerms) {
  const Ratio kRatios[] = {{3, 21}, {100, 700}, {2, 14}, {1, 7}};
  for (const Ratio& ratio : kRatios) {
    const Catalog catalog = With(NewCatalog(), RateOf(kGym, ratio));
    EXPECT_EQ(Planned(By(kGym, PartnerPoints(15)), catalog),
              "2 of 15 | gym~never +2 | gym ISSUE -2000000 JPY 2")
        << ratio.numerator << ":" << ratio.denominator;
  }
}

TEST(PlanEarnTest, NamesWhatIsMissing) {
  Catalog no_terms = NewCatalog();
  Terms later = TermsOf(kGym);
  later.currency = kMiles;
  later.effective_from = {kNoon.micros + 1};
  no_terms = With(no_terms, later);
  Catalog no_rate = NewCatalog();
  Terms now = TermsOf(kGym);
  now.currency = kMiles;
  now.effective_from = kNoon;
  no_rate = With(no_rate, now);
  Earn miles = By(kGym, PartnerPoints(1));
  miles.currency = kMiles;
  Earn miles_by_points = By(kGym, Points(1));
  miles_by_points.currency = kMiles;
  Earn dollars = By(kBakery, Purchase{{MoneyOf("USD"), Micros(1'000'000)}, {}});

  struct Case {
    Catalog catalog;
    Earn earn;
    std::string outcome;
  };
  const Case kCases[] = {
      {NewCatalog(), miles, "NO_RATE_IN_FORCE currency=MILES missing=terms partner_id=gym"},
      {no_terms, miles, "NO_RATE_IN_FORCE currency=MILES missing=terms partner_id=gym"},
      {no_rate, miles, "NO_RATE_IN_FORCE currency=MILES missing=exchange rate partner_id=gym"},
      // Currency points need terms, but no rate.
      {no_rate, miles_by_points, "1 of 0 | gym~never +1 | gym ISSUE -10000 JPY 1"},
      {NewCatalog(), dollars,
       "NO_RATE_IN_FORCE currency=STARS missing=purchase rate for USD partner_id=bakery"},
      {NewCatalog(), By(kGym, PoundsSpent(1)),
       "NO_RATE_IN_FORCE currency=STARS missing=purchase rate for GBP partner_id=gym"},
      {NewCatalog(), By(kBakery, Activity{"swim_km", 1}),
       "NO_RATE_IN_FORCE currency=STARS missing=activity rate for swim_km partner_id=bakery"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Planned(c.earn, c.catalog), c.outcome);
}

TEST(PlanEarnTest, TakesRateAndTermsOfTheEventTime) {
  ExchangeRate triple = RateOf(kGym, {3, 1});
  triple.effective_from = {kNoon.micros + 1};
  Terms dear = TermsOf(kGym);
  dear.effective_from = {kNoon.micros + 1};
  dear.issue_price = Micros(9'000'000'000);
  const Catalog catalog = With(With(NewCatalog(), triple), dear);
  const auto at = [&](std::int64_t micros_later) {
    const EventContext context{catalog, {kNoon.micros + micros_later}, On("2026-03-10")};
    const auto plan = PlanEarn(By(kGym, PartnerPoints(2)), context, AccountWith(), {});
    return std::to_string(plan->transaction.conversion->rate_version) + "/" +
           std::to_string(plan->transaction.terms_version) + ": " +
           PartnerLegs(plan->transaction.legs);
  };
  EXPECT_EQ(at(0), "1/1: gym ISSUE -2000000 JPY 2");
  EXPECT_EQ(at(1), "2/2: gym ISSUE -54000000 JPY 6");
}

TEST(PlanEarnTest, AQuoteBindsItsVersions) {
  Terms dear = TermsOf(kGym);
  dear.issue_price = Micros(9'000'000'000);
  const Catalog catalog = With(With(NewCatalog(), RateOf(kGym, {3, 1})), dear);
  Earn earn = By(kGym, PartnerPoints(2));
  EXPECT_EQ(Planned(earn, catalog), "6 of 2 | gym~never +6 | gym ISSUE -54000000 JPY 6");
  earn.quote = QuotedVersions{1, 1, kLastMoment};
  EXPECT_EQ(Planned(earn, catalog), "2 of 2 | gym~never +2 | gym ISSUE -2000000 JPY 2");
}

TEST(PlanEarnTest, DatesOfTheLotFollowTheTerms) {
  struct Case {
    int pending_days, valid_months;
    const char* available_on;
    const char* expires_on;
  };
  const Case kCases[] = {{0, 1, "2026-03-10", "2026-05-01"},
                         {0, 12, "2026-03-10", "2027-04-01"},
                         {30, 12, "2026-04-09", "2027-04-01"},
                         {3'650, 1'200, "2036-03-07", "2126-04-01"}};
  for (const Case& c : kCases) {
    Terms terms = TermsOf(kBakery);
    terms.pending_days = c.pending_days;
    terms.valid_months = c.valid_months;
    const Catalog catalog = With(NewCatalog(), terms);
    const auto plan = PlanEarn(By(kBakery, Points(1)), Today(catalog), AccountWith(), {});
    const LotKey expected{On(c.expires_on), On(c.available_on), kBakery, 2};
    EXPECT_EQ(plan->transaction.lots.front().lot, expected);
  }
}

TEST(PlanEarnTest, ChargesFees) {
  struct Case {
    std::int64_t fixed;
    std::int32_t ppm;
    Charge charge;
    std::int64_t points;
    std::string legs;
  };
  // The share is of 10,000 micros a point, whether or not they are charged on issue.
  const Case kCases[] = {
      {0, 0, Charge::kOnIssue, 7, "bakery ISSUE -70000 GBP 7; network CLEARING 70000 GBP 0"},
      {250, 0, Charge::kOnIssue, 7,
       "bakery ISSUE -70000 GBP 7; bakery FEE -250 GBP 0; network CLEARING 70000 GBP 0; "
       "network INCOME 250 GBP 0"},
      {0, 15'000, Charge::kOnIssue, 7,
       "bakery ISSUE -70000 GBP 7; bakery FEE -1050 GBP 0; network CLEARING 70000 GBP 0; "
       "network INCOME 1050 GBP 0"},
      {250, 15'000, Charge::kOnRedemption, 7,
       "bakery ISSUE 0 GBP 7; bakery FEE -1300 GBP 0; network CLEARING 0 GBP 0; "
       "network INCOME 1300 GBP 0"},
      // 0.5 and 1.5 micros: to the even one.
      {0, 50, Charge::kOnIssue, 1, "bakery ISSUE -10000 GBP 1; network CLEARING 10000 GBP 0"},
      {0, 150, Charge::kOnIssue, 1,
       "bakery ISSUE -10000 GBP 1; bakery FEE -2 GBP 0; network CLEARING 10000 GBP 0; "
       "network INCOME 2 GBP 0"},
  };
  for (const Case& c : kCases) {
    Terms terms = TermsOf(kBakery);
    terms.fees.earn_fee = Micros(c.fixed);
    terms.fees.earn_fee_ppm = c.ppm;
    terms.charge = c.charge;
    const Catalog catalog = With(NewCatalog(), terms);
    const auto plan = PlanEarn(By(kBakery, Points(c.points)), Today(catalog), AccountWith(), {});
    EXPECT_EQ(Text(plan->transaction.legs), c.legs);
  }
}

TEST(PlanEarnTest, PricesByTheCurrencysScale) {
  // 5.01 miles at 1,000 yen for 1,000 whole miles: 5.01 yen; half-even at the micro.
  struct Case {
    std::int64_t price, points;
    const char* leg;
  };
  const Case kCases[] = {{1'000'000'000, 501, "gym ISSUE -5010000 JPY 501"},
                         {50'000, 1, "gym ISSUE 0 JPY 1"},
                         {150'000, 1, "gym ISSUE -2 JPY 1"},
                         {150'001, 1, "gym ISSUE -2 JPY 1"},
                         {50'001, 1, "gym ISSUE -1 JPY 1"}};
  for (const Case& c : kCases) {
    Terms terms = TermsOf(kGym);
    terms.currency = kMiles;
    terms.issue_price = Micros(c.price);
    Earn earn = By(kGym, Points(c.points));
    earn.currency = kMiles;
    const Catalog catalog = With(NewCatalog(), terms);
    const auto plan = PlanEarn(earn, Today(catalog), AccountWith(), {});
    EXPECT_EQ(PartnerLegs(plan->transaction.legs), c.leg);
  }
}

TEST(PlanEarnTest, RepaysWhatIsOwed) {
  const LotKey owed{On("2026-05-01"), On("2026-01-01"), kCinema, 1};
  EXPECT_EQ(Planned(By(kBakery, Points(7)), NewCatalog(), AccountWith({{owed, Points(-3)}})),
            "7 of 0 | cinema~2026-05-01 +3; bakery~2027-04-01 +4 | bakery ISSUE -70000 GBP 7");
}

TEST(PlanEarnTest, UsesAndKeepsTheEarnCarryAlone) {
  const Catalog catalog = With(NewCatalog(), RateOf(kGym, {2, 3}));
  const Carries before{{500'000'001, 1'000'000'002}, {7, 11}};
  const auto plan = PlanEarn(By(kGym, PartnerPoints(1)), Today(catalog), AccountWith(), before);
  EXPECT_EQ(plan->transaction.points, Points(1));
  EXPECT_EQ(Text(plan->carries.earn), "166666667/1000000002");
  EXPECT_EQ(plan->carries.burn, before.burn);
  // In currency points nothing is carried.
  const auto by_points = PlanEarn(By(kGym, Points(1)), Today(catalog), AccountWith(), before);
  EXPECT_EQ(by_points->carries, before);
  EXPECT_FALSE(by_points->transaction.conversion.has_value());
}

TEST(PlanEarnTest, RejectsWhatYieldsNothing) {
  ExchangeRate floor = RateOf(kBakery, {1, 2});
  floor.rounding = RateRounding::kFloor;
  const Catalog catalog = With(NewCatalog(), floor);
  const std::string kNothing = "RATE_YIELDS_NOTHING rate_version=2";
  EXPECT_EQ(Planned(By(kBakery, PartnerPoints(1)), catalog), kNothing);
  EXPECT_EQ(Planned(By(kBakery, PoundsSpent(199'999)), catalog), kNothing);
  EXPECT_EQ(Planned(By(kBakery, PoundsSpent(200'000)), catalog),
            "1 of 2 | bakery~2027-04-01 +1 | bakery ISSUE -10000 GBP 1");
  // A purchase of nothing yields nothing at any rate.
  EXPECT_EQ(Planned(By(kBakery, PoundsSpent(0)), NewCatalog()),
            "RATE_YIELDS_NOTHING rate_version=1");
}

TEST(PlanEarnTest, RejectsWhatDoesNotFit) {
  Terms dear = TermsOf(kGym);
  dear.issue_price = Micros(1'000'000'000'000'000);
  Terms fees = TermsOf(kGym);
  fees.issue_price = Micros(1'000'000'000'000'000);
  fees.charge = Charge::kOnRedemption;
  const Catalog kBig = With(With(NewCatalog(), RateOf(kGym, {INT64_MAX, 1})), dear);
  struct Case {
    Catalog catalog;
    decltype(Earn::amount) amount;
    std::string outcome;
  };
  const Case kCases[] = {
      {NewCatalog(), Points(kTotalMax + 1), "AMOUNT_OVERFLOW"},
      {NewCatalog(), Points(INT64_MAX), "AMOUNT_OVERFLOW"},
      {kBig, PartnerPoints(2), "AMOUNT_OVERFLOW"},
      {kBig, PartnerPoints(1), "AMOUNT_OVERFLOW"},
      // 9,223,372,036,854,775,807 micros and one more; what a point costs is 10^12.
      {kBig, Points(9'223'372),
       "9223372 of 0 | gym~never +9223372 | gym ISSUE "
       "-9223372000000000000 JPY 9223372"},
      {kBig, Points(9'223'373), "AMOUNT_OVERFLOW"},
      // Even where the price is not charged, its share may be asked as a fee.
      {With(NewCatalog(), fees), Points(9'223'373), "AMOUNT_OVERFLOW"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Planned(By(kGym, c.amount), c.catalog), c.outcome);
  }
}

TEST(PlanEarnTest, KeepsWhatWasReported) {
  Earn earn = By(kBakery, PurchaseOf({{"bun", "bread", 2, Micros(1'500'000)}}));
  earn.reference = "till 7";
  const Catalog catalog = NewCatalog();
  const auto plan = PlanEarn(earn, Today(catalog), AccountWith(), {});
  const Transaction& t = plan->transaction;
  EXPECT_EQ(t.type, TransactionType::kEarn);
  EXPECT_EQ(t.partner, kBakery);
  EXPECT_EQ(t.member, MemberNo(1));
  EXPECT_EQ(t.currency, kStars);
  EXPECT_EQ(t.event_time, kNoon);
  EXPECT_EQ(t.terms_version, 1);
  EXPECT_EQ(t.reference, "till 7");
  EXPECT_EQ(std::get<Purchase>(t.facts).lines.front().sku, "bun");
  EXPECT_EQ(t.points, Points(30));
}

TEST(EventAtTest, BoundsTheEventTimeOnBothSides) {
  Partner partner = Partners().front();
  partner.backdating_days = 2;
  const Catalog catalog = NewCatalog();
  struct Case {
    std::int64_t micros_from_now;
    bool ok;
  };
  const Case kCases[] = {{0, true},
                         {-2 * kMicrosPerDay, true},
                         {-2 * kMicrosPerDay - 1, false},
                         {300'000'000, true},
                         {300'000'001, false}};
  for (const Case& c : kCases) {
    const auto context = EventAt(catalog, partner, Moment{kNoon.micros + c.micros_from_now}, kNoon);
    EXPECT_EQ(context.ok(), c.ok) << c.micros_from_now;
    if (!context.ok()) {
      EXPECT_EQ(
          Text(context.rejection()),
          "EVENT_TIME_OUT_OF_RANGE earliest=2026-03-08T12:00:00Z latest=2026-03-10T12:05:00Z");
    }
  }
  EXPECT_EQ(EventAt(catalog, partner, std::nullopt, kNoon)->event_time, kNoon);
}

}  // namespace
}  // namespace coalition::domain
