#ifndef COALITION_SERVER_STORE_OUTCOME_COLUMNS_H_
#define COALITION_SERVER_STORE_OUTCOME_COLUMNS_H_

#include <optional>
#include <utility>

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"
#include "server/store/codec.h"

namespace coalition::store {

// The columns `sequence` and `result` of a request, of which exactly one holds a value.
struct OutcomeColumns {
  std::optional<domain::Sequence> sequence;
  std::optional<OutcomeResult> result;

  // Moves the result into `outcome`; DATA_LOSS when not exactly one is there.
  absl::Status MoveInto(domain::LaneId lane, domain::StoredOutcome& outcome) {
    if (sequence.has_value() == result.has_value()) {
      return absl::DataLossError("a request has no outcome, or two");
    }
    outcome.result =
        sequence ? OutcomeResult(domain::TransactionId{lane, *sequence}) : *std::move(result);
    return absl::OkStatus();
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_OUTCOME_COLUMNS_H_
