#ifndef COALITION_CLIENTS_BENCH_LEDGER_CHECKS_H_
#define COALITION_CLIENTS_BENCH_LEDGER_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "clients/bench/check_results.h"
#include "clients/bench/ledger_totals.h"
#include "clients/bench/operator_access.h"
#include "clients/bench/tally.h"

namespace coalition::bench {

// The checks of one run: notes where the ledger stands before, and compares afterwards. Nobody else
// may post in between.
class LedgerChecks {
 public:
  // Before the run. `by` must outlive it.
  static absl::StatusOr<LedgerChecks> Begin(Check check, const OperatorAccess& by);

  // After the run.
  absl::StatusOr<CheckResults> Finish(const Tally& tally, std::int64_t undecided) const;

 private:
  LedgerChecks(Check check, const OperatorAccess& by) : check_(check), by_(by) {}

  Check check_;
  const OperatorAccess& by_;
  LedgerTotals before_;
  std::string newest_before_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LEDGER_CHECKS_H_
