#include "server/domain/conversion_circle.h"

#include <algorithm>
#include <map>
#include <set>

#include "boost/multiprecision/cpp_int.hpp"

namespace coalition::domain {
namespace {

using boost::multiprecision::cpp_int;

// numerator / denominator, not in lowest terms.
struct Product {
  cpp_int numerator = 1;
  cpp_int denominator = 1;

  Product Times(const Ratio& rate) const {
    return {numerator * rate.numerator, denominator * rate.denominator};
  }
  bool operator>(const Product& other) const {
    return numerator * other.denominator > other.numerator * denominator;
  }
};

// The best way found so far to get to a currency from anywhere, starting with one point.
struct Way {
  Product gain;
  const ConversionRate* last = nullptr;
};

std::vector<const ConversionRate*> RatesInForce(const Catalog& catalog, Moment at) {
  std::vector<const ConversionRate*> rates;
  for (const auto& [pair, versions] : catalog.conversion_rates()) {
    const ConversionRate* rate = catalog.ConversionRateInForce(pair.first, pair.second, at);
    if (rate != nullptr) rates.push_back(rate);
  }
  return rates;
}

// Follows the ways back from `last` for long enough to be in the circle, then once around it.
std::vector<CurrencyId> CircleBehind(std::map<CurrencyId, Way>& ways, CurrencyId last) {
  for (std::size_t i = 0; i < ways.size(); ++i) last = ways[last].last->from;
  std::vector<CurrencyId> circle;
  CurrencyId currency = last;
  do {
    circle.push_back(currency);
    currency = ways[currency].last->from;
  } while (currency != last);
  std::reverse(circle.begin(), circle.end());
  return circle;
}

// Bellman and Ford's search for a cycle, with products for sums: without one, ways stop improving
// after as many rounds as there are currencies.
std::vector<CurrencyId> FindCircle(const std::vector<const ConversionRate*>& rates) {
  std::map<CurrencyId, Way> ways;
  for (const ConversionRate* rate : rates) {
    ways[rate->from];
    ways[rate->to];
  }
  for (std::size_t round = 0; round <= ways.size(); ++round) {
    bool improved = false;
    for (const ConversionRate* rate : rates) {
      Product gain = ways[rate->from].gain.Times(rate->rate);
      Way& way = ways[rate->to];
      if (!(gain > way.gain)) continue;
      way = {std::move(gain), rate};
      improved = true;
      if (round == ways.size()) return CircleBehind(ways, rate->to);
    }
    if (!improved) return {};
  }
  return {};
}

}  // namespace

std::vector<CurrencyId> FindGainingCircle(const Catalog& catalog, Moment since) {
  std::set<Moment> moments{since};
  for (const auto& [pair, versions] : catalog.conversion_rates()) {
    for (const ConversionRate& rate : versions) {
      if (rate.effective_from > since) moments.insert(rate.effective_from);
    }
  }
  for (const Moment at : moments) {
    auto circle = FindCircle(RatesInForce(catalog, at));
    if (!circle.empty()) return circle;
  }
  return {};
}

int ConvertibleCurrencies(const Catalog& catalog) {
  std::set<CurrencyId> currencies;
  for (const auto& [pair, versions] : catalog.conversion_rates()) {
    currencies.insert(pair.first);
    currencies.insert(pair.second);
  }
  return static_cast<int>(currencies.size());
}

}  // namespace coalition::domain
