#ifndef COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_SUBJECT_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/postgres_server.h"
#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// PostgreSQL under TPC-B as pgbench has it: five statements a transaction, prepared.
class PgbenchSubject final : public Subject {
 public:
  explicit PgbenchSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kPgbenchSubject; }
  std::vector<std::string> measured() const override { return {kPgbench}; }
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  absl::Status Fill();
  absl::StatusOr<Reading> Run(int clients, std::chrono::seconds span);
  // Runs for the warm-up, then measures.
  absl::StatusOr<Reading> RunWarm(int clients, std::chrono::seconds span);
  absl::StatusOr<Reading> Measure();

  const Surroundings& surroundings_;
  std::unique_ptr<PostgresServer> server_;
  int clients_ = 0;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_PGBENCH_SUBJECT_H_
