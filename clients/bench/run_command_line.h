#ifndef COALITION_CLIENTS_BENCH_RUN_COMMAND_LINE_H_
#define COALITION_CLIENTS_BENCH_RUN_COMMAND_LINE_H_

#include <variant>

#include "clients/bench/run_options.h"

namespace coalition::bench {

// The options of `coalition_bench run`, or the exit code when there is nothing more to do (it then
// has said why). `argv[0]` is "run".
std::variant<RunOptions, int> ParseRunCommandLine(int argc, const char* const* argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_RUN_COMMAND_LINE_H_
