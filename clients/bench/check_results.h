#ifndef COALITION_CLIENTS_BENCH_CHECK_RESULTS_H_
#define COALITION_CLIENTS_BENCH_CHECK_RESULTS_H_

#include <string>

namespace coalition::bench {

// What the checks after a run found: each `ok`, `not run`, or what differs, in words.
struct CheckResults {
  static constexpr char kOk[] = "ok";
  static constexpr char kNotRun[] = "not run";

  // The ledger's totals moved by what was acknowledged.
  std::string totals = kNotRun;
  // The journal has what was acknowledged, and nothing else.
  std::string acknowledged = kNotRun;
  // VerifyLedger.
  std::string verify_ledger = kNotRun;

  // Nothing differs.
  bool Passed() const {
    for (const std::string* check : {&totals, &acknowledged, &verify_ledger}) {
      if (*check != kOk && *check != kNotRun) return false;
    }
    return true;
  }
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CHECK_RESULTS_H_
