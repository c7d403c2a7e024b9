#ifndef COALITION_CLIENTS_BENCH_COMPARE_BEST_LOAD_H_
#define COALITION_CLIENTS_BENCH_COMPARE_BEST_LOAD_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace coalition::bench::compare {

// How much at a time a subject was offered, and what it did with that.
struct Trial {
  // Calls in flight, or clients.
  int load = 0;
  double per_second = 0;
  // Empty: it went well.
  std::string failure;
};

struct BestLoad {
  int load = 0;
  double per_second = 0;
  std::vector<Trial> trials;
};

// `64: 41,200/s, 128: 45,100/s (taken), 256: failed (queue full)`.
std::string ToString(const BestLoad& best);

// Tries each load once, in ascending order, and takes the smallest that comes within 2 % of the
// highest throughput: beyond it only the queues grow. Loads that fail are passed over; an error
// when all do, or when a trial is interrupted.
absl::StatusOr<BestLoad> FindBestLoad(std::span<const int> loads,
                                      const std::function<absl::StatusOr<double>(int load)>& trial);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_BEST_LOAD_H_
