#ifndef COALITION_CLIENTS_REPLAY_COMMAND_LINE_H_
#define COALITION_CLIENTS_REPLAY_COMMAND_LINE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "clients/replay/run.h"

namespace coalition::replay {

struct CommandLine {
  std::string file;
  std::string server;
  std::string key_file;
  RunOptions run;
  std::optional<std::int64_t> rows_max;
  bool show_progress = true;
  // Nothing on stdout but what is wrong.
  bool quiet = false;
  // How long one call may take, retries included, before the run gives up.
  std::chrono::seconds deadline{30};
};

// The program ends here, with this exit code: help was printed, or the arguments are wrong.
struct ExitCode {
  int value = 0;
};

std::variant<CommandLine, ExitCode> ParseCommandLine(int argc, const char* const* argv);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_COMMAND_LINE_H_
