#ifndef COALITION_CLIENTS_BENCH_COMPARE_MACHINE_H_
#define COALITION_CLIENTS_BENCH_COMPARE_MACHINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace coalition::bench::compare {

// Name and value, for readers.
using Fact = std::pair<std::string, std::string>;

// The machine on which `folder` is: processor, cores that this process may use, memory, kernel,
// file system, how busy it is now. What cannot be found out is left out.
std::vector<Fact> MachineFacts(const std::string& folder);

// `4`, or `2 of 4` when this process may use only some of them.
std::string CoresText();

// What a database gets of the machine's memory for its pages, in MiB: the usual quarter, and no
// more than what is measured can fill.
std::int64_t DatabaseMemoryMb();

// `model name` of /proc/cpuinfo.
std::optional<std::string> ParseCpuModel(absl::string_view cpuinfo);

// `ext4 (/dev/vda, rw,relatime)`: of the mounts in /proc/self/mounts the one that `path`, absolute
// and without links, is in.
std::optional<std::string> ParseFileSystem(absl::string_view mounts, absl::string_view path);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_MACHINE_H_
