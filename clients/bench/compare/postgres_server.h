#ifndef COALITION_CLIENTS_BENCH_COMPARE_POSTGRES_SERVER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_POSTGRES_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/account.h"
#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// Where PostgreSQL's programs are, and as who they run.
struct PostgresPrograms {
  std::string folder;
  // PostgreSQL does not run as root: as the account `postgres` then.
  std::optional<Account> account;

  std::string Path(const std::string& program) const { return folder + "/" + program; }
};

// Of the folders `root`/VERSION/bin, the one of the highest version that has all four programs;
// empty when none has.
std::string NewestPostgresFolder(const std::string& root);

// FAILED_PRECONDITION when a program or the account is missing.
absl::StatusOr<PostgresPrograms> FindPostgres(const Options& options);

// A private PostgreSQL that listens on a Unix socket only, in a folder that only its account may
// enter. It syncs as PostgreSQL does by default. It ends with the object. Not thread-safe.
class PostgresServer {
 public:
  // Makes a cluster and returns when it serves.
  static absl::StatusOr<std::unique_ptr<PostgresServer>> Start(const Surroundings& surroundings,
                                                               PostgresPrograms programs);

  // Runs pgbench with `arguments` to its end.
  absl::StatusOr<Finished> Pgbench(std::vector<std::string> arguments,
                                   std::chrono::milliseconds patience);
  // What psql prints, unaligned and without headers.
  absl::StatusOr<std::string> Query(const std::string& sql);

  // Its version and the settings that durability and speed hang on, as the server tells them.
  absl::StatusOr<std::string> Settings();
  pid_t pid() const { return process_->pid(); }

 private:
  PostgresServer(const Surroundings& surroundings, PostgresPrograms programs)
      : surroundings_(surroundings), programs_(std::move(programs)) {}

  absl::Status MakeCluster();
  absl::Status StartProcess();
  absl::Status WaitUntilItServes();
  Launch Client(const std::string& program, std::vector<std::string> arguments) const;
  std::string Folder() const { return surroundings_.folder.File("postgres"); }

  const Surroundings& surroundings_;
  const PostgresPrograms programs_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_POSTGRES_SERVER_H_
