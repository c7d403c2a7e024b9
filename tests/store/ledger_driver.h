#ifndef COALITION_TESTS_STORE_LEDGER_DRIVER_H_
#define COALITION_TESTS_STORE_LEDGER_DRIVER_H_

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/ledger.h"
#include "server/store/ledger_store.h"

namespace coalition::store {

// Runs commands through a real Ledger over a store, as the engine does, one batch at a time. A
// batch takes place a second after the one before it, or, if it expires points, two years. One per
// thread.
class LedgerDriver {
 public:
  struct Batch {
    // Of the first step that failed.
    absl::Status status;
    std::vector<domain::Answer> answers;
    domain::Changes changes;
  };

  // The store has a network.
  explicit LedgerDriver(LedgerStore& store);

  // In a batch of all lanes.
  Batch Run(const std::vector<domain::Command>& commands);
  // In a batch of the lane, whose all of the commands must be.
  Batch RunIn(domain::LaneId lane, const std::vector<domain::Command>& commands);
  // All but the commit: the batch is dropped.
  Batch Drop(const std::vector<domain::Command>& commands);

  const std::shared_ptr<const domain::Catalog>& catalog() const { return catalog_; }
  // The moment of the last batch.
  domain::Moment now() const { return now_; }
  // The next batch takes place after that moment.
  void PassTimeTo(domain::Moment moment) { now_ = std::max(now_, moment); }
  // The next batch takes place on the next day.
  void PassDay() { now_.micros += domain::kMicrosPerDay; }

  // Decides `commands` within `batch`, but does not commit.
  Batch Decide(LedgerBatch& batch, const std::vector<domain::Command>& commands);

 private:
  Batch RunIn(absl::StatusOr<std::unique_ptr<LedgerBatch>> batch,
              const std::vector<domain::Command>& commands);
  void PassTime(const domain::LaneState& lane, const std::vector<domain::Command>& commands);

  LedgerStore& store_;
  std::shared_ptr<const domain::Catalog> catalog_;
  // What the last Decide made of it.
  std::shared_ptr<const domain::Catalog> catalog_after_;
  domain::Moment now_;
};

// 2026-01-15T12:00:00Z.
inline constexpr domain::Moment kStart{1'768'478'400'000'000};

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_LEDGER_DRIVER_H_
