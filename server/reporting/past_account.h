#ifndef COALITION_SERVER_REPORTING_PAST_ACCOUNT_H_
#define COALITION_SERVER_REPORTING_PAST_ACCOUNT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "server/domain/account.h"
#include "server/reporting/past_point.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

// No hold lasts longer (see coalition.v1.AuthorizeRequest.hold_for_s).
inline constexpr std::int64_t kHoldMicrosMax = 30 * domain::kMicrosPerDay;

// An account as it was: its lots, the holds that were open, and its last transaction then. Its
// balance was BalanceAt(point.date). Empty when it had no transaction yet, and after its member was
// merged into another; before that, it is what the member had by itself.
//
// Goes back along the account's chain of transactions: reads a row for each since the point, and
// for each of the kHoldMicrosMax before the point, as only the authorizations themselves tell of
// holds that have ended since; also those of accounts that were merged into it in that time.
absl::StatusOr<domain::Account> AccountAt(store::LedgerSnapshot& snapshot,
                                          const domain::AccountKey& key, const PastPoint& point);

// The holds alone, by authorization, at the same cost.
absl::StatusOr<std::vector<domain::Hold>> HoldsAt(store::LedgerSnapshot& snapshot,
                                                  const domain::AccountKey& key,
                                                  const PastPoint& point);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_PAST_ACCOUNT_H_
