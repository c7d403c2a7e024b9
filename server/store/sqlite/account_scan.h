#ifndef COALITION_SERVER_STORE_SQLITE_ACCOUNT_SCAN_H_
#define COALITION_SERVER_STORE_SQLITE_ACCOUNT_SCAN_H_

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "server/domain/account.h"
#include "server/store/account_record.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/lane_reads.h"

namespace coalition::store {

// Which accounts to visit.
struct AccountRange {
  // Those after it, in the order of visits; all without it.
  std::optional<domain::AccountKey> after;
  // Those whose next expiry is not later.
  domain::Date next_expiry_max = kNeverExpires;
};

// Visits accounts by bucket, then key, as of the commit of `reads`; false ends the scan. Holds the
// rows of one bucket at a time.
absl::Status ScanAccountRecords(
    Connection& connection, const LaneReads& reads, const AccountRange& range,
    absl::FunctionRef<bool(const domain::AccountKey&, const AccountRecord&)> visit);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_ACCOUNT_SCAN_H_
