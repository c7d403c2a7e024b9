#include "server/domain/limit_use.h"

namespace coalition::domain {

Wide SumOfLegs(const Transaction& transaction, PartnerId partner) {
  Wide sum = 0;
  for (const MoneyLeg& leg : transaction.legs) {
    if (leg.partner == partner) sum += leg.money.amount.value();
  }
  return sum;
}

std::optional<LimitUse> UseOf(const Transaction& transaction) {
  switch (transaction.type) {
    case TransactionType::kEarn:
      return LimitUse{true, transaction.points};
    case TransactionType::kBurn:
      return LimitUse{false, -transaction.points};
    case TransactionType::kAuthorization: {
      Points held;
      for (const LotMovement& slice : transaction.reserved) held += slice.points;
      return LimitUse{false, held};
    }
    default:
      return std::nullopt;
  }
}

}  // namespace coalition::domain
