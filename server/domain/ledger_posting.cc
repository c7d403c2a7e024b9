#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection PermissionDenied() { return Rejection{Reason::kPermissionDenied, {}}; }

}  // namespace

Decided<MemberId> FindMember(const LedgerState& state, const MemberRef& ref,
                             std::optional<PartnerId> partner, const Caller& caller) {
  if (const auto* identifier = std::get_if<Identifier>(&ref)) {
    const auto& member = state.identifiers.at(*identifier);
    if (member) return *member;
    return Rejection{Reason::kMemberNotFound,
                     {{"partner_id", state.catalog->GetPartner(identifier->partner).handle},
                      {"kind", identifier->kind}}};
  }
  const MemberId id = std::get<MemberId>(ref);
  const auto& member = state.members.at(id);
  if (caller.IsOperator()) {
    if (member) return id;
    return Rejection{Reason::kMemberNotFound, {{"member_id", id.ToString()}}};
  }
  if (!member || !partner || !member->IsLinkedTo(*partner)) return PermissionDenied();
  return id;
}

template <typename EarnOrBurn>
Decided<Ledger::DatedPlan> Ledger::PlanAt(const EarnOrBurn& command, const Caller& caller,
                                          Moment now) const {
  const Partner& partner = state_.catalog->GetPartner(command.partner);
  const auto member = FindMember(state_, command.member, command.partner, caller);
  if (!member.ok()) return member.rejection();
  const auto context = EventAt(*state_.catalog, partner, command.event_time, now);
  if (!context.ok()) return context.rejection();
  if (partner.state == PartnerState::kSuspended) {
    return Rejection{Reason::kPartnerSuspended, {{"partner_id", partner.handle}}};
  }
  if (command.quote && command.quote->expires_at <= now) {
    return Rejection{Reason::kQuoteExpired, {{"expired_at", command.quote->expires_at.ToString()}}};
  }
  const Account& account = state_.accounts.at({*member, command.currency});
  const Carries& carries = state_.carries.at({*member, command.partner, command.currency});
  auto plan = [&] {
    if constexpr (std::is_same_v<EarnOrBurn, Earn>) {
      return PlanEarn(command, *context, account, carries);
    } else {
      return PlanBurn(command, *context, account, carries);
    }
  }();
  if (!plan.ok()) return plan.rejection();
  return DatedPlan{*std::move(plan), *context};
}

template <typename EarnOrBurn>
Decided<Ledger::Price> Ledger::PriceAt(const EarnOrBurn& command, const Caller& caller,
                                       Moment now) const {
  auto plan = PlanAt(command, caller, now);
  if (!plan.ok()) return plan.rejection();
  Price price;
  price.transaction = std::move(plan->posting.transaction);
  price.balance_before = state_.accounts.at({price.transaction.member, price.transaction.currency})
                             .BalanceAt(plan->context.date);
  return price;
}

Decided<Ledger::Price> Ledger::PriceOf(const Earn& earn, const Caller& caller, Moment now) const {
  return PriceAt(earn, caller, now);
}

Decided<Ledger::Price> Ledger::PriceOf(const Burn& burn, const Caller& caller, Moment now) const {
  return PriceAt(burn, caller, now);
}

Decided<Effect> Ledger::Execute(const Earn& earn, const CommandHeader& header, Moment now) {
  auto plan = PlanAt(earn, header.caller, now);
  if (!plan.ok()) return plan.rejection();
  return Post(std::move(plan->posting), header, plan->context.date, now);
}

Decided<Effect> Ledger::Execute(const Burn& burn, const CommandHeader& header, Moment now) {
  auto plan = PlanAt(burn, header.caller, now);
  if (!plan.ok()) return plan.rejection();
  return Post(std::move(plan->posting), header, plan->context.date, now);
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
  if (original->type == TransactionType::kReversal) {
    return Rejection{Reason::kReversalExceedsOriginal, {{"remaining", "0"}}};
  }
  auto plan =
      PlanReversal(reverse, *context, *original, state_.reversals[reverse.original],
                   state_.accounts.at({original->member, original->currency}),
                   state_.carries.at({original->member, original->partner, original->currency}));
  if (!plan.ok()) return plan.rejection();
  auto effect = Post(std::move(plan->posting), header, context->date, now);
  if (!effect.ok()) return effect;
  state_.reversals[reverse.original] = std::move(plan->state);
  changed_reversals_.insert(reverse.original);
  return effect;
}

}  // namespace coalition::domain
