#include <string>
#include <utility>

#include "server/domain/conversion_plan.h"
#include "server/domain/overloaded.h"
#include "server/domain/plan.h"
#include "server/domain/posting_terms.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

Decided<ConversionSource> SourceOf(const Earn& earn, const ExchangeRate& rate,
                                   const Catalog& catalog) {
  const auto missing = [&](std::string what) {
    return NoRateInForce(catalog, earn.partner, earn.currency, std::move(what));
  };
  using Result = Decided<ConversionSource>;
  return std::visit(
      Overloaded{[&](const PartnerPoints& points) -> Result {
                   return ConversionSource{points.value(), rate.EarnFactor(), Ratio{}};
                 },
                 [&](const Points&) -> Result {
                   CheckFailed(__FILE__, __LINE__, "amount", "currency points need no conversion");
                 },
                 [&](const Purchase& purchase) -> Result {
                   const MoneyCurrency currency = purchase.amount.currency;
                   if (!rate.purchase || rate.purchase->currency != currency) {
                     return missing("purchase rate for " + std::string(currency.code()));
                   }
                   return ConversionSource{purchase.amount.amount.value(), rate.PurchaseFactor(),
                                           *rate.purchase->PartnerPointsPerMicro()};
                 },
                 [&](const Activity& activity) -> Result {
                   const ActivityRate* found = rate.FindActivity(activity.type);
                   if (found == nullptr) return missing("activity rate for " + activity.type);
                   return ConversionSource{activity.quantity, rate.ActivityFactor(*found),
                                           found->partner_points_per_unit};
                 }},
      earn.amount);
}

Facts FactsOf(const Earn& earn) {
  if (const auto* purchase = std::get_if<Purchase>(&earn.amount)) return *purchase;
  if (const auto* activity = std::get_if<Activity>(&earn.amount)) return *activity;
  return std::monostate{};
}

Decided<Converted> ToPoints(const Earn& earn, const EventContext& context, const Carry& carry) {
  const Catalog& catalog = context.catalog;
  const ExchangeRate* rate = RateFor(earn, context);
  if (rate == nullptr) {
    return NoRateInForce(catalog, earn.partner, earn.currency, "exchange rate");
  }
  const auto source = SourceOf(earn, *rate, catalog);
  if (!source.ok()) return source.rejection();
  return ConvertEarn(*source, *rate, carry);
}

// Absent on overflow.
std::optional<std::vector<MoneyLeg>> LegsOf(const Terms& terms, Points points,
                                            const Catalog& catalog) {
  const auto issue = IssueLeg(terms, catalog, points);
  const auto fee = EarnFeeLeg(terms, catalog, points);
  if (!issue || !fee) return std::nullopt;
  std::vector<MoneyLeg> legs{*issue};
  if (fee->money.amount != Micros(0)) legs.push_back(*fee);
  return WithNetworkLegs(std::move(legs));
}

}  // namespace

Decided<PostingPlan> PlanEarn(const Earn& earn, const EventContext& context, const Account& account,
                              const Carries& carries) {
  const Catalog& catalog = context.catalog;
  const Terms* terms = TermsFor(earn, context);
  if (terms == nullptr) return NoRateInForce(catalog, earn.partner, earn.currency, "terms");

  PostingPlan plan{Describe(TransactionType::kEarn, earn, context, account, *terms), carries};
  Transaction& transaction = plan.transaction;
  if (const auto* points = std::get_if<Points>(&earn.amount)) {
    transaction.points = *points;
  } else {
    const auto converted = ToPoints(earn, context, carries.earn);
    if (!converted.ok()) return converted.rejection();
    transaction.points = converted->points;
    transaction.partner_points = converted->partner_points;
    transaction.conversion = converted->applied;
    plan.carries.earn = converted->carry;
  }
  auto movements = account.PlanCredit(LotOf(*terms, context.date), transaction.points);
  auto legs = LegsOf(*terms, transaction.points, catalog);
  if (!movements || !legs) return Rejection{Reason::kAmountOverflow, {}};

  transaction.facts = FactsOf(earn);
  transaction.lots = *std::move(movements);
  transaction.legs = *std::move(legs);
  return plan;
}

}  // namespace coalition::domain
