#ifndef COALITION_SERVER_REPORTING_PAST_POINT_H_
#define COALITION_SERVER_REPORTING_PAST_POINT_H_

#include <optional>

#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

// A point in the ledger's history, as of which the other readers of this folder answer: everything
// that was posted up to `last`, nothing after it, and what time it was then.
struct PastPoint {
  // kNoSequence: before the first transaction.
  domain::Sequence last;
  // Decides which holds had ended.
  domain::Moment at;
  // Of `at` in the network's time zone; decides which lots counted.
  domain::Date date;
  // The window that was open.
  domain::WindowId window;
};

// As the ledger knew itself at `moment`: what was posted by then. Any moment will do; one in the
// future has all that is there, on its own date. Reads a row of the journal for each halving of its
// length, none but the last when nothing was posted since, and the windows opened since.
absl::StatusOr<PastPoint> PointAt(store::LedgerSnapshot& snapshot, const domain::Network& network,
                                  domain::Moment moment);

// Right after a transaction, at the moment at which it was posted. Absent when there is no such
// transaction. Reads its row.
absl::StatusOr<std::optional<PastPoint>> PointAfter(store::LedgerSnapshot& snapshot,
                                                    const domain::Network& network,
                                                    domain::Sequence sequence);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_PAST_POINT_H_
