#ifndef COALITION_SERVER_REPORTING_EXPECTED_LEGS_H_
#define COALITION_SERVER_REPORTING_EXPECTED_LEGS_H_

#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::reporting {

bool SameLegs(const std::vector<domain::MoneyLeg>& a, const std::vector<domain::MoneyLeg>& b);

// Whether the money of a transaction is what the versions of terms that it and its lots name ask
// for. Of what a conversion credited no version need be named; then any version of the partner's
// will do. Not for reversals; see PlayReversal.
bool HasExpectedLegs(const domain::Transaction& transaction, const domain::Catalog& catalog);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_EXPECTED_LEGS_H_
