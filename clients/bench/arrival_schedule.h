#ifndef COALITION_CLIENTS_BENCH_ARRIVAL_SCHEDULE_H_
#define COALITION_CLIENTS_BENCH_ARRIVAL_SCHEDULE_H_

#include <cmath>
#include <cstdint>

#include "clients/bench/random_numbers.h"

namespace coalition::bench {

// When the calls of an open loop are due: as tills call, each by itself, so that the pauses between
// them are exponentially distributed (a Poisson process). Schedules of several threads add up to
// one of the sum of their rates. The same for the same seed. Not thread-safe.
class ArrivalSchedule {
 public:
  // `calls_per_second` above 0.
  ArrivalSchedule(double calls_per_second, std::int64_t begin_ns, std::uint64_t seed)
      : mean_pause_ns_(1e9 / calls_per_second),
        random_(seed),
        next_ns_(static_cast<double>(begin_ns)) {}

  // Never before the one before.
  std::int64_t NextNs() {
    next_ns_ -= mean_pause_ns_ * std::log(1 - random_.Fraction());
    return static_cast<std::int64_t>(next_ns_);
  }

 private:
  const double mean_pause_ns_;
  RandomNumbers random_;
  double next_ns_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_ARRIVAL_SCHEDULE_H_
