#ifndef COALITION_SERVER_DOMAIN_CONVERSION_CIRCLE_H_
#define COALITION_SERVER_DOMAIN_CONVERSION_CIRCLE_H_

#include <vector>

#include "server/domain/catalog.h"

namespace coalition::domain {

// Currencies through which points can be changed, from the first to the next and from the last back
// to the first, into more than they were, at some moment from `since` on; empty when there are
// none. Exact. Takes O(n^3) products of up to n rates for n currencies, for each version that
// begins after `since`; n is bounded by kConvertibleCurrenciesMax.
std::vector<CurrencyId> FindGainingCircle(const Catalog& catalog, Moment since);

// Currencies that have a conversion rate, from or to.
int ConvertibleCurrencies(const Catalog& catalog);

inline constexpr int kConvertibleCurrenciesMax = 32;

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_CONVERSION_CIRCLE_H_
