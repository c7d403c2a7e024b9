#ifndef COALITION_SERVER_DOMAIN_REJECTION_H_
#define COALITION_SERVER_DOMAIN_REJECTION_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "server/domain/check.h"

namespace coalition::domain {

// Why a command was not carried out. The numbers are those of coalition.v1.ErrorReason and are kept
// on disk: never renumber.
enum class Reason : std::uint8_t {
  kInvalidField = 1,
  kRateYieldsNothing = 2,
  kAmountOverflow = 3,
  kUnauthenticated = 4,
  kPermissionDenied = 5,
  kPartnerNotFound = 6,
  kMemberNotFound = 7,
  kTransactionNotFound = 8,
  kHoldNotFound = 9,
  kWindowNotFound = 10,
  kRequestIdReused = 11,
  kAlreadyExists = 12,
  kIdentifierTaken = 13,
  kInsufficientPoints = 14,
  kNetDebitCapExceeded = 15,
  kPartnerSuspended = 16,
  kNoRateInForce = 17,
  kHoldExpired = 18,
  kHoldClosed = 19,
  kReversalExceedsOriginal = 20,
  kQuoteExpired = 21,
  kWindowState = 22,
  kEventTimeOutOfRange = 23,
  kLimitExceeded = 24,
  kQueueFull = 25,
  kRateLimited = 26,
  kTooLarge = 27,
  kStoreUnavailable = 28,
  kShuttingDown = 29,
  kLinkedItemFailed = 30,
};

// Whether the reason, met by a mutation, is the request id's outcome for ever.
bool IsKept(Reason reason);

struct Rejection {
  Reason reason = Reason::kInvalidField;
  // Every variable part; names are those of ErrorReason's comments.
  std::map<std::string, std::string> metadata;

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

// A value or the reason why there is none.
template <typename T, typename E = Rejection>
class [[nodiscard]] Decided {
 public:
  Decided(T value) : content_(std::move(value)) {}          // NOLINT: implicit by design
  Decided(E rejection) : content_(std::move(rejection)) {}  // NOLINT

  bool ok() const { return content_.index() == 0; }
  T& operator*() & {
    COALITION_CHECK(ok(), "value of what was rejected");
    return std::get<0>(content_);
  }
  const T& operator*() const& {
    COALITION_CHECK(ok(), "value of what was rejected");
    return std::get<0>(content_);
  }
  T&& operator*() && {
    COALITION_CHECK(ok(), "value of what was rejected");
    return std::get<0>(std::move(content_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  const E& rejection() const {
    COALITION_CHECK(!ok(), "rejection of what was accepted");
    return std::get<1>(content_);
  }

 private:
  std::variant<T, E> content_;
};

// Decided<Accepted> is a check that may reject and yields nothing else.
struct Accepted {};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_REJECTION_H_
