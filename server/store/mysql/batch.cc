#include "server/store/mysql/batch.h"

#include "server/domain/check.h"
#include "server/store/journal.h"
#include "server/store/mysql/changes_writer.h"

namespace coalition::store::mysql {

absl::StatusOr<std::unique_ptr<LedgerBatch>> MysqlBatch::Begin(
    ConnectionPool::Lease connection, int lane_count, std::optional<domain::LaneId> lane,
    StoreMemory& memory, const std::function<void(std::int64_t)>& on_end) {
  const std::int64_t statements_before = connection->statements();
  if (absl::Status begun = connection->Begin(); !begun.ok()) return begun;
  absl::StatusOr<LaneReads> reads =
      LaneReads::Begin(*connection, lane_count, lane, LaneReads::Lock::kForUpdate, &memory);
  if (!reads.ok()) return reads.status();
  return std::unique_ptr<LedgerBatch>(
      new MysqlBatch(std::move(connection), *std::move(reads), statements_before, on_end));
}

absl::Status MysqlBatch::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  COALITION_CHECK(!committed_, "a batch reads before its Commit");
  return reads_.Load(wanted, state);
}

absl::Status MysqlBatch::Commit(const domain::Changes& changes) {
  COALITION_CHECK(!std::exchange(committed_, true), "a batch commits once");
  CheckContinues(lane(), changes);
  absl::Status status = WriteChanges(*connection_, changes, reads_);
  if (status.ok()) {
    reads_.LeaveMemory(changes);
    status = connection_->Commit();
  }
  // The next one need not wait until this object ends.
  End();
  return status;
}

void MysqlBatch::End() {
  if (!connection_) return;
  on_end_(connection_->statements() - statements_before_);
  connection_.End();
}

}  // namespace coalition::store::mysql
