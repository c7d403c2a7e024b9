#ifndef COALITION_ERROR_H_
#define COALITION_ERROR_H_

#include <chrono>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace coalition {

// How a call fails.
//
// Decide on the `reason`, which is exact and stable; fall back on the `code`, which is always
// there; show people the `message`, which may change at any time. A failure without a reason did
// not come from a Coalition server: no connection, a time-out, a proxy, or a check of this library.
//
// Whether something happened:
//   * After an error that is `retryable()`, send the same request with the same request id again,
//     now or tomorrow, from this process or another. If the first one was posted after all, the
//     answer is its receipt, marked `replayed`. Nothing happens twice.
//   * After any other reason nothing was posted.

// The canonical codes of gRPC, with their numbers.
enum class ErrorCode : int {
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// Why. The numbers and names are those of `coalition.v1.ErrorReason`, whose comments say which
// metadata each one brings.
//
// Reasons marked (kept) are the request id's outcome for ever: the same id gets the same answer
// again, and a later attempt needs a new id. All others leave no trace.
enum class ErrorReason : int {
  // None was given, or one that is newer than this library; see Error::reason_text.
  kUnknown = 0,

  kInvalidField = 1,
  kRateYieldsNothing = 2,  // (kept)
  kAmountOverflow = 3,     // (kept)
  kUnauthenticated = 4,
  kPermissionDenied = 5,
  kPartnerNotFound = 6,
  kMemberNotFound = 7,       // (kept)
  kTransactionNotFound = 8,  // (kept)
  kHoldNotFound = 9,         // (kept)
  kWindowNotFound = 10,      // (kept)
  kRequestIdReused = 11,
  kAlreadyExists = 12,            // (kept)
  kIdentifierTaken = 13,          // (kept)
  kInsufficientPoints = 14,       // (kept) metadata: available, needed
  kNetDebitCapExceeded = 15,      // (kept)
  kPartnerSuspended = 16,         // (kept)
  kNoRateInForce = 17,            // (kept)
  kHoldExpired = 18,              // (kept)
  kHoldClosed = 19,               // (kept)
  kReversalExceedsOriginal = 20,  // (kept) metadata: remaining
  kQuoteExpired = 21,             // (kept)
  kWindowState = 22,              // (kept)
  kEventTimeOutOfRange = 23,      // (kept)
  kLimitExceeded = 24,            // (kept)
  kQueueFull = 25,                // retryable
  kRateLimited = 26,              // retryable
  kTooLarge = 27,
  kStoreUnavailable = 28,  // retryable
  kShuttingDown = 29,      // retryable
  kLinkedItemFailed = 30,  // metadata: request_id of the item of the linked group that failed
};

// `INSUFFICIENT_POINTS`; `UNKNOWN` for kUnknown and for numbers outside the enum.
std::string_view ToString(ErrorReason reason);
// `FAILED_PRECONDITION`; `UNKNOWN` also for numbers outside the enum.
std::string_view ToString(ErrorCode code);

// One field that the server refused.
struct FieldViolation {
  // Path from the request's root: `purchase.lines[2].quantity`.
  std::string field{};
  std::string description{};

  bool operator==(const FieldViolation&) const = default;
};

// A value like any other: copy it, log it, store it.
struct Error {
  ErrorCode code = ErrorCode::kUnknown;
  ErrorReason reason = ErrorReason::kUnknown;
  // The reason as the server sent it, without prefix: `INSUFFICIENT_POINTS`. It is there even when
  // `reason` is kUnknown because the server is newer; empty when the server gave none.
  std::string reason_text{};
  // For people.
  std::string message{};
  // Every variable part of the message.
  std::map<std::string, std::string> metadata{};
  // Only with kInvalidField.
  std::vector<FieldViolation> field_violations{};
  // How long the server asked to wait. Only with kQueueFull and kRateLimited.
  std::optional<std::chrono::nanoseconds> retry_delay{};
  // The request id that was sent, by you or by this library; empty for calls that only read. Keep
  // it when you mean to try again later.
  std::string request_id{};
  // How often the request was sent; 0 when this library refused it.
  int attempts = 0;

  // Whether the same request may succeed later and is safe to send again with the same request id:
  // kQueueFull, kRateLimited, kStoreUnavailable and kShuttingDown; without a known reason, the
  // codes kUnavailable, kDeadlineExceeded and kCancelled. The library has already retried within
  // its budget. An item with kLinkedItemFailed goes with its group: send it again when the item
  // that failed is retryable.
  bool retryable() const;

  // `FAILED_PRECONDITION INSUFFICIENT_POINTS: 120 points needed, 80 available (request 0193…)`.
  std::string ToString() const;

  bool operator==(const Error&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Error& error);

}  // namespace coalition

#endif  // COALITION_ERROR_H_
