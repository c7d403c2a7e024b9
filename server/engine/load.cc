#include "server/engine/load.h"

#include <utility>

namespace coalition::engine {
namespace {

// An identifier or member, then the account. More would be of partners, and is not read ahead.
constexpr int kRoundsAhead = 2;

domain::ReadSet MissingOf(const CommandPointers& commands, const domain::LedgerState& state) {
  domain::ReadSet missing;
  for (const domain::Command* command : commands) domain::AddMissing(*command, state, missing);
  return missing;
}

}  // namespace

absl::Status LoadFor(const CommandPointers& commands, store::LedgerView& view,
                     domain::Ledger& ledger) {
  for (int round = 0;; ++round) {
    const domain::ReadSet missing = MissingOf(commands, ledger.state());
    if (missing.empty()) return absl::OkStatus();
    COALITION_CHECK(round < domain::Ledger::kMaxLoadRounds, "loading comes to an end");
    if (absl::Status loaded = view.Load(missing, ledger.state()); !loaded.ok()) return loaded;
  }
}

LoadedAhead LoadAhead(const CommandPointers& commands, store::LedgerStore& store,
                      domain::LaneId lane, std::shared_ptr<const domain::Catalog> catalog) {
  LoadedAhead ahead;
  ahead.reads = store.ReadAhead(lane);
  if (ahead.reads == nullptr) return ahead;
  ahead.known.catalog = std::move(catalog);
  for (int round = 0; round < kRoundsAhead; ++round) {
    ahead.reads->Load(MissingOf(commands, ahead.known), ahead.known);
  }
  ahead.missing = MissingOf(commands, ahead.known);
  return ahead;
}

absl::Status LoadRest(CommandPointers commands, const domain::ReadSet& missing,
                      store::LedgerView& view, domain::Ledger& ledger) {
  if (absl::Status loaded = view.Load(missing, ledger.state()); !loaded.ok()) return loaded;
  if (missing.identifiers.empty() && missing.members.empty()) {
    // Only what was answered before needs more.
    std::erase_if(commands, [&](const domain::Command* command) {
      return !ledger.WasAnswered(command->header.request);
    });
  }
  return LoadFor(commands, view, ledger);
}

}  // namespace coalition::engine
