#ifndef COALITION_TESTS_CLUSTER_FAULTS_H_
#define COALITION_TESTS_CLUSTER_FAULTS_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/cluster/servers.h"
#include "tests/testing/private_galera.h"
#include "tests/testing/server_process.h"

namespace coalition::cluster {

inline constexpr int kNodeFaults = 4;
inline constexpr int kServerFaults = 4;
// Until the others answer again after any one fault.
inline constexpr std::chrono::seconds kProgressMax{60};
// Until a server answers again whose node is back.
inline constexpr std::chrono::seconds kRecoveryMax{30};

// Kills nodes of the database and servers by SIGKILL, in an order of chance, while others work, and
// starts them again. At most one node is away at a time, so that the others are a majority, and
// some server always runs whose node does, too. Fails the test when the work comes to a halt, or a
// server whose node was away does not go on by itself. Server N has its ledger through node N. For
// one thread.
class Faults {
 public:
  using Processes = std::vector<std::unique_ptr<testing_processes::ServerProcess>>;

  // `answered` grows while others work. All outlive it.
  Faults(testing_processes::PrivateGalera& galera, Processes& processes, Servers& servers,
         const std::atomic<std::int64_t>& answered, std::uint64_t seed);

  // All faults; in the end everything runs. Fatal failures are its end.
  void Run();

  // Of a node and a server that were away at the same time.
  int overlaps() const { return overlaps_; }

 private:
  enum class Fault { kNode, kServer };

  std::size_t Below(std::size_t end) { return random_() % end; }
  void Say(const std::string& what) const;
  // The work goes on: so many more answers, at least.
  void WaitForWork();

  void Happen(Fault fault);
  void KillNode();
  void KillServer();
  // Starts another server when no other than this one works.
  void KeepOneWorkingBut(std::size_t server);
  // One thing of those that are away, by chance; the node need not be back at once.
  void MendSomething();
  void MendAll();
  void BeginJoin();
  // Also when no node is away.
  void MendNode();
  void StartServer(std::size_t number);

  std::vector<std::size_t> RunningServers() const;
  // Those whose nodes are not away.
  std::vector<std::size_t> WorkingServers() const;
  // Servers that are away, and could start.
  std::vector<std::size_t> StartableServers() const;
  // Of what a server says, asked by the operator: whether it may change the ledger, and whether it
  // says that its database is away.
  bool Works(std::size_t server);
  bool SaysThatTheStoreIsAway(std::size_t server) const;

  testing_processes::PrivateGalera& galera_;
  Processes& processes_;
  Servers& servers_;
  const std::atomic<std::int64_t>& answered_;
  std::mt19937_64 random_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  // Servers that were killed.
  std::vector<bool> is_away_;
  std::optional<std::size_t> node_away_;
  // Of the server of that node, when the node was killed.
  pid_t server_then_ = 0;
  int overlaps_ = 0;
  int requests_ = 0;
};

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_FAULTS_H_
