#ifndef COALITION_SERVER_STORE_SQLITE_BATCH_H_
#define COALITION_SERVER_STORE_SQLITE_BATCH_H_

#include <memory>
#include <utility>

#include "server/store/ledger_store.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane.h"
#include "server/store/sqlite/lane_reads.h"
#include "server/store/sqlite/view_registry.h"

namespace coalition::store {

// Another batch may begin as soon as this one's Commit has staged its changes; see SqliteLane.
class SqliteBatch final : public LedgerBatch {
 public:
  // `lane` and `checkpointer` outlive it.
  static absl::StatusOr<std::unique_ptr<SqliteBatch>> Begin(SqliteLane& lane,
                                                            ConnectionPool& readers,
                                                            Checkpointer& checkpointer);

  // What it stands on.
  const SqliteLane::Ground& ground() const { return turn_.ground(); }

  const domain::LaneState& lane() const override { return reads_.lane(); }
  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override;
  absl::Status Commit(const domain::Changes& changes) override;

 private:
  SqliteBatch(SqliteLane& lane, SqliteLane::Turn turn, ViewRegistry::Entry entry, LaneReads reads,
              Checkpointer& checkpointer)
      : lane_(lane),
        turn_(std::move(turn)),
        entry_(std::move(entry)),
        reads_(std::move(reads)),
        checkpointer_(checkpointer) {}

  SqliteLane& lane_;
  SqliteLane::Turn turn_;
  // Until it is written: what it goes on from must stay until then.
  ViewRegistry::Entry entry_;
  LaneReads reads_;
  Checkpointer& checkpointer_;
  bool committed_ = false;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_BATCH_H_
