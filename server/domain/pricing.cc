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

LegKind NetworkSideOf(LegKind kind) {
  if (kind == LegKind::kFee) return LegKind::kFeeIncome;
  if (kind == LegKind::kBreakage) return LegKind::kBreakageExpense;
  return LegKind::kClearing;
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

std::optional<MoneyLeg> IssueLeg(const Terms& terms, const Catalog& catalog, Points points) {
  const auto value = PriceOf(points, terms.issue_price, catalog.GetCurrency(terms.currency).scale);
  if (!value) return std::nullopt;
  const Micros charged = terms.charge == Charge::kOnIssue ? *value : Micros(0);
  return PartnerLeg(catalog.GetPartner(terms.partner), LegKind::kIssue, -charged, points);
}

std::optional<std::vector<MoneyLeg>> RedemptionLegs(const Terms& redeemer, const Catalog& catalog,
                                                    Points points,
                                                    const std::vector<LotMovement>& lots,
                                                    const std::optional<MoneyLeg>& fee) {
  const int scale = catalog.GetCurrency(redeemer.currency).scale;
  const auto value = PriceOf(points, redeemer.redemption_price, scale);
  if (!value) return std::nullopt;
  std::vector<MoneyLeg> legs{
      PartnerLeg(catalog.GetPartner(redeemer.partner), LegKind::kRedemption, *value, -points)};
  if (fee && fee->money.amount != Micros(0)) legs.push_back(*fee);

  for (std::size_t i = 0; i < lots.size(); ++i) {
    const LotMovement& taken = lots[i];
    const Terms& issued_at = IssueTermsOf(taken.lot, redeemer.currency, catalog);
    if (issued_at.charge != Charge::kOnRedemption) continue;
    const auto charge = PriceOf(taken.points, issued_at.issue_price, scale);
    if (!charge) return std::nullopt;
    MoneyLeg leg = PartnerLeg(catalog.GetPartner(taken.lot.issuer), LegKind::kRedemptionCharge,
                              *charge, taken.points);
    leg.counterparty = redeemer.partner;
    leg.lot_index = static_cast<std::int32_t>(i);
    legs.push_back(leg);
  }
  return legs;
}

std::optional<std::vector<MoneyLeg>> BurnLegs(const Terms& redeemer, const Catalog& catalog,
                                              Points points, const std::vector<LotMovement>& lots) {
  const auto fee = BurnFeeLeg(redeemer, catalog, points);
  if (!fee) return std::nullopt;
  auto legs = RedemptionLegs(redeemer, catalog, points, lots, fee);
  if (!legs) return std::nullopt;
  return WithNetworkLegs(*std::move(legs));
}

std::optional<MoneyLeg> BreakageLeg(const Terms& terms, const Catalog& catalog, Points points) {
  Micros share{0};
  if (terms.charge == Charge::kOnIssue) {
    const auto value =
        PriceOf(points, terms.issue_price, catalog.GetCurrency(terms.currency).scale);
    const auto part =
        value ? MulDiv(value->value(), terms.breakage_share_ppm, kMillion, RoundTo::kHalfEven)
              : std::nullopt;
    if (!part) return std::nullopt;
    share = Micros(*part);
  }
  return PartnerLeg(catalog.GetPartner(terms.partner), LegKind::kBreakage, share, -points);
}

const Terms& IssueTermsOf(const LotKey& lot, CurrencyId currency, const Catalog& catalog) {
  const Terms* terms = catalog.TermsByVersion(lot.issuer, currency, lot.terms_version);
  COALITION_CHECK(terms != nullptr, "a lot's terms are in the catalog");
  return *terms;
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
    const LegKind kind = NetworkSideOf(leg.kind);
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
