#ifndef COALITION_TESTS_SIMULATION_SHRINK_H_
#define COALITION_TESTS_SIMULATION_SHRINK_H_

#include "tests/simulation/driver.h"

namespace coalition::simulation {

struct Shrunk {
  Program program;
  RunResult result;
  int tries = 0;
};

// A smaller program that still fails, perhaps otherwise: first without what comes after the
// failure, then without steps, then without commands, by halves and quarters down to single ones.
// Runs at most `tries_max` programs.
Shrunk Shrink(Program program, const RunResult& failure, const RunOptions& options, int tries_max);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_SHRINK_H_
