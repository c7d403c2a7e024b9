#ifndef COALITION_SERVER_RPC_AS_OF_H_
#define COALITION_SERVER_RPC_AS_OF_H_

#include <optional>

#include "server/reporting/past_point.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// What questions about the past name: a moment, a transaction, or neither, which means now.
struct AsOf {
  std::optional<domain::Moment> moment;
  std::optional<domain::TransactionId> transaction;

  bool IsNow() const { return !moment && !transaction; }
};

template <typename Request>
AsOf DecodeAsOf(const Request& request, FieldChecks& checks) {
  AsOf as_of;
  if (request.has_as_of()) as_of.moment = checks.Moment("as_of", request.as_of());
  if (request.as_of_transaction_id().empty()) return as_of;
  as_of.transaction = checks.TransactionId("as_of_transaction_id", request.as_of_transaction_id());
  if (request.has_as_of()) checks.Reject("as_of_transaction_id", "must not be given with as_of");
  return as_of;
}

// TRANSACTION_NOT_FOUND for the operator, PERMISSION_DENIED for a partner, when there is no such
// transaction.
Decoded<reporting::PastPoint> PointOf(const AsOf& as_of, const QuestionContext& context);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_AS_OF_H_
