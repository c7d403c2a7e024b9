#ifndef COALITION_SERVER_DOMAIN_PLAN_H_
#define COALITION_SERVER_DOMAIN_PLAN_H_

#include <optional>
#include <vector>

#include "server/domain/account.h"
#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/rejection.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// The rules of points and money, as functions of loaded state. A plan is a transaction without its
// place in the ledger (id, window, posted_at, previous, balance_after); carrying it out applies its
// lot movements, adds its legs to positions and stores its carry. Quote and Post share these.

struct PostingPlan {
  Transaction transaction;
  // After it, those of CarryKeyOf(transaction); nothing where that is none.
  Carries carries;
};

struct EventContext {
  const Catalog& catalog;
  // When it happened, and its date in the network's time zone.
  Moment event_time;
  Date date;
};

// One on `account`, in which nothing moves yet.
Transaction NewTransaction(TransactionType type, PartnerId partner, const Account& account,
                           Moment event_time);

// Rejects with EVENT_TIME_OUT_OF_RANGE.
inline constexpr std::int64_t kClockToleranceMicros = 5 * 60 * kMicrosPerSecond;
Decided<EventContext> EventAt(const Catalog& catalog, const Partner& partner,
                              const std::optional<Moment>& event_time, Moment now);

// Rejects with NO_RATE_IN_FORCE, RATE_YIELDS_NOTHING, AMOUNT_OVERFLOW.
Decided<PostingPlan> PlanEarn(const Earn& earn, const EventContext& context, const Account& account,
                              const Carries& carries);

// Rejects with the same and INSUFFICIENT_POINTS.
Decided<PostingPlan> PlanBurn(const Burn& burn, const EventContext& context, const Account& account,
                              const Carries& carries);

// Reserves what the burn would take. Rejects as PlanBurn.
Decided<PostingPlan> PlanAuthorization(const Authorize& authorize, const EventContext& context,
                                       const Account& account);

// `hold` is that of `authorization`. Rejects with INVALID_FIELD, INSUFFICIENT_POINTS,
// RATE_YIELDS_NOTHING, AMOUNT_OVERFLOW.
Decided<PostingPlan> PlanCapture(const Capture& capture, const EventContext& context,
                                 const Transaction& authorization, const Hold& hold,
                                 const Account& account, const Carries& carries);

// Rejects with NO_RATE_IN_FORCE, INSUFFICIENT_POINTS, AMOUNT_OVERFLOW.
Decided<PostingPlan> PlanConversion(const Convert& convert, const EventContext& context,
                                    const Account& from, const Account& to, const Carries& carries);

// Rejects with INSUFFICIENT_POINTS, AMOUNT_OVERFLOW.
Decided<PostingPlan> PlanTransfer(const Transfer& transfer, const EventContext& context,
                                  const Account& from, const Account& to);

// Rejects with NO_RATE_IN_FORCE, INSUFFICIENT_POINTS, AMOUNT_OVERFLOW.
Decided<PostingPlan> PlanAdjustment(const Adjust& adjust, const EventContext& context,
                                    const Account& account);

// All that an account has free past its date; absent when that is nothing, or on overflow.
std::optional<PostingPlan> PlanExpiry(const Account& account, const EventContext& context);

// All of `from` as a part of merging its member into another. Absent on overflow.
std::optional<PostingPlan> PlanMerger(const Account& from, const Account& into, Moment now);

struct ReversalPlan {
  PostingPlan posting;
  ReversalState state;
};

// Earns, burns, captures and conversions.
bool IsReversible(TransactionType type);

// `original` is reversible; `counterpart` is the account that a conversion put points into, and
// null for all else. Rejects with REVERSAL_EXCEEDS_ORIGINAL, INSUFFICIENT_POINTS, AMOUNT_OVERFLOW.
Decided<ReversalPlan> PlanReversal(const Reverse& reverse, const EventContext& context,
                                   const Transaction& original, const ReversalState& reversed,
                                   const Account& account, const Account* counterpart,
                                   const Carries& carries);

// Rejection with the metadata that every such rejection carries.
Rejection NoRateInForce(const Catalog& catalog, PartnerId partner, CurrencyId currency,
                        std::string missing);
Rejection InsufficientPoints(Points available, Points needed);
// The ledger names one field; see rpc.
Rejection InvalidField(std::string field, std::string description);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_PLAN_H_
