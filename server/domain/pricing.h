#ifndef COALITION_SERVER_DOMAIN_PRICING_H_
#define COALITION_SERVER_DOMAIN_PRICING_H_

#include <optional>
#include <vector>

#include "server/domain/amount.h"
#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// Money for points. Each function is absent when a result does not fit in 64 bits.

// 1,000 whole points of such a currency are 10^18 of its points.
inline constexpr int kPriceScaleMax = 15;

// points * price / (1,000 whole points), half-even to the micro; `scale` is the points currency's,
// 0 to kPriceScaleMax.
std::optional<Micros> PriceOf(Points points, Micros price_per_thousand, int scale);

// A partner's leg; `amount` is signed from its point of view.
MoneyLeg PartnerLeg(const Partner& partner, LegKind kind, Micros amount, Points points);

// The terms at which a lot was issued.
const Terms& IssueTermsOf(const LotKey& lot, CurrencyId currency, const Catalog& catalog);

// The reporting partner's fee for an earn (burn) of `points`: the fixed part plus the share of
// their issue (redemption) price. An amount of 0 when the terms ask for none.
std::optional<MoneyLeg> EarnFeeLeg(const Terms& terms, const Catalog& catalog, Points points);
std::optional<MoneyLeg> BurnFeeLeg(const Terms& terms, const Catalog& catalog, Points points);

// The issuer's leg for points that it credits: its issue price, or 0 when it pays on redemption.
std::optional<MoneyLeg> IssueLeg(const Terms& terms, const Catalog& catalog, Points points);

// The partners' legs for points that `redeemer` takes in: its redemption price, the fee if there is
// one, and a charge for each lot whose issuer pays on redemption.
std::optional<std::vector<MoneyLeg>> RedemptionLegs(const Terms& redeemer, const Catalog& catalog,
                                                    Points points,
                                                    const std::vector<LotMovement>& lots,
                                                    const std::optional<MoneyLeg>& fee);

// All legs of points burned with `redeemer`, its fee and the network's side with them.
std::optional<std::vector<MoneyLeg>> BurnLegs(const Terms& redeemer, const Catalog& catalog,
                                              Points points, const std::vector<LotMovement>& lots);

// What the issuer of an expired lot gets back.
std::optional<MoneyLeg> BreakageLeg(const Terms& terms, const Catalog& catalog, Points points);

// Adds the network's side: per currency one clearing leg, one of fee income where fees moved, and
// one of breakage expense where breakage did.
std::optional<std::vector<MoneyLeg>> WithNetworkLegs(std::vector<MoneyLeg> legs);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_PRICING_H_
