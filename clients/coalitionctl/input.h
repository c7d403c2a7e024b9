// What coalitionctl reads besides its command line.
#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace coalition::ctl {

// A whole file, or all of `in` when `path` is `-`. At most 64 MiB, which is what a message may
// have.
absl::StatusOr<std::string> ReadText(const std::string& path, std::istream& in);

// The API key that a file holds, without the blanks around it. Fails unless it is 1 to 512
// printable ASCII characters without blanks.
absl::StatusOr<std::string> ReadApiKey(const std::string& path);

}  // namespace coalition::ctl
