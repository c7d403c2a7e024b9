#include "server/domain/conversion_circle.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"

namespace coalition::domain {
namespace {

struct Edge {
  std::uint32_t from;
  std::uint32_t to;
  Ratio rate;
  const char* since = "2026-01-01T00:00:00Z";
};

Catalog WithRates(const std::vector<Edge>& edges) {
  Catalog catalog;
  for (const Edge& edge : edges) {
    ConversionRate rate;
    rate.from = CurrencyId(edge.from);
    rate.to = CurrencyId(edge.to);
    rate.version = catalog.NextConversionRateVersion(rate.from, rate.to);
    rate.rate = edge.rate;
    rate.effective_from = At(edge.since);
    catalog.Put(rate);
  }
  return catalog;
}

// "2 3", rotated to begin with the lowest.
std::string CircleOf(const std::vector<Edge>& edges, const char* since = "2026-06-01T00:00:00Z") {
  std::vector<CurrencyId> circle = FindGainingCircle(WithRates(edges), At(since));
  if (circle.empty()) return "";
  std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
  std::string text;
  for (const CurrencyId currency : circle) text += std::to_string(currency.value());
  return text;
}

constexpr std::int64_t kHuge = INT64_MAX;

TEST(ConversionCircleTest, FindsTheCircleThatGains) {
  struct Row {
    std::vector<Edge> edges;
    const char* circle;
  };
  const Row rows[] = {
      {{}, ""},
      {{{1, 2, {1000, 1}}}, ""},
      {{{1, 2, {2, 3}}, {2, 1, {3, 2}}}, ""},
      {{{1, 2, {2, 3}}, {2, 1, {3, 2}}, {2, 3, {5, 1}}}, ""},
      {{{1, 2, {2, 3}}, {2, 1, {4, 2}}}, "12"},
      {{{1, 2, {2, 1}}, {2, 3, {2, 1}}, {3, 1, {1, 4}}}, ""},
      {{{1, 2, {2, 1}}, {2, 3, {2, 1}}, {3, 1, {10, 39}}}, "123"},
      // The long way gains, the short ones do not.
      {{{1, 2, {1, 1}}, {2, 1, {1, 1}}, {2, 3, {3, 2}}, {3, 4, {1, 1}}, {4, 1, {3, 4}}}, "1234"},
      {{{1, 2, {9, 1}}, {3, 4, {1, 3}}, {4, 3, {7, 2}}}, "34"},
      // By one part in 10^19, which no floating-point number would tell.
      {{{1, 2, {kHuge, kHuge - 1}}, {2, 1, {kHuge - 2, kHuge - 1}}}, ""},
      {{{1, 2, {kHuge, kHuge - 1}}, {2, 1, {kHuge - 1, kHuge}}}, ""},
      {{
           {1, 2, {kHuge - 1, kHuge - 2}},
           {2, 1, {kHuge - 1, kHuge}},
       },
       "12"},
  };
  for (const Row& row : rows) EXPECT_EQ(CircleOf(row.edges), row.circle);
}

TEST(ConversionCircleTest, LooksAtEveryMomentFromTheGivenOneOn) {
  const std::vector<Edge> edges{{1, 2, {2, 1}, "2026-01-01T00:00:00Z"},
                                {1, 2, {1, 1}, "2026-03-01T00:00:00Z"},
                                {2, 1, {1, 1}, "2026-02-01T00:00:00Z"},
                                {2, 1, {1, 2}, "2026-05-01T00:00:00Z"},
                                {1, 2, {3, 1}, "2026-09-01T00:00:00Z"}};
  EXPECT_EQ(CircleOf(edges, "2026-02-15T00:00:00Z"), "12");
  const std::vector<Edge> until_august(edges.begin(), edges.end() - 1);
  EXPECT_EQ(CircleOf(until_august, "2026-01-15T00:00:00Z"), "12");
  EXPECT_EQ(CircleOf(until_august, "2026-03-01T00:00:00Z"), "");
  EXPECT_EQ(CircleOf(edges, "2026-06-01T00:00:00Z"), "12");
}

TEST(SetConversionRateTest, RefusesACircleAndNamesIt) {
  World world;
  const auto set = [&](CurrencyId from, CurrencyId to, Ratio ratio) {
    ConversionRate rate;
    rate.from = from;
    rate.to = to;
    rate.rate = ratio;
    return Outcome(world.Do(ByOperator(SetConversionRate{rate, true})));
  };
  EXPECT_EQ(set(kStars, kMiles, {3, 1}), "ok");
  EXPECT_EQ(set(kMiles, kStars, {1, 2}).substr(0, 29), "INVALID_FIELD circle=STARS > ");
  EXPECT_TRUE(world.last_changes().empty());
  EXPECT_EQ(set(kMiles, kStars, {1, 3}), "ok");
  EXPECT_EQ(world.catalog().conversion_rates().size(), 2U);
}

TEST(SetConversionRateTest, BoundsTheCurrencies) {
  Catalog catalog = NewCatalog();
  for (std::uint32_t i = 3; i <= 40; ++i) {
    catalog.Put(Currency{CurrencyId(i), "C" + std::to_string(i), 0, kNetwork, false});
  }
  World world(catalog);
  for (std::uint32_t i = 1; i <= 32; ++i) {
    ConversionRate rate;
    rate.from = CurrencyId(i);
    rate.to = CurrencyId(i + 1);
    const std::string outcome = Outcome(world.Do(ByOperator(SetConversionRate{rate, true})));
    EXPECT_EQ(outcome,
              i < 32 ? "ok" : "LIMIT_EXCEEDED limit=currencies with conversion rates maximum=32");
  }
}

}  // namespace
}  // namespace coalition::domain
