// `coalitionctl export` and `coalitionctl import`, which coalitiond does: a ledger is moved beside
// its store, and what it takes is shown to nobody by a call.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "clients/coalitionctl/command_line.h"

namespace coalition::ctl {

bool IsMovingCommand(const std::vector<std::string>& arguments);

// This process goes on as coalitiond with these arguments: $COALITIOND, or the one beside this
// program. Returns only when that is not there.
ExitCode GoOnAsCoalitiond(const std::vector<std::string>& arguments, std::ostream& err);

}  // namespace coalition::ctl
