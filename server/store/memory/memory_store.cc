#include "server/store/memory/memory_store.h"

#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "server/domain/check.h"
#include "server/store/journal.h"
#include "server/store/memory/snapshot.h"

namespace coalition::store {
namespace {

absl::Status NoNetwork() { return absl::FailedPreconditionError("there is no network yet"); }

class MemoryBatch final : public LedgerBatch {
 public:
  MemoryBatch(std::unique_lock<std::shared_mutex> turn, MemoryTables& tables)
      : turn_(std::move(turn)), tables_(tables), lane_(tables.lane) {}

  const domain::LaneState& lane() const override { return lane_; }

  absl::Status Load(const domain::ReadSet& wanted, domain::LedgerState& state) override {
    COALITION_CHECK(turn_.owns_lock(), "a batch reads before its Commit");
    tables_.Load(wanted, state);
    return absl::OkStatus();
  }

  absl::Status Commit(const domain::Changes& changes) override {
    COALITION_CHECK(turn_.owns_lock(), "a batch commits once");
    CheckContinues(lane_, changes);
    tables_.Apply(changes);
    turn_.unlock();
    return absl::OkStatus();
  }

 private:
  std::unique_lock<std::shared_mutex> turn_;
  MemoryTables& tables_;
  const domain::LaneState lane_;
};

}  // namespace

absl::Status MemoryStore::CreateNetwork(const domain::Network& network,
                                        const domain::Changes& first) {
  COALITION_CHECK(first.lane.lane == domain::LaneId(0), "the only lane is lane 0");
  auto catalog = std::make_shared<domain::Catalog>();
  catalog->network = network;
  if (absl::Status known = LoadTimeZone(catalog->network); !known.ok()) return known;

  const std::unique_lock lock(mutex_);
  if (tables_.catalog != nullptr) {
    return absl::FailedPreconditionError("there is a network already");
  }
  tables_.catalog = std::move(catalog);
  tables_.windows[first.lane.open_window.id] = first.lane.open_window;
  tables_.Apply(first);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> MemoryStore::LoadCatalog() {
  const std::shared_lock lock(mutex_);
  if (tables_.catalog == nullptr) return NoNetwork();
  return tables_.catalog;
}

bool MemoryStore::HasNetwork() const {
  const std::shared_lock lock(mutex_);
  return tables_.catalog != nullptr;
}

absl::StatusOr<std::unique_ptr<LedgerBatch>> MemoryStore::BeginBatch(domain::LaneId lane) {
  COALITION_CHECK(lane == domain::LaneId(0), "the only lane is lane 0");
  std::unique_lock turn(mutex_);
  if (tables_.catalog == nullptr) return NoNetwork();
  return std::make_unique<MemoryBatch>(std::move(turn), tables_);
}

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> MemoryStore::OpenSnapshot() {
  std::shared_lock lock(mutex_);
  if (tables_.catalog == nullptr) return NoNetwork();
  return std::make_unique<MemorySnapshot>(std::move(lock), tables_);
}

}  // namespace coalition::store
