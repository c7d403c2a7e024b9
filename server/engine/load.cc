#include "server/engine/load.h"

namespace coalition::engine {

absl::Status LoadFor(const std::vector<const domain::Command*>& commands, store::LedgerView& view,
                     domain::Ledger& ledger) {
  for (int round = 0; round < domain::Ledger::kMaxLoadRounds; ++round) {
    domain::ReadSet missing;
    for (const domain::Command* command : commands) ledger.AddMissing(*command, missing);
    if (missing.empty()) return absl::OkStatus();
    if (absl::Status loaded = view.Load(missing, ledger.state()); !loaded.ok()) return loaded;
  }
  domain::CheckFailed(__FILE__, __LINE__, "round < kMaxLoadRounds", "loading comes to an end");
}

}  // namespace coalition::engine
