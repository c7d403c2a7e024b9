#ifndef COALITION_SERVER_DOMAIN_POSTING_TERMS_H_
#define COALITION_SERVER_DOMAIN_POSTING_TERMS_H_

#include "server/domain/plan.h"

namespace coalition::domain {

// What earns and burns have in common.

// The partner's rate and terms that a posting takes: its quote's, or those in force at the event
// time. Null when there is none.
template <typename EarnOrBurn>
const ExchangeRate* RateFor(const EarnOrBurn& posting, const EventContext& context) {
  const Catalog& catalog = context.catalog;
  return posting.quote
             ? catalog.RateByVersion(posting.partner, posting.currency, posting.quote->rate_version)
             : catalog.RateInForce(posting.partner, posting.currency, context.event_time);
}
template <typename EarnOrBurn>
const Terms* TermsFor(const EarnOrBurn& posting, const EventContext& context) {
  const Catalog& catalog = context.catalog;
  return posting.quote
             ? catalog.TermsByVersion(posting.partner, posting.currency,
                                      posting.quote->terms_version)
             : catalog.TermsInForce(posting.partner, posting.currency, context.event_time);
}

// Where points go that are earned on a date.
inline LotKey LotOf(const Terms& terms, Date earned_on) {
  LotKey lot;
  lot.issuer = terms.partner;
  lot.terms_version = terms.version;
  lot.available_on = AddDays(earned_on, terms.pending_days);
  lot.expires_on =
      terms.valid_months == 0 ? kNever : FirstOfMonthAfter(earned_on, terms.valid_months + 1);
  return lot;
}

// The part of a transaction that the posting itself says, and its date and terms.
template <typename EarnOrBurn>
Transaction Describe(TransactionType type, const EarnOrBurn& posting, const EventContext& context,
                     const Account& account, const Terms& terms) {
  Transaction transaction = NewTransaction(type, posting.partner, account, context.event_time);
  transaction.terms_version = terms.version;
  transaction.reference = posting.reference;
  return transaction;
}

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_POSTING_TERMS_H_
