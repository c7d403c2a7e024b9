#ifndef COALITION_CLIENTS_BENCH_COMPARE_ROUNDS_H_
#define COALITION_CLIENTS_BENCH_COMPARE_ROUNDS_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "clients/bench/compare/ratio.h"
#include "clients/bench/compare/reading.h"

namespace coalition::bench::compare {

// Puts measurements into the order of kMeasurementOrder.
void SortForRounds(std::vector<Measurement>& measurements);

// Indices 0 to `measurements` - 1, each once: forwards in rounds 0, 2, 4, …, backwards in the
// others. A drift of the machine so falls on both sides of a ratio alike.
std::vector<std::size_t> OrderOfRound(std::size_t measurements, int round);

struct RoundsPlan {
  int rounds = 0;
  // No round starts that would end after it, by what the longest before it took.
  std::chrono::steady_clock::time_point deadline;
  std::function<std::chrono::steady_clock::time_point()> now;
  // Told of each reading as it comes; `round` counts from 0.
  std::function<void(int round, const std::string& measurement, const Reading&)> on_reading;
  // Told of each failure, as RoundsResult::failures has it.
  std::function<void(const std::string& measurement, const std::string& failure)> on_failure;
};

struct RoundsResult {
  std::vector<Round> rounds;
  // Measurement → in which round it failed, and how. It is left out from there on.
  Absences failures;
  // There was no time for all rounds.
  bool cut_short = false;
  // A measurement was interrupted; what came before is in `rounds`.
  bool interrupted = false;
};

// Measures everything once in each round. One that fails does not stop the others.
RoundsResult MeasureRounds(const std::vector<Measurement>& measurements, const RoundsPlan& plan);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_ROUNDS_H_
