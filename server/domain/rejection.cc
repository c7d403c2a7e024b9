#include "server/domain/rejection.h"

namespace coalition::domain {

bool IsKept(Reason reason) {
  switch (reason) {
    case Reason::kRateYieldsNothing:
    case Reason::kAmountOverflow:
    case Reason::kMemberNotFound:
    case Reason::kTransactionNotFound:
    case Reason::kHoldNotFound:
    case Reason::kWindowNotFound:
    case Reason::kAlreadyExists:
    case Reason::kIdentifierTaken:
    case Reason::kInsufficientPoints:
    case Reason::kNetDebitCapExceeded:
    case Reason::kPartnerSuspended:
    case Reason::kNoRateInForce:
    case Reason::kHoldExpired:
    case Reason::kHoldClosed:
    case Reason::kReversalExceedsOriginal:
    case Reason::kQuoteExpired:
    case Reason::kWindowState:
    case Reason::kEventTimeOutOfRange:
    case Reason::kLimitExceeded:
      return true;
    case Reason::kInvalidField:
    case Reason::kUnauthenticated:
    case Reason::kPermissionDenied:
    case Reason::kPartnerNotFound:
    case Reason::kRequestIdReused:
    case Reason::kQueueFull:
    case Reason::kRateLimited:
    case Reason::kTooLarge:
    case Reason::kStoreUnavailable:
    case Reason::kShuttingDown:
    case Reason::kLinkedItemFailed:
      return false;
  }
  return false;
}

}  // namespace coalition::domain
