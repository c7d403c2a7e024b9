#include "coalition/error.h"

#include <cstdio>
#include <cstdlib>

#include "coalition/result.h"
#include "partner_sdk/src/enum_names.h"

namespace coalition {

namespace {

constexpr std::string_view kCodeNames[] = {
    "UNKNOWN",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};

constexpr std::string_view kReasonNames[] = {
    "UNKNOWN",
    "INVALID_FIELD",
    "RATE_YIELDS_NOTHING",
    "AMOUNT_OVERFLOW",
    "UNAUTHENTICATED",
    "PERMISSION_DENIED",
    "PARTNER_NOT_FOUND",
    "MEMBER_NOT_FOUND",
    "TRANSACTION_NOT_FOUND",
    "HOLD_NOT_FOUND",
    "WINDOW_NOT_FOUND",
    "REQUEST_ID_REUSED",
    "ALREADY_EXISTS",
    "IDENTIFIER_TAKEN",
    "INSUFFICIENT_POINTS",
    "NET_DEBIT_CAP_EXCEEDED",
    "PARTNER_SUSPENDED",
    "NO_RATE_IN_FORCE",
    "HOLD_EXPIRED",
    "HOLD_CLOSED",
    "REVERSAL_EXCEEDS_ORIGINAL",
    "QUOTE_EXPIRED",
    "WINDOW_STATE",
    "EVENT_TIME_OUT_OF_RANGE",
    "LIMIT_EXCEEDED",
    "QUEUE_FULL",
    "RATE_LIMITED",
    "TOO_LARGE",
    "STORE_UNAVAILABLE",
    "SHUTTING_DOWN",
    "LINKED_ITEM_FAILED",
};

}  // namespace

std::string_view ToString(ErrorCode code) { return sdk_internal::NameIn(kCodeNames, code); }
std::string_view ToString(ErrorReason reason) { return sdk_internal::NameIn(kReasonNames, reason); }

bool Error::retryable() const {
  switch (reason) {
    case ErrorReason::kQueueFull:
    case ErrorReason::kRateLimited:
    case ErrorReason::kStoreUnavailable:
    case ErrorReason::kShuttingDown:
      return true;
    case ErrorReason::kUnknown:
      // What this library cancels does not end with this error; a server that is ending cancels
      // too.
      return code == ErrorCode::kUnavailable || code == ErrorCode::kDeadlineExceeded ||
             code == ErrorCode::kCancelled;
    default:
      return false;
  }
}

std::string Error::ToString() const {
  std::string text(coalition::ToString(code));
  if (!reason_text.empty()) text.append(" ").append(reason_text);
  text.append(": ").append(message);
  for (const FieldViolation& violation : field_violations) {
    text.append("; ").append(violation.field).append(": ").append(violation.description);
  }
  if (!request_id.empty()) text.append(" (request ").append(request_id).append(")");
  return text;
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << error.ToString(); }

namespace sdk_internal {

void DieOnMissingValue(const Error& error) {
  std::fprintf(stderr, "coalition: value of a failed result: %s\n", error.ToString().c_str());
  std::abort();
}

void DieOnMissingError() {
  std::fprintf(stderr, "coalition: error of a result that holds a value\n");
  std::abort();
}

}  // namespace sdk_internal

}  // namespace coalition
