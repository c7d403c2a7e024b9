#include "server/domain/money.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace coalition::domain {
namespace {

TEST(MoneyCurrencyTest, KnowsExponents) {
  struct Case {
    const char* code;
    int exponent;
    std::int64_t micros_per_minor_unit;
  };
  const Case kCases[] = {
      {"GBP", 2, 10'000},    {"USD", 2, 10'000},    {"EUR", 2, 10'000},    {"CHF", 2, 10'000},
      {"AED", 2, 10'000},    {"ZMW", 2, 10'000},    {"HUF", 2, 10'000},    {"JPY", 0, 1'000'000},
      {"KRW", 0, 1'000'000}, {"CLP", 0, 1'000'000}, {"ISK", 0, 1'000'000}, {"VND", 0, 1'000'000},
      {"XOF", 0, 1'000'000}, {"KWD", 3, 1'000},     {"BHD", 3, 1'000},     {"JOD", 3, 1'000},
      {"OMR", 3, 1'000},     {"TND", 3, 1'000},     {"LYD", 3, 1'000},     {"IQD", 3, 1'000},
  };
  for (const Case& c : kCases) {
    const auto currency = MoneyCurrency::Parse(c.code);
    ASSERT_TRUE(currency.has_value()) << c.code;
    EXPECT_EQ(currency->code(), c.code);
    EXPECT_EQ(currency->exponent(), c.exponent) << c.code;
    EXPECT_EQ(currency->micros_per_minor_unit(), c.micros_per_minor_unit) << c.code;
  }
}

TEST(MoneyCurrencyTest, RefusesWhatIsNotMoneyInUse) {
  const char* const kCodes[] = {"",    "G",   "GB",  "gbp", "Gbp", "GBPX", " GBP", "GBP ",
                                "G8P", "AAA", "ZZZ", "XXX", "XTS", "XAU",  "XAG",  "XDR",
                                "CHE", "CLF", "USN", "DEM", "FRF", "SLL",  "BGN",  "ANG",
                                "ZWL", "VEF", "£££", "HRK", "MRO"};
  for (const char* code : kCodes) {
    EXPECT_FALSE(MoneyCurrency::Parse(code).has_value()) << code;
  }
}

// Look-up is by binary search, so a code in the wrong place would not be found.
TEST(MoneyCurrencyTest, FindsEveryCodeOfIso4217) {
  const std::string kActive =
      "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP "
      "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
      "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
      "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
      "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
      "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
      "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";
  std::set<std::string> expected;
  for (std::size_t i = 0; i < kActive.size(); i += 4) expected.insert(kActive.substr(i, 3));
  std::set<std::string> found;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      for (char c = 'A'; c <= 'Z'; ++c) {
        const std::string code{a, b, c};
        if (MoneyCurrency::Parse(code)) found.insert(code);
      }
    }
  }
  EXPECT_EQ(found, expected);
}

TEST(MoneyCurrencyTest, WhatWasActiveOnceStaysReadable) {
  for (const char* code : {"BGN", "ANG", "GBP"}) {
    ASSERT_TRUE(MoneyCurrency::ParseKept(code).has_value()) << code;
    EXPECT_EQ(MoneyCurrency::ParseKept(code)->exponent(), 2);
  }
  for (const char* code : {"", "ZZZ", "bgn"}) {
    EXPECT_FALSE(MoneyCurrency::ParseKept(code).has_value()) << code;
  }
}

TEST(MoneyCurrencyTest, NoCurrencyHasAnEmptyCode) {
  EXPECT_EQ(MoneyCurrency().code(), "");
  EXPECT_NE(MoneyCurrency(), *MoneyCurrency::Parse("GBP"));
}

}  // namespace
}  // namespace coalition::domain
