#ifndef COALITION_CLIENTS_BENCH_RUN_OPTIONS_H_
#define COALITION_CLIENTS_BENCH_RUN_OPTIONS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <sys/types.h>

#include "clients/bench/load_options.h"
#include "clients/bench/population.h"

namespace coalition::bench {

// Which server: one that is up, or several of one ledger, or one that is started for the while.
struct ServerOptions {
  // HOST:PORT of those that are up. Empty: one is started.
  std::vector<std::string> addresses;
  std::string operator_key_file;
  // Of those that are up, as far as they are known.
  std::vector<pid_t> pids;

  // Of one to start. Empty: $COALITIOND, else beside this program.
  std::string coalitiond;
  // Empty: SQLite in its temporary folder.
  std::string store;
  // Of the network that it makes. 0: as many as it makes by itself.
  int lanes = 0;
  std::vector<std::string> flags;
  // Where its folder is made. Empty: where temporary files go.
  std::string folder;
  // Empty: any.
  std::vector<int> cpus;
};

struct PopulationOptions {
  std::int64_t members = 100'000;
  int partners = 8;
  Spread spread = Spread::kUniform;
};

struct RunOptions {
  bool is_echo = false;
  ServerOptions server;
  // Of the database that the servers share, where it is known. 0: not.
  pid_t database_pid = 0;
  PopulationOptions population;
  LoadOptions load;
  double warm_up_seconds = 1;
  double seconds = 5;
  // Of the load generator. Empty: any.
  std::vector<int> cpus;
  // A file, `-` for stdout, empty for none.
  std::string json;
  bool quiet = false;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_RUN_OPTIONS_H_
