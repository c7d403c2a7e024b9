#ifndef COALITION_CLIENTS_BENCH_COMPARE_FRESH_LEDGER_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_FRESH_LEDGER_SUBJECT_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// coalitiond with a ledger that stays small: each measurement starts a server of its own with an
// empty one, and only members join before it.
class FreshLedgerSubject final : public Subject {
 public:
  explicit FreshLedgerSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kFreshSubject; }
  std::vector<std::string> measured() const override;
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  absl::StatusOr<std::unique_ptr<CoalitionServer>> StartServer();
  absl::Status FindUnaryBest(CoalitionServer& server, Findings& findings);
  absl::Status FindBatchBest(CoalitionServer& server, Findings& findings);
  absl::StatusOr<Reading> Run(CoalitionServer& server, std::vector<std::string> flags,
                              std::chrono::seconds span);
  absl::StatusOr<Reading> RunOnEmpty(std::vector<std::string> flags);

  const Surroundings& surroundings_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_FRESH_LEDGER_SUBJECT_H_
