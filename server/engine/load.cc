#include "server/engine/load.h"

namespace coalition::engine {

absl::Status LoadFor(const std::vector<const domain::Command*>& commands, store::LedgerView& view,
                     domain::Ledger& ledger) {
  for (int round = 0;; ++round) {
    domain::ReadSet missing;
    for (const domain::Command* command : commands) ledger.AddMissing(*command, missing);
    if (missing.empty()) return absl::OkStatus();
    COALITION_CHECK(round < domain::Ledger::kMaxLoadRounds, "loading comes to an end");
    if (absl::Status loaded = view.Load(missing, ledger.state()); !loaded.ok()) return loaded;
  }
}

}  // namespace coalition::engine
