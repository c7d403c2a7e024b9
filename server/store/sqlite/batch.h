#ifndef COALITION_SERVER_STORE_SQLITE_BATCH_H_
#define COALITION_SERVER_STORE_SQLITE_BATCH_H_

#include <memory>
#include <utility>

#include "server/store/ledger_store.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane_reads.h"

namespace coalition::store {

class SqliteBatch final : public LedgerBatch {
 public:
  static absl::StatusOr<std::unique_ptr<LedgerBatch>> Begin(ConnectionPool::Lease writer,
                                                            domain::LaneId lane);

  const domain::LaneState& lane() const override { return reads_.lane(); }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override;
  // Another batch may begin as soon as this returns.
  absl::Status Commit(const domain::Changes& changes) override;

 private:
  SqliteBatch(ConnectionPool::Lease writer, LaneReads reads)
      : writer_(std::move(writer)), reads_(std::move(reads)) {}

  ConnectionPool::Lease writer_;
  LaneReads reads_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_BATCH_H_
