// The command line: global flags, one command per call, and the flags of its request.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "clients/coalitionctl/methods.h"
#include "clients/coalitionctl/request_flags.h"

namespace coalition::ctl {

enum class ExitCode : int {
  kOk = 0,
  // The call failed, the ledger did not verify, or an item of a batch failed.
  kFailed = 1,
  kUsage = 2,
  // No connection, UNAVAILABLE or DEADLINE_EXCEEDED: the call may or may not have had its effect.
  kUnreachable = 3,
};

struct Invocation {
  std::string server;
  std::string key_file;
  bool json = false;
  int timeout_s = 10;

  Method method;
  // A file or `-`; empty: none.
  std::string request_json_file;
  // In the order of RequestFlagsOf. For kJsonLines the text is still the name of the file.
  std::vector<GivenFlag> flags;

  // Of calls that have pages.
  bool all_pages = false;
  int64_t rows_max = 10'000;
};

// What `arguments`, without the program's name, ask for. Help, the version and usage errors are
// written at once, to `out` and `err`, and their exit code is returned instead.
std::variant<Invocation, ExitCode> ParseCommandLine(const std::vector<std::string>& arguments,
                                                    std::ostream& out, std::ostream& err);

}  // namespace coalition::ctl
