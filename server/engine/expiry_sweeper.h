#ifndef COALITION_SERVER_ENGINE_EXPIRY_SWEEPER_H_
#define COALITION_SERVER_ENGINE_EXPIRY_SWEEPER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"

#include "server/base/mutex.h"
#include "server/engine/posting_engine.h"

namespace coalition::engine {

inline constexpr std::size_t kExpiredAccountsPerCommandMax = 1'000;

// The command that posts what expired by `now` in the first accounts after `after` that have
// something to post, up to the bound; without accounts when there are none. Accounts whose expired
// points are all held are passed over. Walks the lots from `after` on.
absl::StatusOr<domain::ExpirePoints> FindExpired(store::LedgerSnapshot& snapshot,
                                                 const domain::Network& network, domain::Moment now,
                                                 std::optional<domain::AccountKey> after);

// Posts points that are past their date as breakage, from time to time, on a thread of its own. Any
// number of sweepers may run at once, and stop anywhere: what one posted the next one does not
// find.
class ExpirySweeper {
 public:
  struct Options {
    // Between the end of one sweep and the beginning of the next; the first begins at once.
    std::chrono::seconds pause{3600};
    // Told when a sweep ends early; the next one tries again.
    std::function<void(const absl::Status&)> on_error = [](const absl::Status&) {};
  };

  // All must outlive it. Starts sweeping.
  ExpirySweeper(store::LedgerStore& store, PublishedCatalog& catalog, PostingEngine& engine,
                const Clock& clock, Options options);
  // Stops.
  ~ExpirySweeper();
  ExpirySweeper(const ExpirySweeper&) = delete;
  ExpirySweeper& operator=(const ExpirySweeper&) = delete;

  // Returns when the sweep under way, if any, finished its present command.
  void Stop();

 private:
  void Run();
  // Whether it is to go on.
  bool Pause();
  absl::Status Sweep();
  absl::Status Post(domain::ExpirePoints expire);
  bool stopping();

  store::LedgerStore& store_;
  PublishedCatalog& catalog_;
  PostingEngine& engine_;
  const Clock& clock_;
  const Options options_;
  // Of the sweeper's thread; makes request ids.
  std::string sweep_name_;
  int command_count_ = 0;
  Mutex mutex_;
  CondVar stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_EXPIRY_SWEEPER_H_
