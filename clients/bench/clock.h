#ifndef COALITION_CLIENTS_BENCH_CLOCK_H_
#define COALITION_CLIENTS_BENCH_CLOCK_H_

#include <chrono>
#include <cstdint>

namespace coalition::bench {

// The monotonic clock.
inline std::int64_t NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A stretch of it: from `begin_ns` on, before `end_ns`.
struct Span {
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;

  bool Contains(std::int64_t moment_ns) const {
    return moment_ns >= begin_ns && moment_ns < end_ns;
  }
  double seconds() const { return static_cast<double>(end_ns - begin_ns) / 1e9; }
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CLOCK_H_
