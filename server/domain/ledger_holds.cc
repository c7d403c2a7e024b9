#include <string>
#include <type_traits>
#include <utility>

#include "server/domain/ledger.h"
#include "server/domain/ledger_context.h"

namespace coalition::domain {
namespace {

Rejection HoldNotFound(const TransactionId& id) {
  return Rejection{Reason::kHoldNotFound, {{"transaction_id", id.ToString()}}};
}

}  // namespace

Decided<Effect> Ledger::Execute(const Authorize& authorize, const CommandHeader& header,
                                Moment now) {
  const auto context = ContextOf(authorize, header.caller, now);
  if (!context.ok()) return context.rejection();
  const Account& account = AccountAt({context->member, authorize.currency}, now);
  auto plan = PlanAuthorization(authorize, context->event, account);
  if (!plan.ok()) return plan.rejection();
  if (account.holds().size() >= kOpenHoldsPerAccountMax) {
    return LimitExceeded("open holds", kOpenHoldsPerAccountMax);
  }
  plan->transaction.hold_expires_at = Moment{now.micros + authorize.hold_for_s * kMicrosPerSecond};
  auto posted = Post(*std::move(plan), header, context->event.date, now);
  if (!posted.ok()) return posted.rejection();
  return Effect(*std::move(posted));
}

// Captures of a suspended partner are refused, voids are not.
template <typename CaptureOrVoid>
Decided<Ledger::OpenHold> Ledger::FindOpenHold(const CaptureOrVoid& closing, const Caller& caller,
                                               Moment now) {
  const auto& authorization = state_.transactions.at(closing.authorization);
  if (!caller.IsOperator() && (!authorization || authorization->partner != caller.partner)) {
    return PermissionDenied();
  }
  if (!authorization || authorization->partner != closing.partner ||
      authorization->type != TransactionType::kAuthorization) {
    return HoldNotFound(closing.authorization);
  }
  const Partner& partner = state_.catalog->GetPartner(closing.partner);
  const auto event = EventAt(*state_.catalog, partner, closing.event_time, now);
  if (!event.ok()) return event.rejection();
  if (std::is_same_v<CaptureOrVoid, Capture> && partner.state == PartnerState::kSuspended) {
    return PartnerSuspended(partner);
  }
  const auto closed = state_.reversals.find(closing.authorization);
  if (closed != state_.reversals.end() && closed->second.closed_by) {
    return Rejection{Reason::kHoldClosed,
                     {{"transaction_id", closed->second.closed_by->ToString()}}};
  }
  if (authorization->hold_expires_at <= now) {
    return Rejection{Reason::kHoldExpired,
                     {{"expired_at", authorization->hold_expires_at.ToString()}}};
  }
  Account& account =
      AccountAt({SurvivorOf(state_, authorization->member), authorization->currency}, now);
  return OpenHold{&*authorization, &account, *event};
}

void Ledger::CloseHold(const TransactionId& authorization, const TransactionId& closed_by) {
  ReversalState& state = Change(state_.reversals, authorization);
  state.complete = true;
  state.closed_by = closed_by;
  Mark(changed_reversals_, authorization);
}

Decided<Effect> Ledger::Execute(const Capture& capture, const CommandHeader& header, Moment now) {
  const auto open = FindOpenHold(capture, header.caller, now);
  if (!open.ok()) return open.rejection();
  const Transaction& authorization = *open->authorization;
  const Account& account = *open->account;
  const Hold* hold = account.FindHold(capture.authorization);
  COALITION_CHECK(hold != nullptr, "what was not closed and did not expire is open");
  auto plan = PlanCapture(
      capture, open->event, authorization, *hold, account,
      state_.carries.at({account.key().member, authorization.partner, authorization.currency}));
  if (!plan.ok()) return plan.rejection();
  auto posted = Post(*std::move(plan), header, open->event.date, now);
  if (!posted.ok()) return posted.rejection();
  CloseHold(capture.authorization, posted->id);
  return Effect(*std::move(posted));
}

Decided<Effect> Ledger::Execute(const Void& release, const CommandHeader& header, Moment now) {
  const auto open = FindOpenHold(release, header.caller, now);
  if (!open.ok()) return open.rejection();
  PostingPlan plan{NewTransaction(TransactionType::kVoid, release.partner, *open->account,
                                  open->event.event_time),
                   {}};
  plan.transaction.original = release.authorization;
  plan.transaction.reference = release.reference;
  auto posted = Post(std::move(plan), header, open->event.date, now);
  if (!posted.ok()) return posted.rejection();
  CloseHold(release.authorization, posted->id);
  return Effect(*std::move(posted));
}

}  // namespace coalition::domain
