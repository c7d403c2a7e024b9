#ifndef COALITION_TESTS_ENGINE_FAULT_STORE_H_
#define COALITION_TESTS_ENGINE_FAULT_STORE_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "server/store/ledger_store.h"

namespace coalition::engine {

// Opens once, and tells how many wait before it.
class Gate {
 public:
  void Open();
  // Counts the caller, then waits for Open.
  void Pass();
  // Waits until `count` callers came.
  void AwaitArrivals(int count);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int arrivals_ = 0;
};

// A store that fails, or waits, as it is told. Thread-safe as far as the one below is; plans are
// made before the calls that they are for.
class FaultStore final : public store::LedgerStore {
 public:
  enum class Step { kBegin, kLoad, kCommit, kLoadCatalog, kOpenSnapshot };
  // What the next calls of a step do, one each; past the last they work. `before` runs first.
  struct Fault {
    absl::Status status;
    // Of a commit: it is carried out nevertheless.
    bool done_anyway = false;
    std::function<void()> before;
  };

  // `below` must outlive it.
  explicit FaultStore(store::LedgerStore& below) : below_(below) {}

  void Plan(Step step, Fault fault);
  // What was planned and has not happened does not happen.
  void DropPlans();
  // Commands' outcomes in each commit that was carried out.
  std::vector<std::size_t> commit_sizes() const;

  int lane_count() const override { return below_.lane_count(); }
  absl::Status CreateNetwork(const domain::Network& network,
                             const domain::Changes& first) override {
    return below_.CreateNetwork(network, first);
  }
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() override;
  bool HasNetwork() const override { return below_.HasNetwork(); }
  absl::StatusOr<std::unique_ptr<store::LedgerBatch>> BeginBatch(domain::LaneId lane) override;
  absl::StatusOr<std::unique_ptr<store::LedgerBatch>> BeginWholeBatch() override;
  absl::StatusOr<NamedMembers> FindMembers(
      const absl::flat_hash_set<domain::Identifier>& identifiers) override {
    return below_.FindMembers(identifiers);
  }
  absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>> OpenSnapshot() override;

 private:
  friend class FaultBatch;
  using Begun = absl::StatusOr<std::unique_ptr<store::LedgerBatch>>;
  Begun Begin(absl::FunctionRef<Begun()> begin_below);
  Fault Next(Step step);
  void Committed(std::size_t outcomes);

  store::LedgerStore& below_;
  mutable std::mutex mutex_;
  std::deque<std::pair<Step, Fault>> plans_;
  std::vector<std::size_t> commit_sizes_;
};

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_FAULT_STORE_H_
