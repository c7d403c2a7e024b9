#ifndef COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// The coalitiond to measure: as the options say, else $COALITIOND, else beside this program.
// FAILED_PRECONDITION when there is no such program.
absl::StatusOr<std::string> FindCoalitiond(const Surroundings& surroundings);

// A coalitiond of ours with an empty SQLite ledger, on a free port of the loopback. It ends with
// the object, and its ledger is deleted. Not thread-safe.
class CoalitionServer {
 public:
  // Returns when it serves. `name` is that of its folder: one server of a name at a time.
  static absl::StatusOr<std::unique_ptr<CoalitionServer>> Start(const Surroundings& surroundings,
                                                                const std::string& name);
  ~CoalitionServer();
  CoalitionServer(const CoalitionServer&) = delete;
  CoalitionServer& operator=(const CoalitionServer&) = delete;

  // The flags of `coalition_bench run` and `load` that lead to it.
  std::vector<std::string> FlagsOfCallers() const;
  std::string store_folder() const { return folder_ + "/store"; }
  pid_t pid() const { return process_->pid(); }

 private:
  explicit CoalitionServer(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
  std::unique_ptr<ChildProcess> process_;
  std::string address_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_COALITION_SERVER_H_
