#ifndef COALITION_SERVER_ENGINE_READ_POOL_H_
#define COALITION_SERVER_ENGINE_READ_POOL_H_

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"

#include "server/domain/rejection.h"
#include "server/engine/bounded_queue.h"
#include "server/engine/published_catalog.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

// Answers questions on threads of its own, so that whoever asks never waits for the disk.
// Thread-safe.
class ReadPool {
 public:
  // Gets a fresh snapshot, or why there is none, and a catalog that knows everything in it.
  using Snapshot = absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>>;
  using Task = absl::AnyInvocable<void(Snapshot, std::shared_ptr<const domain::Catalog>)>;

  // Both must outlive the pool.
  ReadPool(store::LedgerStore& store, PublishedCatalog& catalog, int threads,
           std::size_t waiting_max);
  // Drains.
  ~ReadPool();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  // QUEUE_FULL or SHUTTING_DOWN, and `task` is not run; never blocks.
  domain::Decided<domain::Accepted> Submit(Task task);
  // Takes no more and returns when all tasks ran.
  void Drain();

 private:
  void Work();

  store::LedgerStore& store_;
  PublishedCatalog& catalog_;
  BoundedQueue<Task> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_READ_POOL_H_
