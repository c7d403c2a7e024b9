// coalitionctl from its arguments to its exit code.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "clients/coalitionctl/command_line.h"

namespace coalition::ctl {

// Makes the call that `arguments` ask for, with the answer on `out` and what went wrong on `err`.
// `in` is what `-` reads. Besides, only the environment variables named in the help are looked at.
ExitCode Run(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
             std::ostream& err);

}  // namespace coalition::ctl
