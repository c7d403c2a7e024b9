#include <string>
#include <utility>

#include "server/domain/ledger.h"
#include "server/domain/ledger_context.h"

namespace coalition::domain {

Decided<Effect> Ledger::Execute(const Convert& convert, const CommandHeader& header, Moment now) {
  const auto context = ContextOf(convert, header.caller, now);
  if (!context.ok()) return context.rejection();
  const MemberId member = context->member;
  auto plan = PlanConversion(convert, context->event, AccountAt({member, convert.from}, now),
                             AccountAt({member, convert.to}, now),
                             state_.carries.at({member, kNetwork, convert.to, convert.from}));
  if (!plan.ok()) return plan.rejection();
  return PostAndAnswer(*std::move(plan), header, context->event.date, now);
}

Decided<Effect> Ledger::Execute(const Transfer& transfer, const CommandHeader& header, Moment now) {
  const Partner& partner = state_.catalog->GetPartner(transfer.partner);
  const auto from = FindMember(state_, transfer.from, transfer.partner, header.caller);
  if (!from.ok()) return from.rejection();
  const auto to = FindMember(state_, transfer.to, transfer.partner, header.caller);
  if (!to.ok()) return to.rejection();
  if (*from == *to) return InvalidField("to_member", "must be another member");
  const auto event = EventAt(*state_.catalog, partner, transfer.event_time, now);
  if (!event.ok()) return event.rejection();
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  auto plan = PlanTransfer(transfer, *event, AccountAt({*from, transfer.currency}, now),
                           AccountAt({*to, transfer.currency}, now));
  if (!plan.ok()) return plan.rejection();
  return PostAndAnswer(*std::move(plan), header, event->date, now);
}

Decided<Effect> Ledger::Execute(const Adjust& adjust, const CommandHeader& header, Moment now) {
  const auto member = FindMember(state_, adjust.member, adjust.partner, header.caller);
  if (!member.ok()) return member.rejection();
  const auto event =
      EventAt(*state_.catalog, state_.catalog->GetPartner(adjust.partner), adjust.event_time, now);
  if (!event.ok()) return event.rejection();
  auto plan = PlanAdjustment(adjust, *event, AccountAt({*member, adjust.currency}, now));
  if (!plan.ok()) return plan.rejection();
  auto posted = Post(*std::move(plan), header, event->date, now);
  if (!posted.ok()) return posted.rejection();
  NoteEvent(header, "Adjust", "transactions/" + posted->id.ToString(), adjust.reason, now);
  return Effect(*std::move(posted));
}

// An account whose expiry would not fit into the totals is left for later.
Decided<Effect> Ledger::Execute(const ExpirePoints& expire, const CommandHeader& header,
                                Moment now) {
  const EventContext context{*state_.catalog, now, DateOf(now, state_.catalog->network.time_zone)};
  return Atomically([&]() -> Decided<Effect> {
    ExpirySweep sweep;
    sweep.more = expire.more;
    for (const AccountKey& key : expire.accounts) {
      auto plan = PlanExpiry(AccountAt(key, now), context);
      if (!plan) continue;
      const auto posted = Post(*std::move(plan), header, context.date, now);
      if (needs_all_lanes_) return posted.rejection();
      if (!posted.ok()) continue;
      ++sweep.accounts;
      sweep.lots += static_cast<std::int64_t>(posted->lots.size());
    }
    return Effect(sweep);
  });
}

}  // namespace coalition::domain
