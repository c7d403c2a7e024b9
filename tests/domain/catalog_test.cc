#include "server/domain/catalog.h"

#include <optional>

#include "gtest/gtest.h"

#include "tests/domain/builders.h"

namespace coalition::domain {
namespace {

Catalog RatesFrom(std::initializer_list<const char*> beginnings) {
  Catalog catalog;
  for (const char* from : beginnings) {
    ExchangeRate rate = RateOf(kBakery);
    rate.effective_from = At(from);
    Terms terms = TermsOf(kBakery);
    terms.effective_from = At(from);
    catalog = With(With(std::move(catalog), rate), terms);
  }
  return catalog;
}

TEST(CatalogTest, TheVersionInForceIsTheLatestThatBegan) {
  struct Case {
    std::initializer_list<const char*> beginnings;
    const char* at;
    int version;  // 0: none.
  };
  const Case kCases[] = {
      {{}, "2026-01-01T00:00:00Z", 0},
      {{"2026-01-01T00:00:00Z"}, "2025-12-31T23:59:59.999999Z", 0},
      {{"2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z", 1},
      {{"2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"}, "2026-01-31T23:59:59.999999Z", 1},
      {{"2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"}, "2026-02-01T00:00:00Z", 2},
      // Of equal beginnings the highest version.
      {{"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z", 2},
      {{"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},
       "2026-05-01T00:00:00Z",
       2},
      // Backdated: added later, in force earlier.
      {{"2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"}, "2026-01-15T00:00:00Z", 2},
      {{"2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"}, "2026-02-01T00:00:00Z", 1},
  };
  for (const Case& c : kCases) {
    const Catalog catalog = RatesFrom(c.beginnings);
    const ExchangeRate* rate = catalog.RateInForce(kBakery, kStars, At(c.at));
    const Terms* terms = catalog.TermsInForce(kBakery, kStars, At(c.at));
    EXPECT_EQ(rate == nullptr ? 0 : rate->version, c.version) << c.at;
    EXPECT_EQ(terms == nullptr ? 0 : terms->version, c.version) << c.at;
  }
}

TEST(CatalogTest, VersionsAreOfOnePartnerAndCurrency) {
  const Catalog catalog = RatesFrom({"2026-01-01T00:00:00Z"});
  EXPECT_EQ(catalog.RateInForce(kCinema, kStars, kNoon), nullptr);
  EXPECT_EQ(catalog.RateInForce(kBakery, kMiles, kNoon), nullptr);
  EXPECT_EQ(catalog.NextRateVersion(kBakery, kStars), 2);
  EXPECT_EQ(catalog.NextRateVersion(kBakery, kMiles), 1);
  EXPECT_EQ(catalog.NextTermsVersion(kBakery, kStars), 2);
}

TEST(CatalogTest, FindsVersionsByNumber) {
  const Catalog catalog = RatesFrom({"2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"});
  EXPECT_EQ(catalog.RateByVersion(kBakery, kStars, 1)->effective_from, At("2026-02-01T00:00:00Z"));
  EXPECT_EQ(catalog.TermsByVersion(kBakery, kStars, 2)->effective_from, At("2026-01-01T00:00:00Z"));
  for (const int version : {-1, 0, 3, INT32_MAX}) {
    EXPECT_EQ(catalog.RateByVersion(kBakery, kStars, version), nullptr) << version;
    EXPECT_EQ(catalog.TermsByVersion(kBakery, kStars, version), nullptr) << version;
  }
}

TEST(CatalogDeathTest, VersionsComeInOrder) {
  Catalog catalog = NewCatalog();
  ExchangeRate rate = RateOf(kBakery);
  rate.version = 3;
  EXPECT_DEATH(catalog.Put(rate), "versions come in order");
}

TEST(ExchangeRateTest, FactorsAreInLowestTerms) {
  ExchangeRate rate = RateOf(kBakery, {3, 21}, {100, 300});
  rate.purchase = MoneyRate{MoneyOf("GBP"), {14, 2}};
  rate.money_off = MoneyRate{MoneyOf("GBP"), {300, 7}};
  EXPECT_EQ(rate.EarnFactor(), (Ratio{1, 7}));
  EXPECT_EQ(rate.BurnFactor(), (Ratio{1, 3}));
  EXPECT_EQ(rate.PurchaseFactor(), (Ratio{1, 1'000'000}));
  EXPECT_EQ(rate.MoneyOffFactor(), (Ratio{1, 70'000}));
  EXPECT_EQ(rate.ActivityFactor(rate.activities.front()), (Ratio{3, 14}));
}

TEST(ExchangeRateTest, TheCarryDenominatorIsAMultipleOfEachFactors) {
  struct Case {
    Ratio earn, purchase, activity;
  };
  const Case kCases[] = {{{3, 21}, {14, 2}, {3, 2}},
                         {{100, 300}, {1, 7}, {5, 11}},
                         {{2, 4}, {1, 1}, {1, 1}},
                         {{1, 999'999'937}, {1, 1}, {1, 3}}};
  for (const Case& c : kCases) {
    ExchangeRate rate = RateOf(kBakery, c.earn);
    rate.purchase->partner_points_per_unit = c.purchase;
    rate.activities = {{"run_km", c.activity}};
    ASSERT_TRUE(IsExact(rate));
    const std::int64_t denominator = rate.EarnCarryDenominator();
    EXPECT_GE(denominator, 1'000'000'000);
    EXPECT_EQ(denominator % rate.EarnFactor().denominator, 0);
    EXPECT_EQ(denominator % rate.PurchaseFactor().denominator, 0);
    EXPECT_EQ(denominator % rate.ActivityFactor(rate.activities.front()).denominator, 0);
  }
}

TEST(IsExactTest, RefusesWhatDoesNotFitIn63Bits) {
  struct Case {
    Ratio earn, burn, purchase, money_off, activity;
    bool exact;
  };
  constexpr std::int64_t kMax = INT64_MAX;
  const Ratio kOne{1, 1};
  const Case kCases[] = {
      {kOne, kOne, kOne, kOne, kOne, true},
      {{1, 1'000'000'000'000'000'000},
       {1, kMax},
       {1'000'000'000'000'000'000, 1},
       {kMax, 1},
       {1'000'000'000'000'000'000, 1},
       true},
      // As before, but with no multiple of 2^63 - 1 and 10^6 that fits.
      {{1, kMax}, kOne, {kMax, 1}, kOne, kOne, false},
      {{kMax, 1}, kOne, kOne, kOne, {2, 1}, false},
      {{kMax, 1}, kOne, {1, 1}, kOne, kOne, true},
      {kOne, kOne, {1, kMax}, kOne, kOne, false},
      {kOne, kOne, kOne, {1, kMax}, kOne, false},
      {kOne, {1, kMax}, kOne, {1, 2}, kOne, false},
      // Each fits, but not their common denominator.
      {kOne, kOne, {1, 1'000'000'007}, kOne, {1, 1'000'000'009}, false},
      {kOne, kOne, {1, 1'000'003}, kOne, {1, 1'000'033}, true},
  };
  for (const Case& c : kCases) {
    ExchangeRate rate = RateOf(kBakery, c.earn, c.burn);
    rate.purchase->partner_points_per_unit = c.purchase;
    rate.money_off->partner_points_per_unit = c.money_off;
    rate.activities = {{"run_km", c.activity}};
    EXPECT_EQ(IsExact(rate), c.exact) << (&c - kCases);
  }
}

TEST(CatalogTest, CountsLiveCredentialsOfOnePartner) {
  Catalog catalog;
  for (const char* id : {"a", "b", "c"}) {
    Credential credential;
    credential.id = id;
    credential.partner = kBakery;
    catalog.Put(credential);
  }
  Credential revoked = *catalog.FindCredential("b");
  revoked.revoked_at = kNoon;
  catalog.Put(revoked);
  EXPECT_EQ(catalog.LiveCredentialCount(kBakery), 2);
  EXPECT_EQ(catalog.LiveCredentialCount(kCinema), 0);
}

TEST(CatalogTest, ReplacingAPartnerKeepsItsHandle) {
  Catalog catalog = NewCatalog();
  Partner bakery = catalog.GetPartner(kBakery);
  bakery.state = PartnerState::kSuspended;
  catalog.Put(bakery);
  EXPECT_EQ(catalog.FindPartner("bakery")->state, PartnerState::kSuspended);
  EXPECT_EQ(catalog.partners().size(), 3U);
  EXPECT_EQ(catalog.NextPartnerId(), PartnerId(4));
  EXPECT_EQ(Catalog().NextPartnerId(), PartnerId(1));
  EXPECT_EQ(Catalog().NextCurrencyId(), CurrencyId(1));
}

}  // namespace
}  // namespace coalition::domain
