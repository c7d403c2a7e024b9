#include "clients/bench/latency_histogram.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "clients/bench/random_numbers.h"

namespace coalition::bench {
namespace {

TEST(LatencyHistogramTest, AnswersZeroWhenThereIsNothing) {
  const LatencyHistogram empty;
  EXPECT_EQ(empty.count(), 0);
  EXPECT_EQ(empty.min_ns(), 0);
  EXPECT_EQ(empty.max_ns(), 0);
  EXPECT_EQ(empty.mean_ns(), 0);
  EXPECT_EQ(empty.PercentileNs(50), 0);
}

TEST(LatencyHistogramTest, KeepsOneValueToThreeDigits) {
  for (const std::int64_t value : {0L, 1L, 999L, 2'047L, 2'048L, 2'049L, 4'095L, 4'096L, 65'535L,
                                   123'456'789L, 3'600'000'000'000L}) {
    LatencyHistogram histogram;
    histogram.Record(value);
    EXPECT_EQ(histogram.min_ns(), value);
    EXPECT_EQ(histogram.max_ns(), value);
    EXPECT_EQ(histogram.mean_ns(), static_cast<double>(value));
    // Never past the maximum, so a single value is exact.
    EXPECT_EQ(histogram.PercentileNs(50), value);
    histogram.Record(4'000'000'000'000);
    EXPECT_GE(histogram.PercentileNs(50), value);
    EXPECT_LE(histogram.PercentileNs(50), value + value / 1'000);
  }
}

TEST(LatencyHistogramTest, AnswersPercentilesOfKnownValues) {
  LatencyHistogram histogram;
  for (std::int64_t value = 1; value <= 1'000; ++value) histogram.Record(value);
  EXPECT_EQ(histogram.PercentileNs(0), 1);
  EXPECT_EQ(histogram.PercentileNs(0.1), 1);
  EXPECT_EQ(histogram.PercentileNs(50), 500);
  EXPECT_EQ(histogram.PercentileNs(50.01), 501);
  EXPECT_EQ(histogram.PercentileNs(99), 990);
  EXPECT_EQ(histogram.PercentileNs(99.9), 999);
  EXPECT_EQ(histogram.PercentileNs(100), 1'000);
  EXPECT_EQ(histogram.mean_ns(), 500.5);
}

TEST(LatencyHistogramTest, AgreesWithASortedListToThreeDigits) {
  RandomNumbers random(7);
  LatencyHistogram histogram;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    // Over all magnitudes.
    const auto value = static_cast<std::int64_t>(random.Next() >> (22 + random.Below(40)));
    values.push_back(value);
    histogram.Record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double percent : {1.0, 10.0, 50.0, 90.0, 99.0, 99.9}) {
    const auto place = static_cast<std::size_t>(percent / 100 * 20'000 + 0.5) - 1;
    const std::int64_t exact = values[place];
    EXPECT_GE(histogram.PercentileNs(percent), exact) << percent;
    EXPECT_LE(histogram.PercentileNs(percent), exact + exact / 1'000 + 1) << percent;
  }
}

TEST(LatencyHistogramTest, CountsWhatIsBelowZeroAsZeroAndWhatIsTooLongAsTheLongest) {
  LatencyHistogram histogram;
  histogram.Record(-5);
  EXPECT_EQ(histogram.min_ns(), 0);
  const std::int64_t longer = 2 * LatencyHistogram::kTrackableMaxNs;
  histogram.Record(longer);
  EXPECT_EQ(histogram.max_ns(), longer);
  EXPECT_EQ(histogram.PercentileNs(100), LatencyHistogram::kTrackableMaxNs);
}

TEST(LatencyHistogramTest, AddsUpToWhatOneWouldHaveSeen) {
  LatencyHistogram one;
  LatencyHistogram other;
  LatencyHistogram all;
  for (std::int64_t value = 10; value < 100'000; value += 7) {
    (value % 2 == 0 ? one : other).Record(value);
    all.Record(value);
  }
  LatencyHistogram sum;
  sum.Add(one);
  sum.Add(LatencyHistogram());
  sum.Add(other);
  EXPECT_EQ(sum.count(), all.count());
  EXPECT_EQ(sum.min_ns(), all.min_ns());
  EXPECT_EQ(sum.max_ns(), all.max_ns());
  EXPECT_DOUBLE_EQ(sum.mean_ns(), all.mean_ns());
  for (const double percent : {1.0, 50.0, 99.0}) {
    EXPECT_EQ(sum.PercentileNs(percent), all.PercentileNs(percent));
  }
}

}  // namespace
}  // namespace coalition::bench
