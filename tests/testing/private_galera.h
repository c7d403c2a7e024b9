#ifndef COALITION_TESTS_TESTING_PRIVATE_GALERA_H_
#define COALITION_TESTS_TESTING_PRIVATE_GALERA_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "tests/testing/child_process.h"

namespace coalition::testing_processes {

// A real Galera cluster of three nodes on free loopback ports, by deploy/galera.sh. It ends and its
// folder goes with the object, and also when this process is killed. Nodes are 0 to 2. Not
// thread-safe, and for one thread that lives as long as it.
class PrivateGalera {
 public:
  static constexpr int kNodes = 3;

  // Says what is missing where the programs are not all there. It only looks.
  static absl::Status Check();

  // Takes some ten seconds.
  static absl::StatusOr<std::unique_ptr<PrivateGalera>> Start();
  ~PrivateGalera();
  PrivateGalera(const PrivateGalera&) = delete;
  PrivateGalera& operator=(const PrivateGalera&) = delete;

  // In the form that --store= takes. It stays the same unless somebody takes the port of a node
  // that is down.
  const std::string& address(int node) const;

  // By SIGKILL. The others go on after some three seconds.
  absl::Status Kill(int node);
  // Lets a node join the others again, and returns at once.
  absl::Status BeginJoin(int node);
  // Whether BeginJoin was called, and WaitForJoin was not since.
  bool joins() const { return join_ != nullptr; }
  // Returns when the node takes part.
  absl::Status WaitForJoin();

 private:
  PrivateGalera() = default;

  TemporaryFolder folder_;
  std::vector<std::string> addresses_;
  // Removes the cluster when this process dies.
  std::unique_ptr<ChildProcess> guard_;
  std::unique_ptr<ChildProcess> join_;
};

}  // namespace coalition::testing_processes

#endif  // COALITION_TESTS_TESTING_PRIVATE_GALERA_H_
