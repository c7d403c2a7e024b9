#ifndef COALITION_CLIENTS_BENCH_RANDOM_NUMBERS_H_
#define COALITION_CLIENTS_BENCH_RANDOM_NUMBERS_H_

#include <cstdint>

namespace coalition::bench {

// SplitMix64: uniform, a nanosecond each, the same for the same seed everywhere. Good enough for a
// load and its ids; not for secrets. Not thread-safe.
class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // From 0 to bound - 1; `bound` from 1.
  std::uint32_t Below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((Next() >> 32) * bound) >> 32);
  }
  // From 0 to 1, without 1.
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_RANDOM_NUMBERS_H_
