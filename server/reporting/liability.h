#ifndef COALITION_SERVER_REPORTING_LIABILITY_H_
#define COALITION_SERVER_REPORTING_LIABILITY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "server/domain/account.h"
#include "server/reporting/past_point.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

// Outstanding points of one issuer, currency and month of expiry.
struct Liability {
  domain::PartnerId issuer;
  domain::CurrencyId currency;
  // A day in the last month in which the points can be burned; kNever when they do not expire.
  domain::Date last_month;
  domain::Points points;
  // Not positive.
  domain::Points owed_points;
  std::int64_t lots = 0;
};

// What was outstanding at `point` (PointAt now, for today's), by issuer, currency, month; of one
// issuer or currency when given. Points stop counting on their date, swept or not, but for those
// that an open hold reserves: they can still be captured, and count until the hold ends. What is
// owed counts whatever its date.
//
// Reads every lot and every transaction after the point, and goes back along the chains of those
// accounts that had expired points then (see AccountAt). Memory grows with the lots that changed
// since.
absl::StatusOr<std::vector<Liability>> ReadLiability(store::LedgerSnapshot& snapshot,
                                                     const PastPoint& point,
                                                     std::optional<domain::PartnerId> issuer,
                                                     std::optional<domain::CurrencyId> currency);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_LIABILITY_H_
