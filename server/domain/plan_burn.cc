#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/conversion_plan.h"
#include "server/domain/plan.h"
#include "server/domain/posting_terms.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

Decided<Converted> Convert(const Burn& burn, const EventContext& context, const Carry& carry) {
  const Catalog& catalog = context.catalog;
  const ExchangeRate* rate = RateFor(burn, context);
  if (rate == nullptr) {
    return NoRateInForce(catalog, burn.partner, burn.currency, "exchange rate");
  }
  if (const auto* points = std::get_if<PartnerPoints>(&burn.amount)) {
    return ConvertBurn({points->value(), rate->BurnFactor(), Ratio{}}, *rate, carry);
  }
  const Money& money_off = std::get<Money>(burn.amount);
  if (!rate->money_off || rate->money_off->currency != money_off.currency) {
    return NoRateInForce(catalog, burn.partner, burn.currency,
                         "money-off rate for " + std::string(money_off.currency.code()));
  }
  return ConvertMoneyOff(
      {money_off.amount.value(), rate->MoneyOffFactor(), *rate->money_off->PartnerPointsPerMicro()},
      *rate, carry);
}

// One charge per lot whose issuer pays on redemption. Absent on overflow.
std::optional<std::vector<MoneyLeg>> LegsOf(const Terms& terms, Points points,
                                            const std::vector<LotMovement>& lots,
                                            const Catalog& catalog) {
  const int scale = catalog.GetCurrency(terms.currency).scale;
  const auto value = PriceOf(points, terms.redemption_price, scale);
  const auto fee = BurnFeeLeg(terms, catalog, points);
  if (!value || !fee) return std::nullopt;
  std::vector<MoneyLeg> legs{
      PartnerLeg(catalog.GetPartner(terms.partner), LegKind::kRedemption, *value, -points)};
  if (fee->money.amount != Micros(0)) legs.push_back(*fee);

  for (std::size_t i = 0; i < lots.size(); ++i) {
    const LotMovement& taken = lots[i];
    const Terms* issued_at =
        catalog.TermsByVersion(taken.lot.issuer, terms.currency, taken.lot.terms_version);
    COALITION_CHECK(issued_at != nullptr, "a lot's terms are in the catalog");
    if (issued_at->charge != Charge::kOnRedemption) continue;
    const auto charge = PriceOf(taken.points, issued_at->issue_price, scale);
    if (!charge) return std::nullopt;
    MoneyLeg leg = PartnerLeg(catalog.GetPartner(taken.lot.issuer), LegKind::kRedemptionCharge,
                              *charge, taken.points);
    leg.counterparty = terms.partner;
    leg.lot_index = static_cast<std::int32_t>(i);
    legs.push_back(leg);
  }
  return WithNetworkLegs(std::move(legs));
}

}  // namespace

Decided<PostingPlan> PlanBurn(const Burn& burn, const EventContext& context, const Account& account,
                              const Carries& carries) {
  const Catalog& catalog = context.catalog;
  const Terms* terms = TermsFor(burn, context);
  if (terms == nullptr) return NoRateInForce(catalog, burn.partner, burn.currency, "terms");

  PostingPlan plan{Describe(burn, context, account, *terms), carries};
  Transaction& transaction = plan.transaction;
  Points debit;
  if (const auto* points = std::get_if<Points>(&burn.amount)) {
    debit = *points;
  } else {
    const auto converted = Convert(burn, context, carries.burn);
    if (!converted.ok()) return converted.rejection();
    debit = converted->points;
    transaction.partner_points = converted->partner_points;
    transaction.conversion = converted->applied;
    plan.carries.burn = converted->carry;
  }
  const Points available = account.Available(context.date);
  if (debit > std::max(available, Points(0))) return InsufficientPoints(available, debit);

  transaction.lots = account.PlanDebit(debit, context.date);
  auto legs = LegsOf(*terms, debit, transaction.lots, catalog);
  if (!legs) return Rejection{Reason::kAmountOverflow, {}};

  transaction.type = TransactionType::kBurn;
  transaction.points = -debit;
  if (const auto* money_off = std::get_if<Money>(&burn.amount)) transaction.facts = *money_off;
  transaction.legs = *std::move(legs);
  return plan;
}

}  // namespace coalition::domain
