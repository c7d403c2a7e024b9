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
  // As of a past moment. The server does not serve it yet.
  std::optional<Timestamp> as_of{};

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

}  // namespace coalition

#endif  // COALITION_REPORTING_H_
