#include "server/domain/plan.h"

#include <utility>

namespace coalition::domain {

Transaction NewTransaction(TransactionType type, PartnerId partner, const Account& account,
                           Moment event_time) {
  Transaction transaction;
  transaction.type = type;
  transaction.partner = partner;
  transaction.member = account.key().member;
  transaction.currency = account.key().currency;
  transaction.event_time = event_time;
  return transaction;
}

Decided<EventContext> EventAt(const Catalog& catalog, const Partner& partner,
                              const std::optional<Moment>& event_time, Moment now) {
  const Moment earliest{now.micros - partner.backdating_days * kMicrosPerDay};
  const Moment latest{now.micros + kClockToleranceMicros};
  const Moment at = event_time.value_or(now);
  if (at < earliest || at > latest) {
    return Rejection{Reason::kEventTimeOutOfRange,
                     {{"earliest", earliest.ToString()}, {"latest", latest.ToString()}}};
  }
  return EventContext{catalog, at, DateOf(at, catalog.network.time_zone)};
}

Rejection NoRateInForce(const Catalog& catalog, PartnerId partner, CurrencyId currency,
                        std::string missing) {
  return Rejection{Reason::kNoRateInForce,
                   {{"partner_id", catalog.GetPartner(partner).handle},
                    {"currency", catalog.GetCurrency(currency).code},
                    {"missing", std::move(missing)}}};
}

Rejection InvalidField(std::string field, std::string description) {
  return Rejection{Reason::kInvalidField,
                   {{"field", std::move(field)}, {"description", std::move(description)}}};
}

Rejection InsufficientPoints(Points available, Points needed) {
  return Rejection{Reason::kInsufficientPoints,
                   {{"available", std::to_string(available.value())},
                    {"needed", std::to_string(needed.value())}}};
}

}  // namespace coalition::domain
