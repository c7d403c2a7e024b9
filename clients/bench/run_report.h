#ifndef COALITION_CLIENTS_BENCH_RUN_REPORT_H_
#define COALITION_CLIENTS_BENCH_RUN_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "clients/bench/check_results.h"
#include "clients/bench/run_options.h"
#include "clients/bench/tally.h"

namespace coalition::bench {

// What a run measured.
struct RunResult {
  explicit RunResult(Tally all) : tally(std::move(all)) {}

  Tally tally;
  // Events without an answer to the last.
  std::int64_t undecided = 0;
  double measured_seconds = 0;
  double client_cpu_us = 0;
  // Of all servers.
  std::optional<double> server_cpu_us;
  std::optional<double> database_cpu_us;
  CheckResults checks;

  // Nothing failed.
  bool Passed() const { return tally.failures.empty() && undecided == 0 && checks.Passed(); }
};

// One object, on one line.
std::string RunJson(const RunOptions& options, const RunResult& result);
// For people.
std::string RunTable(const RunOptions& options, const RunResult& result);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_RUN_REPORT_H_
