#ifndef COALITION_SERVER_ENGINE_DECIDE_H_
#define COALITION_SERVER_ENGINE_DECIDE_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "server/domain/ledger.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

// Decides `commands` in order and appends an answer for each to `answers`. What they need was
// loaded by LoadFor; what one needs because of those before it is loaded in between.
//
// In a batch that has one lane of several it stops before the first that is not the lane's, or that
// needs all lanes. It then answers whose the rest is: one lane's, or, absent, all lanes'.
//
// A run of linked commands and the one after it is decided whole or not at all: after the first
// rejection everything that the run did is undone; the rejection is kept where its reason is, and
// the others, but for what was answered before, are answered LINKED_ITEM_FAILED. A run that the end
// of `commands` cuts off fails at its last command with INVALID_FIELD.
absl::StatusOr<std::optional<domain::LaneId>> DecideAll(
    const std::vector<domain::Command>& commands, store::LedgerView& view, domain::Ledger& ledger,
    domain::Moment now, std::vector<domain::Answer>& answers);

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_DECIDE_H_
