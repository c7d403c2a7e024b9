#ifndef COALITION_SERVER_STORE_SQLITE_BATCH_H_
#define COALITION_SERVER_STORE_SQLITE_BATCH_H_

#include <memory>
#include <utility>

#include "server/store/ledger_store.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane_reads.h"
#include "server/store/sqlite/write_back.h"

namespace coalition::store {

class SqliteBatch final : public LedgerBatch {
 public:
  // The last three are the lane's, and outlive it.
  static absl::StatusOr<std::unique_ptr<LedgerBatch>> Begin(ConnectionPool::Lease writer,
                                                            domain::LaneId lane, LaneMemory& memory,
                                                            WriteBack& write_back,
                                                            Checkpointer& checkpointer);

  const domain::LaneState& lane() const override { return reads_.lane(); }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override;
  // Another batch may begin as soon as this returns.
  absl::Status Commit(const domain::Changes& changes) override;

 private:
  SqliteBatch(ConnectionPool::Lease writer, LaneReads reads, WriteBack& write_back,
              Checkpointer& checkpointer)
      : writer_(std::move(writer)),
        reads_(std::move(reads)),
        write_back_(write_back),
        checkpointer_(checkpointer) {}

  ConnectionPool::Lease writer_;
  LaneReads reads_;
  WriteBack& write_back_;
  Checkpointer& checkpointer_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_BATCH_H_
