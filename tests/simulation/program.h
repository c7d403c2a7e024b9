#ifndef COALITION_TESTS_SIMULATION_PROGRAM_H_
#define COALITION_TESTS_SIMULATION_PROGRAM_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/command.h"
#include "tests/simulation/model.h"

namespace coalition::simulation {

// What is done to a ledger, as data: it can be written down, read, cut and run again.

// What goes wrong in one commit of a step.
enum class Fault {
  kNone,
  // The store cannot be reached: nothing was done.
  kBeginFails,
  kLoadFails,
  kCommitFails,
  // The commit's outcome is unknown; it was not done, or done.
  kCommitInDoubt,
  kAnswerLost,
  // It was done, and then the store cannot be reached.
  kAnswerLostAndGone,
  // The commit takes long, while the others gather behind it.
  kSlowCommit,
};
inline constexpr int kFaults = static_cast<int>(Fault::kSlowCommit) + 1;
const char* Name(Fault fault);

struct Step {
  enum class Kind {
    // Submissions that arrive together: the first is committed alone, the others gather behind it.
    kSubmit,
    // The process ends and begins again.
    kRestart,
    // The process dies while it carries out the next step; only where that can be done.
    kKill,
    // Everything that is kept is compared.
    kCheck,
  };
  Kind kind = Kind::kSubmit;
  Moment clock = 0;
  std::vector<std::vector<Command>> submissions;
  Fault fault = Fault::kNone;
  // Of which commit, from 0; the last when there are fewer.
  int fault_at = 0;
};

struct Program {
  NetworkSettings network;
  // How many commands one commit takes.
  int batch_commands_max = 64;
  std::vector<Step> steps;

  int CommandCount() const;
};

std::string ToText(const Program& program);
// Nothing, with what is wrong in `error`, when it is not what ToText writes.
std::optional<Program> ParseProgram(const std::string& text, std::string& error);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_PROGRAM_H_
