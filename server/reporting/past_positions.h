#ifndef COALITION_SERVER_REPORTING_PAST_POSITIONS_H_
#define COALITION_SERVER_REPORTING_PAST_POSITIONS_H_

#include <map>
#include <optional>

#include "absl/status/statusor.h"

#include "server/domain/settlement_window.h"
#include "server/reporting/past_point.h"
#include "server/store/ledger_store.h"

namespace coalition::reporting {

// By window, partner, currency, type and kind, as ScanPositions tells them; no entry for what has
// no line.
using Positions = std::map<domain::PositionKey, domain::PositionTotal>;

// The positions of the window that was open at `point`, up to it: of one partner, or of all and the
// network. Reads the window's transactions up to the point, or its totals and its transactions
// after the point, whichever stretch of the journal is shorter; for one partner only those that it
// has a part in.
absl::StatusOr<Positions> PositionsAt(store::LedgerSnapshot& snapshot,
                                      std::optional<domain::PartnerId> partner,
                                      const PastPoint& point);

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_PAST_POSITIONS_H_
