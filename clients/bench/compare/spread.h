#ifndef COALITION_CLIENTS_BENCH_COMPARE_SPREAD_H_
#define COALITION_CLIENTS_BENCH_COMPARE_SPREAD_H_

#include <cstddef>
#include <vector>

namespace coalition::bench::compare {

// What repeated measurements say together.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
  std::size_t count = 0;

  bool operator==(const Spread&) const = default;
};

// All zero without values. The median of an even count is the mean of the two in the middle.
Spread SpreadOf(std::vector<double> values);

// The smallest of `sorted` that at least `share` (0 to 1) of them do not exceed; 0 without values.
double Quantile(const std::vector<double>& sorted, double share);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_SPREAD_H_
