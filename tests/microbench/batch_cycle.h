#ifndef COALITION_TESTS_MICROBENCH_BATCH_CYCLE_H_
#define COALITION_TESTS_MICROBENCH_BATCH_CYCLE_H_

#include <chrono>
#include <memory>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/store/ledger_store.h"

namespace coalition::microbench {

// Where the time of batches went. The sum is all that a lane's committer does with a batch between
// taking it and handing out its answers.
struct PhaseTimes {
  using Duration = std::chrono::steady_clock::duration;
  // BeginBatch, all rounds of loading, DecideAll, TakeChanges, Commit; what it takes to be rid of
  // the ledger, the changes and the batch.
  Duration begin{}, load{}, decide{}, take{}, commit{}, end{};

  Duration total() const { return begin + load + decide + take + commit + end; }
};

// What a lane's committer does with a batch (server/engine/lane.cc), without its threads. Batches
// take place a millisecond after one another. Not thread-safe.
class BatchCycle {
 public:
  // The store has a network, and outlives this.
  explicit BatchCycle(store::LedgerStore& store);

  // Decides and commits `commands`, none of which may be rejected, and adds to `times`.
  std::vector<domain::Answer> Run(const std::vector<domain::Command>& commands, PhaseTimes& times);

  const std::shared_ptr<const domain::Catalog>& catalog() const { return catalog_; }

 private:
  store::LedgerStore& store_;
  std::shared_ptr<const domain::Catalog> catalog_;
};

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_BATCH_CYCLE_H_
