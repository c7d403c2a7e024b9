#include "tests/engine/fault_store.h"

#include <algorithm>
#include <utility>

namespace coalition::engine {

void Gate::Open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::Pass() {
  std::unique_lock lock(mutex_);
  ++arrivals_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

void Gate::AwaitArrivals(int count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return arrivals_ >= count; });
}

class FaultBatch final : public store::LedgerBatch {
 public:
  FaultBatch(FaultStore& store, std::unique_ptr<store::LedgerBatch> below)
      : store_(store), below_(std::move(below)) {}

  const domain::LaneState& lane() const override { return below_->lane(); }
  std::optional<std::int64_t> catalog_revision() const override {
    return below_->catalog_revision();
  }

  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    const FaultStore::Fault fault = store_.Next(FaultStore::Step::kLoad);
    return fault.status.ok() ? below_->Load(wanted, state) : fault.status;
  }

  absl::Status Commit(const domain::Changes& changes) override {
    // Nothing is written that could fail.
    if (changes.empty()) return below_->Commit(changes);
    const FaultStore::Fault fault = store_.Next(FaultStore::Step::kCommit);
    if (fault.status.ok() || fault.done_anyway) {
      if (absl::Status committed = below_->Commit(changes); !committed.ok()) return committed;
      store_.Committed(changes.outcomes.size());
    }
    return fault.status;
  }

 private:
  FaultStore& store_;
  std::unique_ptr<store::LedgerBatch> below_;
};

void FaultStore::Plan(Step step, Fault fault) {
  const std::lock_guard lock(mutex_);
  plans_.emplace_back(step, std::move(fault));
}

void FaultStore::DropPlans() {
  const std::lock_guard lock(mutex_);
  plans_.clear();
}

std::vector<std::size_t> FaultStore::commit_sizes() const {
  const std::lock_guard lock(mutex_);
  return commit_sizes_;
}

FaultStore::Fault FaultStore::Next(Step step) {
  Fault fault;
  {
    const std::lock_guard lock(mutex_);
    const auto plan = std::find_if(plans_.begin(), plans_.end(),
                                   [&](const auto& entry) { return entry.first == step; });
    if (plan == plans_.end()) return fault;
    fault = std::move(plan->second);
    plans_.erase(plan);
  }
  if (fault.before) fault.before();
  return fault;
}

void FaultStore::Committed(std::size_t outcomes) {
  const std::lock_guard lock(mutex_);
  commit_sizes_.push_back(outcomes);
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> FaultStore::LoadCatalog() {
  const Fault fault = Next(Step::kLoadCatalog);
  if (!fault.status.ok()) return fault.status;
  return below_.LoadCatalog();
}

absl::StatusOr<std::unique_ptr<store::LedgerBatch>> FaultStore::BeginBatch(domain::LaneId lane) {
  return Begin([&] { return below_.BeginBatch(lane); });
}

absl::StatusOr<std::unique_ptr<store::LedgerBatch>> FaultStore::BeginWholeBatch() {
  return Begin([&] { return below_.BeginWholeBatch(); });
}

FaultStore::Begun FaultStore::Begin(absl::FunctionRef<Begun()> begin_below) {
  const Fault fault = Next(Step::kBegin);
  if (!fault.status.ok()) return fault.status;
  auto below = begin_below();
  if (!below.ok()) return below.status();
  return std::make_unique<FaultBatch>(*this, *std::move(below));
}

absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>> FaultStore::OpenSnapshot() {
  const Fault fault = Next(Step::kOpenSnapshot);
  if (!fault.status.ok()) return fault.status;
  return below_.OpenSnapshot();
}

}  // namespace coalition::engine
