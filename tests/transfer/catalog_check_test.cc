#include "server/store/transfer/catalog_check.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/domain/pricing.h"
#include "server/store/memory/memory_store.h"
#include "tests/store/scenario.h"
#include "tests/transfer/moving.h"

namespace coalition::store::transfer {
namespace {

using domain::Catalog;

constexpr domain::PartnerId kNobody{9};
constexpr domain::CurrencyId kNothing{9};

// Of a ledger that has everything.
Catalog SoundCatalog() {
  MemoryStore store;
  FillWithEverything(store);
  return **store.LoadCatalog();
}

// One more version, for the cinema's points.
domain::ExchangeRate NextRate(const Catalog& catalog) {
  domain::ExchangeRate rate = catalog.rates().at({kCinema, kPoints}).back();
  ++rate.version;
  return rate;
}
domain::ConversionRate RateBetween(domain::CurrencyId from, domain::CurrencyId to) {
  domain::ConversionRate rate;
  rate.from = from;
  rate.to = to;
  rate.version = 1;
  return rate;
}
domain::Terms TermsOf(domain::PartnerId partner, domain::CurrencyId currency) {
  domain::Terms terms;
  terms.partner = partner;
  terms.currency = currency;
  terms.version = 1;
  return terms;
}
domain::Limits OneLimit() {
  domain::Limits limits;
  limits.earn_per_transaction = domain::Points(1);
  return limits;
}
domain::Credential KeyOf(domain::PartnerId partner) {
  domain::Credential credential;
  credential.id = "stray";
  credential.partner = partner;
  return credential;
}

struct Flaw {
  std::string name;
  std::function<void(Catalog&)> put;
  std::string is_said;
};
void PrintTo(const Flaw& flaw, std::ostream* out) { *out << flaw.name; }

// Puts in the next rate as `change` makes it.
Flaw RateFlaw(const std::string& name, std::function<void(domain::ExchangeRate&)> change) {
  return {name,
          [change = std::move(change)](Catalog& catalog) {
            domain::ExchangeRate rate = NextRate(catalog);
            change(rate);
            catalog.Put(rate);
          },
          "an exchange rate that cannot be computed with"};
}

std::vector<Flaw> Flaws() {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const domain::MoneyRate no_money{*domain::MoneyCurrency::Parse("GBP"), {1, 0}};
  return {
      {"CurrencyOfNobody",
       [](Catalog& c) {
         c.Put(domain::Currency{kNothing, "STRAY", 0, kNobody, false});
       },
       "a currency of partner 9, who is not in it"},
      {"ScaleBelow",
       [](Catalog& c) {
         c.Put(domain::Currency{kNothing, "STRAY", -1, kBakery, false});
       },
       "a currency of scale -1"},
      {"ScaleAbove",
       [](Catalog& c) {
         c.Put(domain::Currency{kNothing, "STRAY", domain::kPriceScaleMax + 1, kBakery, false});
       },
       "a currency of scale 16"},
      {"NoDefault",
       [](Catalog& c) {
         domain::Currency currency = c.GetCurrency(kPoints);
         currency.network_default = false;
         c.Put(currency);
       },
       "no currency that is the network's default"},
      {"RateOfNoPartner",
       [](Catalog& c) {
         domain::ExchangeRate rate = NextRate(c);
         rate.partner = domain::kNetwork;
         rate.version = 1;
         c.Put(rate);
       },
       "an exchange rate of no partner"},
      RateFlaw("EarnOfNothing",
               [](auto& rate) {
                 rate.earn = {0, 1};
               }),
      RateFlaw("EarnOverNothing",
               [](auto& rate) {
                 rate.earn = {1, 0};
               }),
      RateFlaw("NegativeBurn",
               [](auto& rate) {
                 rate.burn = {1, -1};
               }),
      RateFlaw("PurchaseOverNothing", [no_money](auto& rate) { rate.purchase = no_money; }),
      RateFlaw("MoneyOffOverNothing", [no_money](auto& rate) { rate.money_off = no_money; }),
      RateFlaw("ActivityOverNothing",
               [](auto& rate) {
                 rate.activities = {{"walk", {1, 0}}};
               }),
      RateFlaw("DoesNotFit",
               [](auto& rate) {
                 rate.activities = {{"a", {1, kMost}}, {"b", {1, kMost - 1}}};
               }),
      {"TermsOfNobody", [](Catalog& c) { c.Put(TermsOf(kNobody, kPoints)); },
       "terms of partner 9, who is not in it"},
      {"TermsOfNothing", [](Catalog& c) { c.Put(TermsOf(kBakery, kNothing)); },
       "terms of currency 9, which is not in it"},
      {"ConversionFromNothing", [](Catalog& c) { c.Put(RateBetween(kNothing, kBuns)); },
       "a conversion rate of currency 9"},
      {"ConversionToNothing", [](Catalog& c) { c.Put(RateBetween(kBuns, kNothing)); },
       "a conversion rate of currency 9"},
      {"ConversionOverNothing",
       [](Catalog& c) {
         domain::ConversionRate rate = c.conversion_rates().begin()->second.back();
         ++rate.version;
         rate.rate = {1, 0};
         c.Put(rate);
       },
       "a conversion rate that cannot be computed with"},
      {"LimitsOfNobody",
       [](Catalog& c) {
         c.Put(domain::PartnerLimits{kNobody, kPoints, OneLimit()});
       },
       "limits of partner 9"},
      {"LimitsOfNothing",
       [](Catalog& c) {
         c.Put(domain::PartnerLimits{kBakery, kNothing, OneLimit()});
       },
       "limits of currency 9"},
      {"CredentialOfNobody", [](Catalog& c) { c.Put(KeyOf(kNobody)); },
       "a credential of partner 9"},
  };
}

class CatalogCheckTest : public testing::TestWithParam<Flaw> {};

TEST_P(CatalogCheckTest, SaysWhatIsWrong) {
  Catalog catalog = SoundCatalog();
  ASSERT_TRUE(CheckCatalog(catalog).ok()) << CheckCatalog(catalog);
  GetParam().put(catalog);
  const absl::Status checked = CheckCatalog(catalog);
  EXPECT_TRUE(absl::IsDataLoss(checked)) << checked;
  EXPECT_THAT(checked.message(), testing::HasSubstr(GetParam().is_said));
}

INSTANTIATE_TEST_SUITE_P(Flaws, CatalogCheckTest, testing::ValuesIn(Flaws()),
                         [](const auto& flaw) { return flaw.param.name; });

TEST(CatalogCheckEdgeTest, TheLargestScaleIsTaken) {
  Catalog catalog = SoundCatalog();
  catalog.Put(domain::Currency{kNothing, "FINE", domain::kPriceScaleMax, kBakery, false});
  EXPECT_TRUE(CheckCatalog(catalog).ok()) << CheckCatalog(catalog);
  EXPECT_EQ(domain::PriceOf(domain::Points(1'000'000'000'000'000'000), domain::Micros(5),
                            domain::kPriceScaleMax),
            domain::Micros(5));
}

}  // namespace
}  // namespace coalition::store::transfer
