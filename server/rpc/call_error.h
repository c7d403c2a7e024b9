#ifndef COALITION_SERVER_RPC_CALL_ERROR_H_
#define COALITION_SERVER_RPC_CALL_ERROR_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

#include "coalition/v1/errors.pb.h"
#include "server/domain/rejection.h"

namespace coalition::rpc {

struct FieldViolation {
  // Path from the request's root: "purchase.lines[2].quantity".
  std::string field;
  std::string description;
};

// Why a call, or an item of a batch, fails: a reason and, for INVALID_FIELD, the offending fields,
// the first kFieldViolationsMax of them.
struct CallError {
  domain::Rejection rejection;
  std::vector<FieldViolation> fields;

  CallError(domain::Rejection r) : rejection(std::move(r)) {}  // NOLINT: implicit by design
  explicit CallError(domain::Reason reason) : rejection{reason, {}} {}
  explicit CallError(std::vector<FieldViolation> violations);
};

// A store's failure as callers see it. What the store said stays in the server's log.
CallError FromStore(const absl::Status& status);

// The one table of reasons: name without prefix and canonical code.
std::string NameOf(domain::Reason reason);
grpc::StatusCode CodeOf(domain::Reason reason);

// With ErrorInfo, BadRequest and RetryInfo as details; see errors.proto.
v1::Status ToProto(const CallError& error);
grpc::Status ToGrpc(const CallError& error);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_CALL_ERROR_H_
