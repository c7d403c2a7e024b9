#ifndef COALITION_CLIENTS_BENCH_COMPARE_BENCH_RUN_H_
#define COALITION_CLIENTS_BENCH_COMPARE_BENCH_RUN_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/reading.h"
#include "clients/bench/compare/run_report.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// One `coalition_bench run` on a server that is up: `flags` and how long. Blocks until it has
// ended.
absl::StatusOr<Reading> RunBench(const Surroundings& surroundings, std::vector<std::string> flags,
                                 std::chrono::seconds warm_up, std::chrono::seconds span);

// One `coalition_bench load`; its progress is shown. It ends after `time_limit` although the ledger
// has not all of its transactions then.
absl::StatusOr<LoadReport> LoadLedger(const Surroundings& surroundings,
                                      std::vector<std::string> flags,
                                      std::chrono::seconds time_limit);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_BENCH_RUN_H_
