#ifndef COALITION_SERVER_DOMAIN_TAKE_BACK_H_
#define COALITION_SERVER_DOMAIN_TAKE_BACK_H_

#include <vector>

#include "server/domain/account.h"
#include "server/domain/catalog.h"
#include "server/domain/rejection.h"

namespace coalition::domain {

// Taking points from a member again.

// Points that were put into a lot.
struct Slice {
  LotKey lot;
  Points points;
};

struct TakenBack {
  // At most one per lot.
  std::vector<LotMovement> movements;
  // Under CHARGE_PARTNER, what was gone.
  Points not_recovered;
};

// Takes the points of `slices`: of each in order as much as is free in its lot; then from the
// account's other lots that are not expired on `date`, pending ones too, in burn order; the rest is
// for `policy`: ALLOW_NEGATIVE leaves it owed in the lots of the slices that came short, in order.
// Rejects with INSUFFICIENT_POINTS under REJECT.
Decided<TakenBack> TakeBack(const std::vector<Slice>& slices, const Account& account, Date date,
                            NegativeBalancePolicy policy);

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_TAKE_BACK_H_
