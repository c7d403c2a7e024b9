#include <string>
#include <utility>

#include "server/domain/ledger.h"
#include "server/domain/ledger_context.h"

namespace coalition::domain {

Decided<PostingPlan> Ledger::Plan(const Earn& earn, const PostingContext& context, Moment now) {
  return PlanEarn(earn, context.event, AccountAt({context.member, earn.currency}, now),
                  state_.carries.at({context.member, earn.partner, earn.currency}));
}

Decided<PostingPlan> Ledger::Plan(const Burn& burn, const PostingContext& context, Moment now) {
  return PlanBurn(burn, context.event, AccountAt({context.member, burn.currency}, now),
                  state_.carries.at({context.member, burn.partner, burn.currency}));
}

template <typename EarnOrBurn>
Decided<Ledger::Price> Ledger::PriceAt(const EarnOrBurn& command, const Caller& caller,
                                       Moment now) {
  const auto context = ContextOf(command, caller, now);
  if (!context.ok()) return context.rejection();
  auto plan = Plan(command, *context, now);
  if (!plan.ok()) return plan.rejection();
  Price price;
  price.transaction = std::move(plan->transaction);
  price.balance_before =
      state_.accounts.at({context->member, command.currency}).BalanceAt(context->event.date);
  return price;
}

Decided<Ledger::Price> Ledger::PriceOf(const Earn& earn, const Caller& caller, Moment now) {
  return PriceAt(earn, caller, now);
}

Decided<Ledger::Price> Ledger::PriceOf(const Burn& burn, const Caller& caller, Moment now) {
  return PriceAt(burn, caller, now);
}

Decided<Effect> Ledger::Execute(const Earn& earn, const CommandHeader& header, Moment now) {
  const auto* identifier = std::get_if<Identifier>(&earn.member);
  COALITION_CHECK(identifier != nullptr || !earn.enroll_if_unknown,
                  "members enrol by an identifier");
  if (earn.enroll_if_unknown && !state_.identifiers.at(*identifier)) {
    return EnrollAndEarn(earn, *identifier, header, now);
  }
  const auto context = ContextOf(earn, header.caller, now);
  if (!context.ok()) return context.rejection();
  auto plan = Plan(earn, *context, now);
  if (!plan.ok()) return plan.rejection();
  return PostAndAnswer(*std::move(plan), header, context->event.date, now);
}

// The member exists only if the earn is accepted.
Decided<Effect> Ledger::EnrollAndEarn(const Earn& earn, const Identifier& identifier,
                                      const CommandHeader& header, Moment now) {
  return Atomically([&] {
    Member& member = Enroll(*earn.enroll_if_unknown, now);
    member.Link(identifier);
    Name(identifier, member.id);
    return Execute(earn, header, now);
  });
}

Decided<Effect> Ledger::Execute(const Burn& burn, const CommandHeader& header, Moment now) {
  const auto context = ContextOf(burn, header.caller, now);
  if (!context.ok()) return context.rejection();
  auto plan = Plan(burn, *context, now);
  if (!plan.ok()) return plan.rejection();
  return PostAndAnswer(*std::move(plan), header, context->event.date, now);
}

Decided<Effect> Ledger::Execute(const Reverse& reverse, const CommandHeader& header, Moment now) {
  const auto& original = state_.transactions.at(reverse.original);
  if (!header.caller.IsOperator() && (!original || original->partner != header.caller.partner)) {
    return PermissionDenied();
  }
  if (!original || original->partner != reverse.partner) {
    return Rejection{Reason::kTransactionNotFound,
                     {{"transaction_id", reverse.original.ToString()}}};
  }
  const auto context = EventAt(*state_.catalog, state_.catalog->GetPartner(reverse.partner),
                               reverse.event_time, now);
  if (!context.ok()) return context.rejection();
  if (!IsReversible(original->type)) {
    return Rejection{Reason::kReversalExceedsOriginal, {{"remaining", "0"}}};
  }
  const MemberId member = SurvivorOf(state_, original->member);
  const Account& account = AccountAt({member, original->currency}, now);
  const Account* counterpart =
      original->counterpart ? &AccountAt({member, original->counterpart->currency}, now) : nullptr;
  CarryKey carry = *CarryKeyOf(*original);
  carry.member = member;
  const auto reversed = state_.reversals.find(reverse.original);
  auto plan = PlanReversal(reverse, *context, *original,
                           reversed == state_.reversals.end() ? ReversalState{} : reversed->second,
                           account, counterpart, state_.carries.at(carry));
  if (!plan.ok()) return plan.rejection();
  auto posted = Post(std::move(plan->posting), header, context->date, now);
  if (!posted.ok()) return posted.rejection();
  Change(state_.reversals, reverse.original) = std::move(plan->state);
  Mark(changed_reversals_, reverse.original);
  return Effect(*std::move(posted));
}

}  // namespace coalition::domain
