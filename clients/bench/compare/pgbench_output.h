#ifndef COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_OUTPUT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_OUTPUT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace coalition::bench::compare {

// What pgbench says at its end.
struct PgbenchResult {
  // Without the time that connecting took.
  double transactions_per_second = 0;
  double latency_average_ms = 0;
  std::int64_t transactions = 0;
  std::int64_t failed_transactions = 0;
};

// `output` is pgbench's stdout, of PostgreSQL 10 and later. Fails when the rate is not in it, or
// when pgbench says that clients were aborted or that the run is incomplete: such a rate is of
// something else.
absl::StatusOr<PgbenchResult> ParsePgbenchOutput(absl::string_view output);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_OUTPUT_H_
