#ifndef COALITION_SERVER_STORE_MEMORY_MEMORY_STORE_H_
#define COALITION_SERVER_STORE_MEMORY_MEMORY_STORE_H_

#include <memory>
#include <shared_mutex>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/memory/tables.h"

namespace coalition::store {

// A ledger in this process's memory, for tests and trials. NOT durable: it ends with the store. In
// everything else it keeps the contract, with these particulars: one lane; a batch and a snapshot
// keep each other waiting, so a thread that holds one must not ask for the other; and each ends on
// the thread that began it.
class MemoryStore final : public LedgerStore {
 public:
  int lane_count() const override { return 1; }
  absl::Status CreateNetwork(const domain::Network& network, const domain::Changes& first) override;
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() override;
  bool HasNetwork() const override;
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LaneId lane) override;
  absl::StatusOr<std::unique_ptr<LedgerSnapshot>> OpenSnapshot() override;

 private:
  // Held by a batch exclusively, by a snapshot shared; guards tables_.
  mutable std::shared_mutex mutex_;
  MemoryTables tables_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_MEMORY_MEMORY_STORE_H_
