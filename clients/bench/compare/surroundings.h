#ifndef COALITION_CLIENTS_BENCH_COMPARE_SURROUNDINGS_H_
#define COALITION_CLIENTS_BENCH_COMPARE_SURROUNDINGS_H_

#include <chrono>
#include <ostream>
#include <string>

#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/options.h"
#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {

// What everything that is compared works in. All of it outlives the subjects.
struct Surroundings {
  const Options& options;
  const Interruption& interruption;
  const WorkFolder& folder;
  // This program's path: its other subcommands do the measuring.
  std::string bench_program;
  std::chrono::steady_clock::time_point begin;
  // Told line by line what is going on.
  std::ostream& progress;

  // Of a server with an empty SQLite ledger.
  CoalitionLaunch CoalitionToStart() const {
    CoalitionLaunch launch;
    launch.coalitiond = options.coalitiond;
    launch.flags = options.server_flags;
    return launch;
  }

  std::chrono::seconds Elapsed() const {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                            begin);
  }
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_SURROUNDINGS_H_
