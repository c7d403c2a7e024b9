#ifndef COALITION_TESTS_SIMULATION_CHILD_LEDGER_H_
#define COALITION_TESTS_SIMULATION_CHILD_LEDGER_H_

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"

#include "tests/simulation/program.h"
#include "tests/simulation/served_ledger.h"

namespace coalition::simulation {

// A ServedLedger in a process of its own, which can be killed. The process is this program again,
// started with kServeFlag; see ServeOnStdin. Not thread-safe.
class ChildLedger {
 public:
  // `store` has a network. Nothing runs until Start.
  ChildLedger(std::string store, int batch_commands_max)
      : store_(std::move(store)), batch_commands_max_(batch_commands_max) {}
  ~ChildLedger() { Stop(); }
  ChildLedger(const ChildLedger&) = delete;
  ChildLedger& operator=(const ChildLedger&) = delete;

  absl::Status Start();
  // Lets it end by itself and waits for it.
  void Stop();

  struct Run {
    // Of the submissions that were answered.
    std::vector<std::optional<std::vector<Answer>>> answers;
    // Before all were.
    bool died = false;
  };
  // Until all is answered or the process is dead. After `kill_after_us` it is killed from outside.
  Run Submit(const Step& step, const std::vector<Injection>& injections,
             std::optional<int> kill_after_us);

 private:
  std::string ReadLine();
  void Reap();

  const std::string store_;
  const int batch_commands_max_;
  pid_t pid_ = -1;
  int to_child_ = -1;
  int from_child_ = -1;
  std::string unread_;
};

inline constexpr char kServeFlag[] = "--serve-on-stdin";

// What the child does: carries out what comes in, until there is no more. The exit code.
int ServeOnStdin(const std::string& store, int batch_commands_max);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_CHILD_LEDGER_H_
