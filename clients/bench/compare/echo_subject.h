#ifndef COALITION_CLIENTS_BENCH_COMPARE_ECHO_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_ECHO_SUBJECT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// A gRPC server that does nothing: what a call itself costs.
class EchoSubject final : public Subject {
 public:
  explicit EchoSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kEchoSubject; }
  std::vector<std::string> measured() const override { return {kEcho, kEchoAtHalf}; }
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  absl::Status StartServer();
  absl::StatusOr<Reading> Run(std::vector<std::string> flags, std::chrono::seconds span);

  const Surroundings& surroundings_;
  std::unique_ptr<ChildProcess> server_;
  std::string address_;
  int in_flight_ = 0;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_ECHO_SUBJECT_H_
