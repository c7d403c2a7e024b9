#include "tests/store/ledger_driver.h"

#include <utility>

#include "server/domain/check.h"

namespace coalition::store {

LedgerDriver::LedgerDriver(LedgerStore& store) : store_(store), now_(kStart) {
  auto catalog = store.LoadCatalog();
  COALITION_CHECK(catalog.ok(), catalog.status().ToString());
  catalog_ = *std::move(catalog);
}

LedgerDriver::Batch LedgerDriver::Run(const std::vector<domain::Command>& commands) {
  auto batch = store_.BeginBatch(domain::LaneId(0));
  if (!batch.ok()) return {batch.status(), {}, {}};
  Batch result = Decide(**batch, commands);
  if (result.status.ok()) result.status = (*batch)->Commit(result.changes);
  if (result.status.ok()) catalog_ = catalog_after_;
  return result;
}

LedgerDriver::Batch LedgerDriver::Drop(const std::vector<domain::Command>& commands) {
  auto batch = store_.BeginBatch(domain::LaneId(0));
  if (!batch.ok()) return {batch.status(), {}, {}};
  return Decide(**batch, commands);
}

LedgerDriver::Batch LedgerDriver::Decide(LedgerBatch& batch,
                                         const std::vector<domain::Command>& commands) {
  now_.micros += domain::kMicrosPerSecond;
  Batch result;
  domain::Ledger ledger(batch.lane(), catalog_);
  for (int round = 0; round < domain::Ledger::kMaxLoadRounds; ++round) {
    domain::ReadSet missing;
    for (const domain::Command& command : commands) ledger.AddMissing(command, missing);
    if (missing.empty()) break;
    result.status = batch.Load(missing, ledger.state());
    if (!result.status.ok()) return result;
  }
  for (const domain::Command& command : commands) {
    result.answers.push_back(ledger.Decide(command, now_));
  }
  catalog_after_ = ledger.catalog();
  result.changes = ledger.TakeChanges();
  return result;
}

}  // namespace coalition::store
