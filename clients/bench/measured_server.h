#ifndef COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_
#define COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_

#include <memory>
#include <string>

#include <sys/types.h>

#include "absl/status/statusor.h"

#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/work_folder.h"
#include "clients/bench/run_options.h"

namespace coalition::bench {

// The server that the options tell of: one that is up, or a coalitiond with an empty ledger on a
// free port of the loopback, which ends with the object and whose folder is deleted. Not
// thread-safe.
class MeasuredServer {
 public:
  // Returns when it serves.
  static absl::StatusOr<std::unique_ptr<MeasuredServer>> Find(
      const ServerOptions& options, const compare::Interruption& interruption);
  ~MeasuredServer();
  MeasuredServer(const MeasuredServer&) = delete;
  MeasuredServer& operator=(const MeasuredServer&) = delete;

  // HOST:PORT.
  const std::string& address() const { return address_; }
  const std::string& operator_key_file() const { return operator_key_file_; }
  // 0: unknown.
  pid_t pid() const { return pid_; }
  // Of a server that was started. Empty: unknown.
  const std::string& store_folder() const { return store_folder_; }

 private:
  MeasuredServer() = default;
  absl::Status Start(const ServerOptions& options, const compare::Interruption& interruption);

  std::string address_;
  std::string operator_key_file_;
  pid_t pid_ = 0;
  std::string store_folder_;
  std::unique_ptr<compare::WorkFolder> folder_;
  std::unique_ptr<compare::ChildProcess> process_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_MEASURED_SERVER_H_
