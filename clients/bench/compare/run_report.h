#ifndef COALITION_CLIENTS_BENCH_COMPARE_RUN_REPORT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_RUN_REPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/bench/compare/reading.h"

namespace coalition::bench::compare {

// What `coalition_bench run --json` wrote. Fails when it is not that, or holds no events, or when
// calls failed. With an open loop that reached less than 97 % of its rate the reading has a note.
absl::StatusOr<Reading> ParseRunReport(absl::string_view json);

// What `coalition_bench load --json` wrote last.
struct LoadReport {
  std::int64_t transactions = 0;
  std::int64_t members = 0;
  // 0 when unknown.
  std::int64_t file_bytes = 0;
};

// `lines` holds one object a line, a report each; the last counts. A line that is cut off is passed
// over.
absl::StatusOr<LoadReport> ParseLoadReports(absl::string_view lines);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_RUN_REPORT_H_
