#ifndef COALITION_CLIENTS_BENCH_COMPARE_REPORT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_REPORT_H_

#include <string>
#include <vector>

#include "clients/bench/compare/machine.h"
#include "clients/bench/compare/options.h"
#include "clients/bench/compare/ratio.h"
#include "clients/bench/compare/rounds.h"

namespace coalition::bench::compare {

// All that a comparison found.
struct Report {
  Options options;
  // Of the machine, the versions and the set-up.
  std::vector<Fact> facts;
  RoundsResult measured;
  // With the failures of the rounds.
  Absences absent;
  std::vector<Ratio> ratios;
};

// A table of the ratios, one of what they were made of, the facts, and what a reader must know:
// what was not measured and why, rounds that are missing, others that were busy on the machine.
std::string ReportText(const Report& report);

// One object with the same and each round's readings.
std::string ReportJson(const Report& report);

// `unary_earn  41,200/s, p50 980 µs, p99 2,410 µs`, for progress.
std::string ReadingText(const std::string& measurement, const Reading& reading);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_REPORT_H_
