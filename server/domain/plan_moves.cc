// Transfers, mergers, adjustments and expiries: points that move without being earned or burned.
#include <algorithm>
#include <utility>

#include "server/domain/plan.h"
#include "server/domain/posting_terms.h"
#include "server/domain/pricing.h"
#include "server/domain/take_back.h"

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

// `transaction` takes from its account; the counterpart gets it.
void GiveTo(const Account& receiver, Transaction& transaction) {
  Counterpart counterpart{
      receiver.key().member, receiver.key().currency, -transaction.points, {}, kNoSequence, {}};
  for (const LotMovement& taken : transaction.lots) {
    counterpart.lots.push_back({taken.lot, -taken.points});
  }
  transaction.counterpart = std::move(counterpart);
}

// The partner's own lots first; what they do not hold is asked of the lot that an earn would fill.
std::vector<Slice> SlicesToTake(const Account& account, const Terms& terms, Date date,
                                Points points) {
  std::vector<Slice> slices;
  for (const Lot& lot : account.free_lots()) {
    if (lot.key.issuer != terms.partner || lot.points < kNone || points == kNone) continue;
    const Points taken = std::min(points, lot.points);
    slices.push_back({lot.key, taken});
    points -= taken;
  }
  if (points > kNone) slices.push_back({LotOf(terms, date), points});
  return slices;
}

Decided<Accepted> Credit(const Adjust& adjust, const EventContext& context, const Terms& terms,
                         const Account& account, Transaction& transaction) {
  auto movements = account.PlanCredit(LotOf(terms, context.date), adjust.points);
  if (!movements) return Rejection{Reason::kAmountOverflow, {}};
  transaction.points = adjust.points;
  transaction.lots = *std::move(movements);
  return Accepted{};
}

Decided<Accepted> Debit(const Adjust& adjust, const EventContext& context, const Terms& terms,
                        const Account& account, Transaction& transaction) {
  auto taken = TakeBack(SlicesToTake(account, terms, context.date, -adjust.points), account,
                        context.date, context.catalog.network.negative_balance);
  if (!taken.ok()) return taken.rejection();
  if (!account.Fits(taken->movements)) return Rejection{Reason::kAmountOverflow, {}};
  transaction.points = adjust.points + taken->not_recovered;
  transaction.not_recovered = taken->not_recovered;
  transaction.lots = std::move(taken->movements);
  return Accepted{};
}

}  // namespace

Decided<PostingPlan> PlanTransfer(const Transfer& transfer, const EventContext& context,
                                  const Account& from, const Account& to) {
  const Points available = from.Available(context.date);
  if (transfer.points > std::max(available, kNone)) {
    return InsufficientPoints(available, transfer.points);
  }
  PostingPlan plan{
      NewTransaction(TransactionType::kTransfer, transfer.partner, from, context.event_time), {}};
  Transaction& transaction = plan.transaction;
  transaction.points = -transfer.points;
  transaction.lots = from.PlanDebit(transfer.points, context.date);
  transaction.reference = transfer.reference;
  GiveTo(to, transaction);
  if (!to.Fits(transaction.counterpart->lots)) return Rejection{Reason::kAmountOverflow, {}};
  return plan;
}

std::optional<PostingPlan> PlanMerger(const Account& from, const Account& into, Moment now) {
  PostingPlan plan{NewTransaction(TransactionType::kTransfer, kNetwork, from, now), {}};
  Transaction& transaction = plan.transaction;
  for (const Lot& lot : from.lots()) {
    transaction.lots.push_back({lot.key, -lot.points});
    transaction.points -= lot.points;
  }
  GiveTo(into, transaction);
  if (!into.Fits(transaction.counterpart->lots)) return std::nullopt;
  return plan;
}

Decided<PostingPlan> PlanAdjustment(const Adjust& adjust, const EventContext& context,
                                    const Account& account) {
  const Catalog& catalog = context.catalog;
  const Terms* terms = catalog.TermsInForce(adjust.partner, adjust.currency, context.event_time);
  if (terms == nullptr) return NoRateInForce(catalog, adjust.partner, adjust.currency, "terms");
  PostingPlan plan{
      NewTransaction(TransactionType::kAdjustment, adjust.partner, account, context.event_time),
      {}};
  Transaction& transaction = plan.transaction;
  transaction.terms_version = terms->version;
  transaction.reason = adjust.reason;
  const auto moved = adjust.points > kNone ? Credit(adjust, context, *terms, account, transaction)
                                           : Debit(adjust, context, *terms, account, transaction);
  if (!moved.ok()) return moved.rejection();
  const auto issue = IssueLeg(*terms, catalog, transaction.points);
  auto legs = issue ? WithNetworkLegs({*issue}) : std::nullopt;
  if (!legs) return Rejection{Reason::kAmountOverflow, {}};
  transaction.legs = *std::move(legs);
  return plan;
}

std::optional<PostingPlan> PlanExpiry(const Account& account, const EventContext& context) {
  PostingPlan plan{NewTransaction(TransactionType::kExpiry, kNetwork, account, context.event_time),
                   {}};
  Transaction& transaction = plan.transaction;
  std::vector<MoneyLeg> legs;
  for (const Lot& lot : account.ExpiredLots(context.date)) {
    transaction.lots.push_back({lot.key, -lot.points});
    transaction.points -= lot.points;
    const Terms& terms = IssueTermsOf(lot.key, account.key().currency, context.catalog);
    const auto leg = BreakageLeg(terms, context.catalog, lot.points);
    if (!leg) return std::nullopt;
    legs.push_back(*leg);
  }
  if (transaction.lots.empty()) return std::nullopt;
  auto all = WithNetworkLegs(std::move(legs));
  if (!all) return std::nullopt;
  transaction.legs = *std::move(all);
  return plan;
}

}  // namespace coalition::domain
