#ifndef COALITION_SERVER_DOMAIN_PRICING_H_
#define COALITION_SERVER_DOMAIN_PRICING_H_

#include <optional>
#include <vector>

#include "server/domain/amount.h"
#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// Money for points. Each function is absent when a result does not fit in 64 bits.

// points * price / (1,000 whole points), half-even to the micro; `scale` is the points currency's.
std::optional<Micros> PriceOf(Points points, Micros price_per_thousand, int scale);

// A partner's leg; `amount` is signed from its point of view.
MoneyLeg PartnerLeg(const Partner& partner, LegKind kind, Micros amount, Points points);

// The reporting partner's fee for an earn (burn) of `points`: the fixed part plus the share of
// their issue (redemption) price. An amount of 0 when the terms ask for none.
std::optional<MoneyLeg> EarnFeeLeg(const Terms& terms, const Catalog& catalog, Points points);
std::optional<MoneyLeg> BurnFeeLeg(const Terms& terms, const Catalog& catalog, Points points);

// Adds the network's side: one clearing leg per currency, and one of fee income where fees moved.
std::optional<std::vector<MoneyLeg>> WithNetworkLegs(std::vector<MoneyLeg> legs);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_PRICING_H_
