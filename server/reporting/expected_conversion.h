#ifndef COALITION_SERVER_REPORTING_EXPECTED_CONVERSION_H_
#define COALITION_SERVER_REPORTING_EXPECTED_CONVERSION_H_

#include "server/domain/account.h"
#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::reporting {

// Whether the points of a transaction are what its partner points or facts come to at the version
// of the rate that it names, with the carry that it found: credited by an earn or a conversion,
// debited by a burn or a capture (of `held` points), reserved by an authorization. What was
// reported in currency points, or is of no such type, has no conversion. Not for reversals; see
// PlayReversal.
bool HasExpectedConversion(const domain::Transaction& transaction, const domain::Catalog& catalog,
                           const domain::Carries& before, domain::Points held);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_EXPECTED_CONVERSION_H_
