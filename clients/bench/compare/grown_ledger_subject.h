#ifndef COALITION_CLIENTS_BENCH_COMPARE_GROWN_LEDGER_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_GROWN_LEDGER_SUBJECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/run_report.h"
#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// coalitiond with a ledger of millions of transactions and members, which it keeps through all
// rounds. It grows for as long as time and disk allow, and tells when that was not as far as was
// asked for.
class GrownLedgerSubject final : public Subject {
 public:
  explicit GrownLedgerSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kGrownSubject; }
  std::vector<std::string> measured() const override { return {kGrownBatchEarn}; }
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  // How many transactions it is to have, by the disk.
  absl::StatusOr<std::int64_t> TransactionsToLoad(Findings& findings);
  absl::Status Grow(std::int64_t transactions, Findings& findings);
  absl::StatusOr<Reading> Run(int in_flight);

  const Surroundings& surroundings_;
  std::unique_ptr<CoalitionServer> server_;
  std::int64_t members_ = 0;
  // Why the ledger is smaller than it should be; empty when it is not.
  std::string shortfall_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_GROWN_LEDGER_SUBJECT_H_
