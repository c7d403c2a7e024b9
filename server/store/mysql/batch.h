#ifndef COALITION_SERVER_STORE_MYSQL_BATCH_H_
#define COALITION_SERVER_STORE_MYSQL_BATCH_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "server/store/ledger_store.h"
#include "server/store/mysql/connection_pool.h"
#include "server/store/mysql/lane_memory.h"
#include "server/store/mysql/lane_reads.h"

namespace coalition::store::mysql {

// One transaction, which has the lane's row, or all lanes', from its beginning to its end: other
// servers wait for it, or, on another node of a cluster, fail with a conflict.
class MysqlBatch final : public LedgerBatch {
 public:
  ~MysqlBatch() override { End(); }

  // Waits for the lane, or, without one, for all. FAILED_PRECONDITION when there is no network yet.
  // `on_end` is told how many statements the batch took. Both outlive it.
  static absl::StatusOr<std::unique_ptr<LedgerBatch>> Begin(
      ConnectionPool::Lease connection, int lane_count, std::optional<domain::LaneId> lane,
      StoreMemory& memory, const std::function<void(std::int64_t)>& on_end);

  const domain::LaneState& lane() const override { return reads_.lane(); }
  std::optional<std::int64_t> catalog_revision() const override {
    return reads_.catalog_revision();
  }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override;
  absl::Status Commit(const domain::Changes& changes) override;

 private:
  MysqlBatch(ConnectionPool::Lease connection, LaneReads reads, std::int64_t statements_before,
             const std::function<void(std::int64_t)>& on_end)
      : connection_(std::move(connection)),
        reads_(std::move(reads)),
        statements_before_(statements_before),
        on_end_(on_end) {}

  // Gives the lane on.
  void End();

  ConnectionPool::Lease connection_;
  LaneReads reads_;
  // That the connection had sent when the batch began.
  const std::int64_t statements_before_;
  const std::function<void(std::int64_t)>& on_end_;
  bool committed_ = false;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_BATCH_H_
