#ifndef COALITION_SERVER_ENGINE_LOAD_H_
#define COALITION_SERVER_ENGINE_LOAD_H_

#include <vector>

#include "absl/status/status.h"

#include "server/domain/ledger.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

// Loads all that deciding `commands` needs, in at most Ledger::kMaxLoadRounds set-based reads.
absl::Status LoadFor(const std::vector<const domain::Command*>& commands, store::LedgerView& view,
                     domain::Ledger& ledger);

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_LOAD_H_
