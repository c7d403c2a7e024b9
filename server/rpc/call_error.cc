#include "server/rpc/call_error.h"

#include <iterator>

#include "server/domain/check.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

using domain::Reason;

struct ReasonRow {
  Reason reason;
  grpc::StatusCode code;
  // For people.
  const char* text;
};

constexpr ReasonRow kReasons[] = {
    {Reason::kInvalidField, grpc::INVALID_ARGUMENT, "the request has invalid fields"},
    {Reason::kRateYieldsNothing, grpc::INVALID_ARGUMENT, "the amount converts to no points"},
    {Reason::kAmountOverflow, grpc::INVALID_ARGUMENT, "an amount would be too large"},
    {Reason::kUnauthenticated, grpc::UNAUTHENTICATED,
     "send a valid API key as `authorization: Bearer <key>`"},
    {Reason::kPermissionDenied, grpc::PERMISSION_DENIED, "the caller may not do this"},
    {Reason::kPartnerNotFound, grpc::NOT_FOUND, "no such partner"},
    {Reason::kMemberNotFound, grpc::NOT_FOUND, "no such member"},
    {Reason::kTransactionNotFound, grpc::NOT_FOUND, "no such transaction of this partner"},
    {Reason::kHoldNotFound, grpc::NOT_FOUND, "no such hold"},
    {Reason::kWindowNotFound, grpc::NOT_FOUND, "no such window"},
    {Reason::kRequestIdReused, grpc::ALREADY_EXISTS,
     "the request id was used with another payload"},
    {Reason::kAlreadyExists, grpc::ALREADY_EXISTS, "it exists already"},
    {Reason::kIdentifierTaken, grpc::ALREADY_EXISTS, "the identifier names a member already"},
    {Reason::kInsufficientPoints, grpc::FAILED_PRECONDITION, "not enough points"},
    {Reason::kNetDebitCapExceeded, grpc::FAILED_PRECONDITION,
     "the partner's position would pass its net debit cap"},
    {Reason::kPartnerSuspended, grpc::FAILED_PRECONDITION, "the partner is suspended"},
    {Reason::kNoRateInForce, grpc::FAILED_PRECONDITION,
     "no rate or terms are in force at the event time"},
    {Reason::kHoldExpired, grpc::FAILED_PRECONDITION, "the hold expired"},
    {Reason::kHoldClosed, grpc::FAILED_PRECONDITION, "the hold was captured or voided"},
    {Reason::kReversalExceedsOriginal, grpc::FAILED_PRECONDITION,
     "the reversal is more than what is left of the original"},
    {Reason::kQuoteExpired, grpc::FAILED_PRECONDITION, "the quote expired"},
    {Reason::kWindowState, grpc::FAILED_PRECONDITION,
     "the window is not in the state that this needs"},
    {Reason::kEventTimeOutOfRange, grpc::FAILED_PRECONDITION,
     "the event time is too far from the server's clock"},
    {Reason::kLimitExceeded, grpc::FAILED_PRECONDITION, "a limit would be exceeded"},
    {Reason::kQueueFull, grpc::RESOURCE_EXHAUSTED, "the server is busy; try again"},
    {Reason::kRateLimited, grpc::RESOURCE_EXHAUSTED, "too many requests; try again"},
    {Reason::kTooLarge, grpc::RESOURCE_EXHAUSTED, "the request is too large"},
    {Reason::kStoreUnavailable, grpc::UNAVAILABLE,
     "the ledger's store is unavailable; retry with the same request id"},
    {Reason::kShuttingDown, grpc::UNAVAILABLE,
     "the server is shutting down; retry with the same request id"},
    {Reason::kLinkedItemFailed, grpc::FAILED_PRECONDITION,
     "another item of the linked group failed"},
};

const ReasonRow& RowOf(Reason reason) {
  for (const ReasonRow& row : kReasons) {
    if (row.reason == reason) return row;
  }
  domain::CheckFailed(__FILE__, __LINE__, "reason", "every reason has a row");
}

constexpr char kTypeUrlPrefix[] = "type.googleapis.com/google.rpc.";

// Adds `detail`, which has the wire format of google.rpc.<name>.
void AddDetail(v1::Status& status, const std::string& name,
               const google::protobuf::Message& detail) {
  google::protobuf::Any* any = status.add_details();
  any->set_type_url(kTypeUrlPrefix + name);
  any->set_value(detail.SerializeAsString());
}

std::string MessageOf(const CallError& error) {
  std::string message = RowOf(error.rejection.reason).text;
  const char* separator = ": ";
  for (const FieldViolation& violation : error.fields) {
    message += separator + violation.field + " " + violation.description;
    separator = "; ";
  }
  if (!error.fields.empty()) return message;
  for (const auto& [name, value] : error.rejection.metadata) {
    message += separator + name + " " + value;
    separator = ", ";
  }
  return message;
}

v1::ErrorInfo InfoOf(const CallError& error) {
  v1::ErrorInfo info;
  info.set_reason(NameOf(error.rejection.reason));
  info.set_domain("coalition");
  for (const auto& [name, value] : error.rejection.metadata) {
    (*info.mutable_metadata())[name] = value;
  }
  return info;
}

bool AsksToRetry(Reason reason) {
  return reason == Reason::kQueueFull || reason == Reason::kRateLimited;
}

// The ledger names one field in the metadata; requests are checked field by field.
std::vector<FieldViolation> ViolationsOf(const CallError& error) {
  if (!error.fields.empty() || error.rejection.reason != Reason::kInvalidField) {
    return error.fields;
  }
  const auto& metadata = error.rejection.metadata;
  const auto text = [&](const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end() ? std::string() : found->second;
  };
  return {{text("field"), text("description")}};
}

}  // namespace

CallError::CallError(std::vector<FieldViolation> violations)
    : rejection{Reason::kInvalidField, {}}, fields(std::move(violations)) {
  if (fields.size() > kFieldViolationsMax) fields.resize(kFieldViolationsMax);
  if (!fields.empty()) rejection.metadata["field"] = fields.front().field;
}

CallError FromStore(const absl::Status&) { return CallError(Reason::kStoreUnavailable); }

std::string NameOf(Reason reason) {
  static constexpr std::size_t kPrefixLength = std::size("ERROR_REASON_") - 1;
  return v1::ErrorReason_Name(static_cast<v1::ErrorReason>(reason)).substr(kPrefixLength);
}

grpc::StatusCode CodeOf(Reason reason) { return RowOf(reason).code; }

v1::Status ToProto(const CallError& error) {
  v1::Status status;
  status.set_code(CodeOf(error.rejection.reason));
  status.set_message(MessageOf(error));
  AddDetail(status, "ErrorInfo", InfoOf(error));
  if (const auto violations = ViolationsOf(error); !violations.empty()) {
    v1::BadRequest bad_request;
    for (const FieldViolation& violation : violations) {
      auto* field = bad_request.add_field_violations();
      field->set_field(violation.field);
      field->set_description(violation.description);
    }
    AddDetail(status, "BadRequest", bad_request);
  }
  if (AsksToRetry(error.rejection.reason)) {
    v1::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(kRetryDelayMs * 1'000'000);
    AddDetail(status, "RetryInfo", retry);
  }
  return status;
}

grpc::Status ToGrpc(const CallError& error) {
  const v1::Status status = ToProto(error);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

}  // namespace coalition::rpc
