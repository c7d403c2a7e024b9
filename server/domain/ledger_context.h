#ifndef COALITION_SERVER_DOMAIN_LEDGER_CONTEXT_H_
#define COALITION_SERVER_DOMAIN_LEDGER_CONTEXT_H_

#include "server/domain/ledger.h"

namespace coalition::domain {

// Of the .cc files of Ledger only: what all postings by a partner for a member check first.
template <typename Posting>
Decided<Ledger::PostingContext> Ledger::ContextOf(const Posting& posting, const Caller& caller,
                                                  Moment now) const {
  const Partner& partner = state_.catalog->GetPartner(posting.partner);
  const auto member = FindMember(state_, posting.member, posting.partner, caller);
  if (!member.ok()) return member.rejection();
  const auto event = EventAt(*state_.catalog, partner, posting.event_time, now);
  if (!event.ok()) return event.rejection();
  if (partner.state == PartnerState::kSuspended) return PartnerSuspended(partner);
  if constexpr (requires { posting.quote; }) {
    if (posting.quote && posting.quote->expires_at <= now) {
      return Rejection{Reason::kQuoteExpired,
                       {{"expired_at", posting.quote->expires_at.ToString()}}};
    }
  }
  return PostingContext{*member, *event};
}

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LEDGER_CONTEXT_H_
