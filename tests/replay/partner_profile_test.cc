#include "clients/replay/partner_profile.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

constexpr const char* kCountries[] = {"United Kingdom",
                                      "France",
                                      "Australia",
                                      "Netherlands",
                                      "Germany",
                                      "Norway",
                                      "EIRE",
                                      "Japan",
                                      "Bahrain",
                                      "Iceland",
                                      "Switzerland",
                                      "Channel Islands",
                                      "USA",
                                      "Lebanon",
                                      "Spain",
                                      "Unspecified",
                                      "Hong Kong",
                                      "Czech Republic"};

bool IsPartnerId(const std::string& id) {
  if (id.empty() || id.size() > 40 || id[0] < 'a' || id[0] > 'z') return false;
  return id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

TEST(PartnerIdTest, IsTheNameWhereThatIsOne) {
  EXPECT_EQ(PartnerIdOf("United Kingdom"), "united-kingdom");
  EXPECT_EQ(PartnerIdOf("EIRE"), "eire");
  EXPECT_EQ(PartnerIdOf(" united  KINGDOM "), "united-kingdom");
  EXPECT_EQ(PartnerIdOf("Guinea-Bissau"), "guinea-bissau");
}

TEST(PartnerIdTest, IsWellFormedAndDistinctForAnyName) {
  const std::string long_name(60, 'x');
  const std::string names[] = {"Korea, Republic of",
                               "Korea Republic of",
                               "Korea. Republic of",
                               "Côte d'Ivoire",
                               "Cote d Ivoire",
                               "!",
                               "?",
                               "42",
                               "4",
                               long_name,
                               long_name + "y",
                               "-",
                               "日本",
                               "日",
                               "a"};
  std::set<std::string> ids;
  for (const std::string& name : names) {
    EXPECT_TRUE(IsPartnerId(PartnerIdOf(name))) << name << ": " << PartnerIdOf(name);
    EXPECT_TRUE(ids.insert(PartnerIdOf(name)).second) << name << ": " << PartnerIdOf(name);
  }
}

// Stored request ids have these payloads for ever: a change here is a change of every network that
// was ever replayed to.
TEST(PartnerProfileTest, IsTheSameOnEveryMachine) {
  const PartnerProfile profile = ProfileOf("United Kingdom", EarnUnit::kInvoice);
  EXPECT_EQ(profile.partner.request_id, "partner-united-kingdom");
  EXPECT_EQ(profile.partner.display_name, "United Kingdom");
  EXPECT_EQ(profile.partner.settlement_currency, "GBP");
  EXPECT_EQ(profile.rate.exchange_rate.earn, (Ratio{1, 2}));
  EXPECT_EQ(profile.rate.exchange_rate.purchase->partner_points_per_unit, (Ratio{7, 3}));
  EXPECT_EQ(profile.rate.exchange_rate.rounding, Rounding::kCarry);
  EXPECT_EQ(profile.terms.terms.issue_price_micros, 7'333'335);
  EXPECT_EQ(profile.terms.terms.redemption_price_micros, 5'866'668);
  EXPECT_EQ(profile.terms.terms.charge, Charge::kOnRedemption);
  EXPECT_EQ(profile.terms.terms.valid_months, 264);
  EXPECT_EQ(ProfileOf("Japan", EarnUnit::kInvoice).partner.settlement_currency, "JPY");
  EXPECT_EQ(ProfileOf("Germany", EarnUnit::kInvoice).partner.settlement_currency, "EUR");
}

TEST(PartnerProfileTest, IsSensibleForEveryCountry) {
  std::set<Rounding> roundings;
  std::set<Charge> charges;
  std::set<std::string> currencies;
  for (const char* country : kCountries) {
    const PartnerProfile profile = ProfileOf(country, EarnUnit::kInvoice);
    const ExchangeRate& rate = profile.rate.exchange_rate;
    const Terms& terms = profile.terms.terms;
    EXPECT_EQ(rate.purchase->currency_code, "GBP") << country;
    EXPECT_GT(terms.issue_price_micros, terms.redemption_price_micros) << country;
    EXPECT_GT(terms.redemption_price_micros, 0) << country;
    EXPECT_GE(terms.valid_months, 240) << country;
    EXPECT_FALSE(terms.net_debit_cap.has_value()) << country;
    EXPECT_FALSE(profile.rate.backdating_reason.empty()) << country;
    EXPECT_FALSE(profile.terms.backdating_reason.empty()) << country;
    roundings.insert(rate.rounding);
    charges.insert(terms.charge);
    currencies.insert(profile.partner.settlement_currency);
  }
  EXPECT_EQ(roundings.size(), 3u);
  EXPECT_EQ(charges.size(), 2u);
  EXPECT_GE(currencies.size(), 8u);
}

}  // namespace
}  // namespace coalition::replay
