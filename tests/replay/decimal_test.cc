#include "clients/replay/decimal.h"

#include <gtest/gtest.h>

#include "clients/replay/thousands.h"

namespace coalition::replay {
namespace {

TEST(ParseMicrosTest, IsExact) {
  const struct {
    const char* text;
    std::optional<std::int64_t> micros;
  } kRows[] = {
      {"2.55", 2'550'000},
      {"0", 0},
      {"0.00", 0},
      {"0.001", 1'000},
      {"0.000001", 1},
      {"1.849", 1'849'000},
      {"38970.0", 38'970'000'000},
      {"-11062.06", -11'062'060'000},
      {"-0.5", -500'000},
      {".5", 500'000},
      {"5.", 5'000'000},
      {"007", 7'000'000},
      {"9223372036854.775807", INT64_MAX},
      {"9223372036854.775808", std::nullopt},
      {"99999999999999999999", std::nullopt},
      {"0.0000001", std::nullopt},
      {"", std::nullopt},
      {".", std::nullopt},
      {"-", std::nullopt},
      {"-.", std::nullopt},
      {"--1", std::nullopt},
      {"+1", std::nullopt},
      {"1e3", std::nullopt},
      {"1,5", std::nullopt},
      {" 1", std::nullopt},
      {"1.2.3", std::nullopt},
      {"1.-5", std::nullopt},
      {"nan", std::nullopt},
  };
  for (const auto& row : kRows) EXPECT_EQ(ParseMicros(row.text), row.micros) << row.text;
}

TEST(ParseWholeTest, TakesDigitsOnly) {
  EXPECT_EQ(ParseWhole("-12"), -12);
  EXPECT_EQ(ParseWhole("74215"), 74'215);
  for (const char* text : {"", "-", "1.0", "1 ", "0x1", "9223372036854775808"}) {
    EXPECT_EQ(ParseWhole(text), std::nullopt) << text;
  }
}

TEST(MoneyTextTest, KeepsAllDecimals) {
  EXPECT_EQ(MicrosText(0), "0.000000");
  EXPECT_EQ(MicrosText(-2'550'000), "-2.550000");
  EXPECT_EQ(MicrosText(1), "0.000001");
  EXPECT_EQ(MicrosText(INT64_MIN), "-9223372036854.775808");
  EXPECT_EQ(MinorUnitsText(-255, 2), "-2.55");
  EXPECT_EQ(MinorUnitsText(7, 3), "0.007");
  EXPECT_EQ(MinorUnitsText(170, 0), "170");
}

TEST(ThousandsTest, GroupsByThree) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(245'903), "245,903");
  EXPECT_EQ(Thousands(-1'000), "-1,000");
  EXPECT_EQ(Thousands(-100), "-100");
}

}  // namespace
}  // namespace coalition::replay
