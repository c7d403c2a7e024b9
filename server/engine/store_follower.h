#ifndef COALITION_SERVER_ENGINE_STORE_FOLLOWER_H_
#define COALITION_SERVER_ENGINE_STORE_FOLLOWER_H_

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"

#include "server/base/mutex.h"
#include "server/engine/journal_tail.h"
#include "server/engine/published_catalog.h"
#include "server/store/ledger_store.h"

namespace coalition::engine {

// Follows what other servers commit to the same store, on a thread of its own: from time to time it
// brings the published catalog up to date, so that what they set, revoke or make is known here to
// whoever does not look at the store, and tells those who follow the journal's tail.
class StoreFollower {
 public:
  struct Options {
    // Between the end of one look and the next.
    std::chrono::milliseconds pause{250};
    // Told of a look that failed; the next one comes all the same.
    std::function<void(const absl::Status&)> on_error = [](const absl::Status&) {};
  };

  // All must outlive it. Starts following.
  StoreFollower(store::LedgerStore& store, PublishedCatalog& catalog, JournalTail& tail,
                Options options);
  // Stops.
  ~StoreFollower();
  StoreFollower(const StoreFollower&) = delete;
  StoreFollower& operator=(const StoreFollower&) = delete;

 private:
  void Run();
  void Look();

  store::LedgerStore& store_;
  PublishedCatalog& catalog_;
  JournalTail& tail_;
  const Options options_;
  // At the last look.
  std::vector<domain::Sequence> lane_ends_;
  Mutex mutex_;
  CondVar stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_STORE_FOLLOWER_H_
