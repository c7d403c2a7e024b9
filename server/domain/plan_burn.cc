#include <algorithm>
#include <string>
#include <utility>

#include "server/domain/conversion_plan.h"
#include "server/domain/plan.h"
#include "server/domain/posting_terms.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

// What is converted and at which rate, of an amount that is not in currency points.
struct RatedAmount {
  const ExchangeRate* rate = nullptr;
  ConversionSource source;
  bool money_off = false;
};

template <typename BurnOrHold>
Decided<RatedAmount> RatedAmountOf(const BurnOrHold& posting, const EventContext& context) {
  const auto missing = [&](std::string what) {
    return NoRateInForce(context.catalog, posting.partner, posting.currency, std::move(what));
  };
  const ExchangeRate* rate = RateFor(posting, context);
  if (rate == nullptr) return missing("exchange rate");
  if (const auto* points = std::get_if<PartnerPoints>(&posting.amount)) {
    return RatedAmount{rate, {points->value(), rate->BurnFactor(), Ratio{}}, false};
  }
  const Money& money_off = std::get<Money>(posting.amount);
  if (!rate->money_off || rate->money_off->currency != money_off.currency) {
    return missing("money-off rate for " + std::string(money_off.currency.code()));
  }
  return RatedAmount{
      rate,
      {money_off.amount.value(), rate->MoneyOffFactor(), *rate->money_off->PartnerPointsPerMicro()},
      true};
}

// Fills in the transaction's points (as a debit, positive), partner points, conversion and facts.
// The carry is what `convert` makes of it.
template <typename BurnOrHold, typename Convert>
Decided<Carry> FillInAmount(const BurnOrHold& posting, const EventContext& context,
                            const Carry& carry, Convert convert, Transaction& transaction) {
  if (const auto* points = std::get_if<Points>(&posting.amount)) {
    transaction.points = *points;
    return carry;
  }
  const auto amount = RatedAmountOf(posting, context);
  if (!amount.ok()) return amount.rejection();
  const auto converted = convert(*amount);
  if (!converted.ok()) return converted.rejection();
  transaction.points = converted->points;
  transaction.partner_points = converted->partner_points;
  transaction.conversion = converted->applied;
  if (const auto* money_off = std::get_if<Money>(&posting.amount)) transaction.facts = *money_off;
  return converted->carry;
}

Decided<Accepted> CheckAvailable(const Account& account, Date date, Points debit) {
  const Points available = account.Available(date);
  if (debit > std::max(available, Points(0))) return InsufficientPoints(available, debit);
  return Accepted{};
}

}  // namespace

Decided<PostingPlan> PlanBurn(const Burn& burn, const EventContext& context, const Account& account,
                              const Carries& carries) {
  const Catalog& catalog = context.catalog;
  const Terms* terms = TermsFor(burn, context);
  if (terms == nullptr) return NoRateInForce(catalog, burn.partner, burn.currency, "terms");

  PostingPlan plan{Describe(TransactionType::kBurn, burn, context, account, *terms), carries};
  Transaction& transaction = plan.transaction;
  const auto convert = [&](const RatedAmount& amount) {
    return amount.money_off ? ConvertMoneyOff(amount.source, *amount.rate, carries.burn)
                            : ConvertBurn(amount.source, *amount.rate, carries.burn);
  };
  const auto carry = FillInAmount(burn, context, carries.burn, convert, transaction);
  if (!carry.ok()) return carry.rejection();
  plan.carries.burn = *carry;
  const Points debit = transaction.points;
  if (const auto enough = CheckAvailable(account, context.date, debit); !enough.ok()) {
    return enough.rejection();
  }
  transaction.points = -debit;
  transaction.lots = account.PlanDebit(debit, context.date);
  auto legs = BurnLegs(*terms, catalog, debit, transaction.lots);
  if (!legs) return Rejection{Reason::kAmountOverflow, {}};
  transaction.legs = *std::move(legs);
  return plan;
}

Decided<PostingPlan> PlanAuthorization(const Authorize& authorize, const EventContext& context,
                                       const Account& account) {
  const Terms* terms = TermsFor(authorize, context);
  if (terms == nullptr) {
    return NoRateInForce(context.catalog, authorize.partner, authorize.currency, "terms");
  }
  PostingPlan plan{Describe(TransactionType::kAuthorization, authorize, context, account, *terms),
                   {}};
  Transaction& transaction = plan.transaction;
  const auto convert = [](const RatedAmount& amount) {
    return amount.money_off ? ConvertMoneyOff(amount.source, *amount.rate, Carry{})
                            : ConvertHold(amount.source, *amount.rate);
  };
  const auto carry = FillInAmount(authorize, context, Carry{}, convert, transaction);
  if (!carry.ok()) return carry.rejection();
  const Points held = transaction.points;
  if (const auto enough = CheckAvailable(account, context.date, held); !enough.ok()) {
    return enough.rejection();
  }
  transaction.points = Points(0);
  transaction.reserved = account.PlanDebit(held, context.date);
  for (LotMovement& slice : transaction.reserved) slice.points = -slice.points;
  return plan;
}

}  // namespace coalition::domain
