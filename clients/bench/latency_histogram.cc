#include "clients/bench/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace coalition::bench {
namespace {

// A width of at most 1/1,024 of the value: three significant digits.
constexpr int kBitsPerDoubling = 10;
constexpr std::size_t kBucketsPerDoubling = std::size_t{1} << kBitsPerDoubling;

// How many low bits of a value its bucket leaves out.
int ShiftOf(std::uint64_t value) {
  return std::max(0, static_cast<int>(std::bit_width(value)) - (kBitsPerDoubling + 1));
}

}  // namespace

LatencyHistogram::LatencyHistogram() : counts_(BucketOf(kTrackableMaxNs) + 1) {}

std::size_t LatencyHistogram::BucketOf(std::int64_t duration_ns) {
  const auto value = static_cast<std::uint64_t>(duration_ns);
  const int shift = ShiftOf(value);
  return static_cast<std::size_t>(shift) * kBucketsPerDoubling +
         static_cast<std::size_t>(value >> shift);
}

std::int64_t LatencyHistogram::UpperEdgeNs(std::size_t bucket) {
  if (bucket < 2 * kBucketsPerDoubling) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = bucket / kBucketsPerDoubling - 1;
  const std::size_t top = bucket - shift * kBucketsPerDoubling;
  return static_cast<std::int64_t>(((top + 1) << shift) - 1);
}

void LatencyHistogram::Record(std::int64_t duration_ns) {
  duration_ns = std::max<std::int64_t>(duration_ns, 0);
  ++counts_[BucketOf(std::min(duration_ns, kTrackableMaxNs))];
  min_ns_ = count_ == 0 ? duration_ns : std::min(min_ns_, duration_ns);
  max_ns_ = std::max(max_ns_, duration_ns);
  sum_ns_ += static_cast<double>(duration_ns);
  ++count_;
}

void LatencyHistogram::Add(const LatencyHistogram& other) {
  if (other.count_ == 0) return;
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  min_ns_ = count_ == 0 ? other.min_ns_ : std::min(min_ns_, other.min_ns_);
  max_ns_ = std::max(max_ns_, other.max_ns_);
  sum_ns_ += other.sum_ns_;
  count_ += other.count_;
}

double LatencyHistogram::mean_ns() const {
  return count_ == 0 ? 0 : sum_ns_ / static_cast<double>(count_);
}

std::int64_t LatencyHistogram::PercentileNs(double percent) const {
  if (count_ == 0) return 0;
  // 99.9 % of 1,000 are 999, although 99.9 has no exact binary form.
  constexpr double kRounding = 1e-6;
  const double share = percent / 100 * static_cast<double>(count_) - kRounding;
  const auto wanted =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(share)), 1, count_);
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(UpperEdgeNs(i), max_ns_);
  }
  return max_ns_;
}

}  // namespace coalition::bench
