#ifndef COALITION_CLIENTS_BENCH_LATENCY_HISTOGRAM_H_
#define COALITION_CLIENTS_BENCH_LATENCY_HISTOGRAM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coalition::bench {

// Counts of durations, from 0 to over an hour, exact to three significant digits: log-linear, as in
// HdrHistogram. Up to 2,047 each nanosecond has a bucket of its own; above, each doubling has 1,024
// buckets of one width. Not thread-safe: each thread keeps its own, and they are added up at the
// end. Recording costs a few nanoseconds; the memory is about 300 KB, always.
class LatencyHistogram {
 public:
  // What is longer is counted as this long, but for max() and mean().
  static constexpr std::int64_t kTrackableMaxNs = (std::int64_t{1} << 42) - 1;

  LatencyHistogram();

  // Below 0 counts as 0.
  void Record(std::int64_t duration_ns);
  void Add(const LatencyHistogram& other);

  std::int64_t count() const { return count_; }
  // Exact. 0 when there is nothing, as all that follows.
  std::int64_t min_ns() const { return count_ == 0 ? 0 : min_ns_; }
  std::int64_t max_ns() const { return max_ns_; }
  double mean_ns() const;
  // The longest duration that the bucket of the `percent`th percentile may hold, and at most the
  // maximum: at least `percent` of all durations are no longer than this. From 0 to 100.
  std::int64_t PercentileNs(double percent) const;

 private:
  static std::size_t BucketOf(std::int64_t duration_ns);
  static std::int64_t UpperEdgeNs(std::size_t bucket);

  std::vector<std::int64_t> counts_;
  std::int64_t count_ = 0;
  std::int64_t min_ns_ = 0;
  std::int64_t max_ns_ = 0;
  double sum_ns_ = 0;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LATENCY_HISTOGRAM_H_
