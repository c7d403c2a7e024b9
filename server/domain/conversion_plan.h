#ifndef COALITION_SERVER_DOMAIN_CONVERSION_PLAN_H_
#define COALITION_SERVER_DOMAIN_CONVERSION_PLAN_H_

#include <cstdint>

#include "server/domain/catalog.h"
#include "server/domain/conversion.h"
#include "server/domain/rejection.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// What an amount is worth in currency points under one exchange rate.

// How much of something is converted, currency points per one of it, and partner points per one of
// it.
struct ConversionSource {
  std::int64_t quantity = 0;
  Ratio factor;
  Ratio partner_points;
};

struct Converted {
  Points points;
  // Whole partner points that it stands for, rounded down.
  PartnerPoints partner_points;
  AppliedConversion applied;
  // The carry after it; what it was, when nothing was carried.
  Carry carry;
};

// As the rate's rounding says; see conversion.h. Rejects with AMOUNT_OVERFLOW, and with
// RATE_YIELDS_NOTHING when neither points nor a carry come out.
Decided<Converted> ConvertEarn(const ConversionSource& source, const ExchangeRate& rate,
                               const Carry& carry);
Decided<Converted> ConvertBurn(const ConversionSource& source, const ExchangeRate& rate,
                               const Carry& carry);
// What a burn of so much may take at most, when nothing is carried yet: CARRY rounds up.
Decided<Converted> ConvertHold(const ConversionSource& source, const ExchangeRate& rate);
// A burn of what a hold reserved: as ConvertBurn, but never to more than `held`; what would be more
// is left to the carry.
Decided<Converted> ConvertCapture(const ConversionSource& source, const ExchangeRate& rate,
                                  const Carry& carry, Points held);
// From one currency to another.
Decided<Converted> ConvertCurrency(Points points, const ConversionRate& rate, const Carry& carry);
// Money off: rounded up, nothing carried.
Decided<Converted> ConvertMoneyOff(const ConversionSource& source, const ExchangeRate& rate,
                                   const Carry& carry);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_CONVERSION_PLAN_H_
