#ifndef COALITION_CLIENTS_BENCH_COMPARE_MYSQL_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_MYSQL_SUBJECT_H_

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/mariadb_server.h"
#include "clients/bench/compare/mysql_ledger.h"
#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// coalitiond with a ledger in MariaDB that stays small: each measurement has a new one, with a
// server or two, and only members join before it. The database runs all the time.
class MysqlSubject final : public Subject {
 public:
  explicit MysqlSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kMysqlSubject; }
  std::vector<std::string> measured() const override;
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  using Flags = std::vector<std::string>;

  absl::Status StartDatabase(Findings& findings);
  // How many of what `kind` says are best in flight, by trials on one new ledger.
  absl::StatusOr<int> FindBest(const std::string& name, int servers, const Flags& kind,
                               std::span<const int> loads, Findings& findings);
  absl::StatusOr<Reading> Run(const MysqlLedger& ledger, const Flags& kind, int in_flight,
                              std::chrono::seconds span);
  absl::StatusOr<Reading> RunOnEmpty(int servers, const Flags& kind, int in_flight);

  const Surroundings& surroundings_;
  std::unique_ptr<MariadbServer> database_;
  int unary_in_flight_ = 0;
  int batch_in_flight_ = 0;
  int two_servers_in_flight_ = 0;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_MYSQL_SUBJECT_H_
