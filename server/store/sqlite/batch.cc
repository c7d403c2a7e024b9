#include "server/store/sqlite/batch.h"

#include <utility>

#include "server/domain/check.h"
#include "server/store/journal.h"

namespace coalition::store {
namespace {

// Whether they are of the lane's state alone.
bool AreNone(const domain::Changes& changes) {
  const auto& [lane, transactions, outcomes, accounts, lots, holds, day_totals, carries, reversals,
               members, identifiers, positions, outstanding, allowances, partners, currencies,
               rates, terms, credentials, windows, settlements, closed_totals, conversion_rates,
               limits, audit_events] = changes;
  return transactions.empty() && outcomes.empty() && accounts.empty() && lots.empty() &&
         holds.empty() && day_totals.empty() && carries.empty() && reversals.empty() &&
         members.empty() && identifiers.empty() && positions.empty() && outstanding.empty() &&
         allowances.empty() && partners.empty() && currencies.empty() && rates.empty() &&
         terms.empty() && credentials.empty() && windows.empty() && settlements.empty() &&
         closed_totals.empty() && conversion_rates.empty() && limits.empty() &&
         audit_events.empty();
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteBatch>> SqliteBatch::Begin(SqliteLane& lane,
                                                                ConnectionPool& readers,
                                                                Checkpointer& checkpointer) {
  absl::StatusOr<SqliteLane::Turn> turn = lane.TakeTurn();
  if (!turn.ok()) return turn.status();
  LaneMemory& memory = turn->ground().memory;
  ViewRegistry::Entry entry = memory.views.Enter();
  LaneReads reads = LaneReads::BeginBatch(readers, turn->head(), memory);
  return std::unique_ptr<SqliteBatch>(
      new SqliteBatch(lane, *std::move(turn), std::move(entry), std::move(reads), checkpointer));
}

absl::Status SqliteBatch::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  COALITION_CHECK(!committed_, "a batch reads before its Commit");
  return reads_.Load(wanted, state);
}

absl::Status SqliteBatch::Commit(const domain::Changes& changes) {
  COALITION_CHECK(!std::exchange(committed_, true), "a batch commits once");
  CheckContinues(lane(), changes);
  if (AreNone(changes)) {
    reads_.End();
    return lane_.Pass(turn_);
  }
  absl::StatusOr<WriteBack::Step> step = lane_.Stage(turn_, changes, reads_);
  reads_.End();
  if (!step.ok()) return step.status();
  return lane_.Write(turn_, *step, checkpointer_);
}

}  // namespace coalition::store
