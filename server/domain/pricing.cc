#include "server/domain/pricing.h"

#include <map>
#include <utility>

namespace coalition::domain {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

std::optional<MoneyLeg> FeeLeg(const Terms& terms, const Catalog& catalog, Points points,
                               Micros fixed, std::int32_t ppm, Micros price) {
  const auto value = PriceOf(points, price, catalog.GetCurrency(terms.currency).scale);
  if (!value) return std::nullopt;
  const auto share = MulDiv(value->value(), ppm, kMillion, RoundTo::kHalfEven);
  if (!share) return std::nullopt;
  const auto fee = Plus(fixed, Micros(*share));
  if (!fee) return std::nullopt;
  return PartnerLeg(catalog.GetPartner(terms.partner), LegKind::kFee, -*fee, Points(0));
}

}  // namespace

std::optional<Micros> PriceOf(Points points, Micros price_per_thousand, int scale) {
  std::int64_t thousand = 1000;
  for (int i = 0; i < scale; ++i) thousand *= 10;
  const auto micros =
      MulDiv(points.value(), price_per_thousand.value(), thousand, RoundTo::kHalfEven);
  if (!micros) return std::nullopt;
  return Micros(*micros);
}

MoneyLeg PartnerLeg(const Partner& partner, LegKind kind, Micros amount, Points points) {
  return MoneyLeg{partner.id, kind, {partner.settlement_currency, amount}, points, kNetwork, -1};
}

std::optional<MoneyLeg> EarnFeeLeg(const Terms& terms, const Catalog& catalog, Points points) {
  return FeeLeg(terms, catalog, points, terms.fees.earn_fee, terms.fees.earn_fee_ppm,
                terms.issue_price);
}

std::optional<MoneyLeg> BurnFeeLeg(const Terms& terms, const Catalog& catalog, Points points) {
  return FeeLeg(terms, catalog, points, terms.fees.burn_fee, terms.fees.burn_fee_ppm,
                terms.redemption_price);
}

std::optional<std::vector<MoneyLeg>> WithNetworkLegs(std::vector<MoneyLeg> legs) {
  std::map<std::pair<LegKind, MoneyCurrency>, Micros> network;
  for (const MoneyLeg& leg : legs) {
    const LegKind kind = leg.kind == LegKind::kFee ? LegKind::kFeeIncome : LegKind::kClearing;
    Micros& side = network[{kind, leg.money.currency}];
    const auto amount = Plus(side, -leg.money.amount);
    if (!amount) return std::nullopt;
    side = *amount;
  }
  for (const auto& [account, amount] : network) {
    const auto& [kind, currency] = account;
    legs.push_back(MoneyLeg{kNetwork, kind, {currency, amount}, Points(0), kNetwork, -1});
  }
  return legs;
}

}  // namespace coalition::domain
