#include "tests/store/ledger_driver.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/types/span.h"

#include "server/domain/check.h"

namespace coalition::store {
namespace {

// What deciding the commands needs may depend on what was loaded, and on commands before them.
absl::Status LoadMissing(LedgerBatch& batch, domain::Ledger& ledger,
                         absl::Span<const domain::Command> commands) {
  for (int round = 0; round < domain::Ledger::kMaxLoadRounds; ++round) {
    domain::ReadSet missing;
    for (const domain::Command& command : commands) ledger.AddMissing(command, missing);
    if (missing.empty()) break;
    if (absl::Status loaded = batch.Load(missing, ledger.state()); !loaded.ok()) return loaded;
  }
  return absl::OkStatus();
}

}  // namespace

LedgerDriver::LedgerDriver(LedgerStore& store) : store_(store), now_(kStart) {
  auto catalog = store.LoadCatalog();
  COALITION_CHECK(catalog.ok(), catalog.status().ToString());
  catalog_ = *std::move(catalog);
}

LedgerDriver::Batch LedgerDriver::Run(const std::vector<domain::Command>& commands) {
  return RunIn(store_.BeginWholeBatch(), commands);
}

LedgerDriver::Batch LedgerDriver::RunIn(domain::LaneId lane,
                                        const std::vector<domain::Command>& commands) {
  return RunIn(store_.BeginBatch(lane), commands);
}

LedgerDriver::Batch LedgerDriver::RunIn(absl::StatusOr<std::unique_ptr<LedgerBatch>> batch,
                                        const std::vector<domain::Command>& commands) {
  if (!batch.ok()) return {batch.status(), {}, {}};
  Batch result = Decide(**batch, commands);
  if (result.status.ok()) result.status = (*batch)->Commit(result.changes);
  if (result.status.ok()) catalog_ = catalog_after_;
  return result;
}

LedgerDriver::Batch LedgerDriver::Drop(const std::vector<domain::Command>& commands) {
  auto batch = store_.BeginWholeBatch();
  if (!batch.ok()) return {batch.status(), {}, {}};
  return Decide(**batch, commands);
}

LedgerDriver::Batch LedgerDriver::Decide(LedgerBatch& batch,
                                         const std::vector<domain::Command>& commands) {
  PassTime(batch.lane(), commands);
  Batch result;
  domain::Ledger ledger(batch.lane(), catalog_);
  result.status = LoadMissing(batch, ledger, commands);
  for (const domain::Command& command : commands) {
    if (result.status.ok()) result.status = LoadMissing(batch, ledger, {&command, 1});
    if (!result.status.ok()) return result;
    result.answers.push_back(ledger.Decide(command, now_));
  }
  catalog_after_ = ledger.catalog();
  result.changes = ledger.TakeChanges();
  return result;
}

void LedgerDriver::PassTime(const domain::LaneState& lane,
                            const std::vector<domain::Command>& commands) {
  const bool expires = std::any_of(commands.begin(), commands.end(), [](const auto& command) {
    return std::holds_alternative<domain::ExpirePoints>(command.action);
  });
  now_.micros += expires ? 2 * 365 * domain::kMicrosPerDay : domain::kMicrosPerSecond;
  now_ = std::max(now_, lane.latest_at);
}

}  // namespace coalition::store
