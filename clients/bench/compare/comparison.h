#ifndef COALITION_CLIENTS_BENCH_COMPARE_COMPARISON_H_
#define COALITION_CLIENTS_BENCH_COMPARE_COMPARISON_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/report.h"
#include "clients/bench/compare/subject.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

struct Compared {
  Report report;
  // Something that could have been measured was not: a subject did not start, a measurement failed.
  bool failed = false;
};

// Prepares the subjects in their order, and measures what they offer in rounds. A subject that is
// skipped, cannot be measured here, or fails, leaves its ratios unmeasured and tells so at once on
// `surroundings.progress`; the others go on. CANCELLED when interrupted before the rounds.
absl::StatusOr<Compared> Compare(const Surroundings& surroundings,
                                 std::vector<std::unique_ptr<Subject>>& subjects);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_COMPARISON_H_
