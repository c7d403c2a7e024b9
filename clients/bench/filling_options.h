#ifndef COALITION_CLIENTS_BENCH_FILLING_OPTIONS_H_
#define COALITION_CLIENTS_BENCH_FILLING_OPTIONS_H_

#include <cstdint>
#include <string>
#include <variant>

#include "clients/bench/load_options.h"
#include "clients/bench/run_options.h"

namespace coalition::bench {

struct FillingOptions {
  ServerOptions server;
  // Where a running server keeps its ledger, to tell how large that is. Empty: not told.
  std::string store_folder;
  PopulationOptions population;
  // How many transactions the ledger is to have in the end.
  std::int64_t transactions = 1'000'000;
  std::int64_t report_every = 1'000'000;
  // 0: as long as it takes.
  std::int64_t seconds_max = 0;
  LoadOptions load;
  // A file, `-` for stdout, empty for none.
  std::string json;
  bool quiet = false;
};

// The options of `coalition_bench load`, or the exit code when there is nothing more to do (it then
// has said why). `argv[0]` is "load".
std::variant<FillingOptions, int> ParseFillingCommandLine(int argc, const char* const* argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_FILLING_OPTIONS_H_
