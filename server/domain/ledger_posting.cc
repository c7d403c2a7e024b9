#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection PermissionDenied() { return Rejection{Reason::kPermissionDenied, {}}; }

}  // namespace

Decided<MemberId> Ledger::FindMember(const MemberRef& ref, PartnerId partner,
                                     const CommandHeader& header) const {
  if (const auto* identifier = std::get_if<Identifier>(&ref)) {
    const auto& member = state_.identifiers.at(*identifier);
    if (member) return *member;
    return Rejection{Reason::kMemberNotFound,
                     {{"partner_id", state_.catalog->GetPartner(identifier->partner).handle},
                      {"kind", identifier->kind}}};
  }
  const MemberId id = std::get<MemberId>(ref);
  const auto& member = state_.members.at(id);
  if (header.caller.IsOperator()) {
    if (member) return id;
    return Rejection{Reason::kMemberNotFound, {{"member_id", id.ToString()}}};
  }
  if (!member || !member->IsLinkedTo(partner)) return PermissionDenied();
  return id;
}

template <typename T>
Decided<Effect> Ledger::ExecuteEarnOrBurn(const T& command, const CommandHeader& header,
                                          Moment now) {
  const Partner& partner = state_.catalog->GetPartner(command.partner);
  const auto member = FindMember(command.member, command.partner, header);
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
    if constexpr (std::is_same_v<T, Earn>) {
      return PlanEarn(command, *context, account, carries);
    } else {
      return PlanBurn(command, *context, account, carries);
    }
  }();
  if (!plan.ok()) return plan.rejection();
  return Post(*std::move(plan), header, *context, now);
}

Decided<Effect> Ledger::Execute(const Earn& earn, const CommandHeader& header, Moment now) {
  return ExecuteEarnOrBurn(earn, header, now);
}

Decided<Effect> Ledger::Execute(const Burn& burn, const CommandHeader& header, Moment now) {
  return ExecuteEarnOrBurn(burn, header, now);
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
  auto effect = Post(std::move(plan->posting), header, *context, now);
  if (!effect.ok()) return effect;
  state_.reversals[reverse.original] = std::move(plan->state);
  changed_reversals_.insert(reverse.original);
  return effect;
}

}  // namespace coalition::domain
