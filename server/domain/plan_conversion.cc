#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/conversion_plan.h"
#include "server/domain/plan.h"
#include "server/domain/posting_terms.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

// A burn of the one currency and an earn of the other, without fees. Absent on overflow.
std::optional<std::vector<MoneyLeg>> LegsOf(const Terms& given_up, Points debit,
                                            const std::vector<LotMovement>& lots, const Terms& got,
                                            Points credit, const Catalog& catalog) {
  auto legs = RedemptionLegs(given_up, catalog, debit, lots, std::nullopt);
  const auto issue = IssueLeg(got, catalog, credit);
  if (!legs || !issue) return std::nullopt;
  legs->push_back(*issue);
  return WithNetworkLegs(*std::move(legs));
}

}  // namespace

Decided<PostingPlan> PlanConversion(const Convert& convert, const EventContext& context,
                                    const Account& from, const Account& to,
                                    const Carries& carries) {
  const Rejection overflow{Reason::kAmountOverflow, {}};
  const Catalog& catalog = context.catalog;
  const auto missing = [&](CurrencyId currency, std::string what) {
    return NoRateInForce(catalog, convert.partner, currency, std::move(what));
  };
  const ConversionRate* rate =
      catalog.ConversionRateInForce(convert.from, convert.to, context.event_time);
  if (rate == nullptr) {
    return missing(convert.from, "conversion rate to " + catalog.GetCurrency(convert.to).code);
  }
  const Terms* given_up = catalog.TermsInForce(convert.partner, convert.from, context.event_time);
  if (given_up == nullptr) return missing(convert.from, "terms");
  const Terms* got = catalog.TermsInForce(convert.partner, convert.to, context.event_time);
  if (got == nullptr) return missing(convert.to, "terms");

  const auto converted = ConvertCurrency(convert.points, *rate, carries.earn);
  if (!converted.ok()) return converted.rejection();
  const Points available = from.Available(context.date);
  if (convert.points > std::max(available, Points(0))) {
    return InsufficientPoints(available, convert.points);
  }
  PostingPlan plan{
      NewTransaction(TransactionType::kConversion, convert.partner, from, context.event_time),
      carries};
  plan.carries.earn = converted->carry;
  Transaction& transaction = plan.transaction;
  transaction.points = -convert.points;
  transaction.lots = from.PlanDebit(convert.points, context.date);
  transaction.conversion = converted->applied;
  transaction.terms_version = given_up->version;
  transaction.reference = convert.reference;
  auto credited = to.PlanCredit(LotOf(*got, context.date), converted->points);
  auto legs = LegsOf(*given_up, convert.points, transaction.lots, *got, converted->points, catalog);
  if (!credited || !legs) return overflow;
  transaction.legs = *std::move(legs);
  transaction.counterpart = Counterpart{to.key().member,      convert.to,  converted->points,
                                        *std::move(credited), kNoSequence, {}};
  return plan;
}

}  // namespace coalition::domain
