#ifndef COALITION_SERVER_REPORTING_TRANSACTION_SHAPE_H_
#define COALITION_SERVER_REPORTING_TRANSACTION_SHAPE_H_

#include <string>

#include "server/domain/catalog.h"
#include "server/domain/transaction.h"

namespace coalition::reporting {

// Whether a transaction has the parts and signs that its type asks for, lot movements that sum to
// its points, legs that sum to zero, and no figure so large that adding it up could overflow.
// Answers what is wrong, or "".
std::string CheckShape(const domain::Transaction& t, const domain::Catalog& catalog);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_TRANSACTION_SHAPE_H_
