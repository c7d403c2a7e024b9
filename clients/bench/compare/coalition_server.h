#ifndef COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/interruption.h"

namespace coalition::bench::compare {

// Which coalitiond to start, and with what.
struct CoalitionLaunch {
  // Empty: $COALITIOND, else the one beside this program.
  std::string coalitiond;
  // As its --store= takes it. Empty: SQLite in the server's folder.
  std::string store;
  // Of the network that it makes. 0: as many as it makes by itself.
  int lanes = 0;
  // More of its flags.
  std::vector<std::string> flags;
  // Where the keys of the servers and of the operator are, or are made: several servers of one
  // database need the same. Empty: in the server's folder.
  std::string key_folder;
};

// The coalitiond to start. FAILED_PRECONDITION when there is no such program.
absl::StatusOr<std::string> FindCoalitiond(const std::string& named);

// A coalitiond of ours on a free port of the loopback, in a folder of its own. It ends with the
// object, and the folder is deleted. Not thread-safe.
class CoalitionServer {
 public:
  // Returns when it serves. `folder` is made, and must not be there before; it may not outlive what
  // it is in, where the output is kept. FAILED_PRECONDITION also when the store has a network whose
  // operator's key is not known.
  static absl::StatusOr<std::unique_ptr<CoalitionServer>> Start(const CoalitionLaunch& launch,
                                                                const std::string& folder,
                                                                const Interruption& interruption);
  ~CoalitionServer();
  CoalitionServer(const CoalitionServer&) = delete;
  CoalitionServer& operator=(const CoalitionServer&) = delete;

  // HOST:PORT.
  const std::string& address() const { return address_; }
  std::string operator_key_file() const { return key_folder_ + "/operator.key"; }
  // Where its files are. Empty: not in files that it knows of.
  const std::string& store_folder() const { return store_folder_; }
  pid_t pid() const { return process_->pid(); }

  // The flags of `coalition_bench run` and `load` that lead to it.
  std::vector<std::string> FlagsOfCallers() const;

 private:
  explicit CoalitionServer(std::string folder) : folder_(std::move(folder)) {}

  absl::Status StartProcess(const CoalitionLaunch& launch, const std::string& program,
                            const Interruption& interruption);

  const std::string folder_;
  std::string key_folder_;
  std::string store_folder_;
  std::unique_ptr<ChildProcess> process_;
  std::string address_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_
