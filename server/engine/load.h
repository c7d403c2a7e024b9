#ifndef COALITION_SERVER_ENGINE_LOAD_H_
#define COALITION_SERVER_ENGINE_LOAD_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "server/domain/ledger.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

using CommandPointers = std::vector<const domain::Command*>;

// Loads all that deciding `commands` needs, in at most Ledger::kMaxLoadRounds set-based reads.
absl::Status LoadFor(const CommandPointers& commands, store::LedgerView& view,
                     domain::Ledger& ledger);

// What was loaded for a batch before it began.
struct LoadedAhead {
  // Null: nothing was.
  std::unique_ptr<store::LedgerReadAhead> reads;
  domain::LedgerState known;
  // What else is needed, as far as it can be told.
  domain::ReadSet missing;
};
LoadedAhead LoadAhead(const CommandPointers& commands, store::LedgerStore& store,
                      domain::LaneId lane, std::shared_ptr<const domain::Catalog> catalog);

// LoadFor, when `ledger` knows already what was loaded ahead, apart from `missing`. May leave a few
// things to be loaded before their command is decided.
absl::Status LoadRest(CommandPointers commands, const domain::ReadSet& missing,
                      store::LedgerView& view, domain::Ledger& ledger);

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_LOAD_H_
