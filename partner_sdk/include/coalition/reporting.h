#ifndef COALITION_REPORTING_H_
#define COALITION_REPORTING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "coalition/types.h"

namespace coalition {

struct GetLiabilityRequest {
  // The issuer. Empty: as in points.h; for the operator all.
  std::string partner_id{};
  // Empty: all.
  std::string currency{};
  // As the server knew it at a past moment, later reports left out. Takes time in proportion to
  // what was posted since. Not with as_of_transaction_id.
  std::optional<Timestamp> as_of{};
  // The same right after this transaction was posted.
  std::string as_of_transaction_id{};

  bool operator==(const GetLiabilityRequest&) const = default;
};

// Outstanding points of one issuer, currency and month of expiry.
struct Liability {
  std::string issuer_id{};
  std::string currency{};
  // `2027-03`: the last calendar month in which the points can be burned. Empty: they do not
  // expire.
  std::string expiry_month{};
  // Points that members hold, pending ones included.
  std::int64_t points = 0;
  // Points that members owe, as a negative number; not in `points`.
  std::int64_t owed_points = 0;
  // How many lots.
  std::int64_t lots = 0;

  bool operator==(const Liability&) const = default;
};

// What VerifyLedger found, and how much it recomputed.
struct LedgerVerification {
  // Everything agrees.
  bool ok = false;
  // In words; empty when ok.
  std::string first_difference{};
  std::int64_t transactions = 0;
  std::int64_t members = 0;
  std::int64_t lots = 0;
  std::int64_t positions = 0;
  std::int64_t windows = 0;

  bool operator==(const LedgerVerification&) const = default;
};

struct ListAuditEventsRequest {
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListAuditEventsRequest&) const = default;
};

// Who changed what.
struct AuditEvent {
  // From 1, in the order of commits.
  std::int64_t event_id = 0;
  Timestamp occurred_at{};
  // Whose key it was.
  std::string credential_id{};
  // The name of the call, such as `SuspendPartner`; `NET_DEBIT_ALERT` for an alert.
  std::string action{};
  // What it changed: `partners/nike`, `members/0190…`.
  std::string resource{};
  // The caller's words, where the call has some; of an alert the position and the threshold.
  std::string reason{};

  bool operator==(const AuditEvent&) const = default;
};

}  // namespace coalition

#endif  // COALITION_REPORTING_H_
