#ifndef COALITION_SERVER_DOMAIN_LIMIT_USE_H_
#define COALITION_SERVER_DOMAIN_LIMIT_USE_H_

#include <optional>

#include "server/domain/transaction.h"

namespace coalition::domain {

// How a transaction counts for limits.

// What the partner gets by it, or, negative, pays.
Wide SumOfLegs(const Transaction& transaction, PartnerId partner);

// What it uses of its partner's limits of points: those that it earns, or burns.
struct LimitUse {
  bool earned = false;
  Points points;
};
std::optional<LimitUse> UseOf(const Transaction& transaction);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_LIMIT_USE_H_
