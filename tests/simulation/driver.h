#ifndef COALITION_TESTS_SIMULATION_DRIVER_H_
#define COALITION_TESTS_SIMULATION_DRIVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "tests/simulation/program.h"
#include "tests/simulation/served_ledger.h"

namespace coalition::simulation {

struct RunOptions {
  // The address of a store with nothing in it; of a folder of its own when there is none here.
  std::function<std::string()> new_store;
  // Of the ledger; only a store in MySQL has several. Which faults hit what, and what is decided
  // together, is then not known beforehand; see serial_order.h.
  int lanes = 1;
  // In a process of its own, which dies where the program says so. Not in memory.
  bool in_child = false;
  // Called with the number of commands of each step that agreed.
  std::function<void(int)> on_progress = [](int) {};
};

struct RunResult {
  // In words; empty when the ledger did everything as the model says.
  std::string difference;
  // Where it was found, from 0.
  std::size_t step = 0;
  // How often each outcome was given, by the model.
  std::map<std::string, Int> counts;

  bool ok() const { return difference.empty(); }
};

// Runs a program against the real engine and a store of its own, and against the model, and
// compares command by command; at each check everything that is kept, too. Stops at the first
// difference.
RunResult Run(const Program& program, const RunOptions& options);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_DRIVER_H_
