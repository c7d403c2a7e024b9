#ifndef COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_
#define COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/work_folder.h"
#include "clients/bench/run_options.h"

namespace coalition::bench {

// The server that the options tell of: one that is up, or several of one ledger, or a coalitiond
// with an empty ledger, which ends with the object and whose folder is deleted. Not thread-safe.
class MeasuredServer {
 public:
  // Returns when it serves.
  static absl::StatusOr<std::unique_ptr<MeasuredServer>> Find(
      const ServerOptions& options, const compare::Interruption& interruption);
  ~MeasuredServer();
  MeasuredServer(const MeasuredServer&) = delete;
  MeasuredServer& operator=(const MeasuredServer&) = delete;

  // HOST:PORT of each. Not empty.
  const std::vector<std::string>& addresses() const { return addresses_; }
  const std::string& operator_key_file() const { return operator_key_file_; }
  // As far as they are known.
  const std::vector<pid_t>& pids() const { return pids_; }
  // Of a server that was started. Empty: unknown.
  const std::string& store_folder() const { return store_folder_; }

 private:
  MeasuredServer() = default;
  absl::Status Start(const ServerOptions& options, const compare::Interruption& interruption);

  std::vector<std::string> addresses_;
  std::string operator_key_file_;
  std::vector<pid_t> pids_;
  std::string store_folder_;
  std::unique_ptr<compare::WorkFolder> folder_;
  std::unique_ptr<compare::CoalitionServer> started_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_
