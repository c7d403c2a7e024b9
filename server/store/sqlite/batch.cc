#include "server/store/sqlite/batch.h"

#include "server/domain/check.h"
#include "server/store/journal.h"

namespace coalition::store {

absl::StatusOr<std::unique_ptr<LedgerBatch>> SqliteBatch::Begin(ConnectionPool::Lease writer,
                                                                domain::LaneId lane,
                                                                LaneMemory& memory,
                                                                WriteBack& write_back,
                                                                Checkpointer& checkpointer) {
  if (absl::Status begun = writer->BeginWrite(); !begun.ok()) return begun;
  absl::StatusOr<LaneReads> reads = LaneReads::Begin(*writer, lane, memory, Remember::kYes);
  if (!reads.ok()) return reads.status();
  return std::unique_ptr<LedgerBatch>(
      new SqliteBatch(std::move(writer), *std::move(reads), write_back, checkpointer));
}

absl::Status SqliteBatch::Load(const domain::ReadSet& wanted, domain::LedgerState& state) {
  COALITION_CHECK(static_cast<bool>(writer_), "a batch reads before its Commit");
  return reads_.Load(wanted, state);
}

absl::Status SqliteBatch::Commit(const domain::Changes& changes) {
  COALITION_CHECK(static_cast<bool>(writer_), "a batch commits once");
  CheckContinues(lane(), changes);
  const ConnectionPool::Lease writer = std::move(writer_);
  absl::Status status = write_back_.Write(*writer, changes, reads_);
  if (status.ok()) status = writer->Commit();
  if (!status.ok()) return status;
  write_back_.Apply();
  checkpointer_.Committed(*writer);
  return absl::OkStatus();
}

}  // namespace coalition::store
