#include "clients/bench/compare/rounds.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"

#include "clients/bench/compare/interruption.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::steady_clock;

// Whether the round was measured to its end.
bool MeasureRound(const std::vector<Measurement>& measurements, int round, const RoundsPlan& plan,
                  RoundsResult& result) {
  Round& readings = result.rounds.emplace_back();
  for (const std::size_t index : OrderOfRound(measurements.size(), round)) {
    const Measurement& measurement = measurements[index];
    if (result.failures.contains(measurement.name)) continue;
    const auto reading = measurement.measure();
    if (reading.ok()) {
      readings[measurement.name] = *reading;
      plan.on_reading(round, measurement.name, *reading);
    } else if (IsInterrupted(reading.status())) {
      result.interrupted = true;
      return false;
    } else {
      const std::string failure =
          absl::StrCat("failed in round ", round + 1, ": ", reading.status().message());
      result.failures[measurement.name] = failure;
      plan.on_failure(measurement.name, failure);
    }
  }
  return true;
}

}  // namespace

void SortForRounds(std::vector<Measurement>& measurements) {
  const auto place = [](const Measurement& measurement) {
    return std::find(kMeasurementOrder.begin(), kMeasurementOrder.end(), measurement.name);
  };
  std::stable_sort(measurements.begin(), measurements.end(),
                   [&](const Measurement& left, const Measurement& right) {
                     return place(left) < place(right);
                   });
}

std::vector<std::size_t> OrderOfRound(std::size_t measurements, int round) {
  std::vector<std::size_t> order(measurements);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (round % 2 == 1) std::reverse(order.begin(), order.end());
  return order;
}

RoundsResult MeasureRounds(const std::vector<Measurement>& measurements, const RoundsPlan& plan) {
  RoundsResult result;
  steady_clock::duration longest{0};
  for (int round = 0; round < plan.rounds; ++round) {
    const auto begin = plan.now();
    result.cut_short = begin + longest > plan.deadline;
    if (result.cut_short || !MeasureRound(measurements, round, plan, result)) break;
    longest = std::max(longest, plan.now() - begin);
  }
  return result;
}

}  // namespace coalition::bench::compare
