#ifndef COALITION_CLIENTS_BENCH_COMPARE_MARIADB_SERVER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_MARIADB_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/bench/compare/account.h"
#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// MariaDB's programs, and as who they run.
struct MariadbPrograms {
  std::string server;
  std::string installer;
  std::string client;
  // MariaDB does not run as root: as the account `mysql` then, or else `nobody`.
  std::optional<Account> account;
};

// FAILED_PRECONDITION when a program or the account is missing.
absl::StatusOr<MariadbPrograms> FindMariadb(const Options& options);

// The address of a database that is reached by a Unix socket, as coalitiond --store= takes it.
std::string AddressOnSocket(absl::string_view socket, absl::string_view database);

// A private MariaDB that listens on a Unix socket only, in a folder that only its account may
// enter. It syncs each commit. It ends with the object. Not thread-safe.
class MariadbServer {
 public:
  // Makes its data and returns when it serves.
  static absl::StatusOr<std::unique_ptr<MariadbServer>> Start(const Surroundings& surroundings,
                                                              MariadbPrograms programs);

  // A database with nothing in it, at that address.
  absl::StatusOr<std::string> MakeDatabase(const std::string& name);
  absl::Status DropDatabase(const std::string& name);

  // Its version and the settings that durability and speed hang on, as the server tells them.
  absl::StatusOr<std::string> Settings();
  pid_t pid() const { return process_->pid(); }

 private:
  MariadbServer(const Surroundings& surroundings, MariadbPrograms programs)
      : surroundings_(surroundings), programs_(std::move(programs)) {}

  absl::Status MakeFolder();
  absl::Status MakeData();
  absl::Status StartProcess();
  absl::Status WaitUntilItServes();
  // What the client prints, without headers.
  absl::StatusOr<std::string> Query(const std::string& sql);
  Launch As(const std::string& program, std::vector<std::string> arguments) const;
  std::string Folder() const { return surroundings_.folder.File("mariadb"); }
  std::string Socket() const { return Folder() + "/socket"; }

  const Surroundings& surroundings_;
  const MariadbPrograms programs_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_MARIADB_SERVER_H_
