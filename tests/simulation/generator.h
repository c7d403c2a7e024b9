#ifndef COALITION_TESTS_SIMULATION_GENERATOR_H_
#define COALITION_TESTS_SIMULATION_GENERATOR_H_

#include <cstdint>

#include "tests/simulation/program.h"

namespace coalition::simulation {

struct GeneratorOptions {
  std::uint64_t seed = 1;
  // About how many commands; the network is set up beside them.
  int commands = 1'000;
  // Steps at which the process is killed.
  bool kills = false;
};

// A random life of a network. The same options make the same program, everywhere. It knows no
// rules: that a command is refused is as welcome as that it is not.
Program Generate(const GeneratorOptions& options);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_GENERATOR_H_
