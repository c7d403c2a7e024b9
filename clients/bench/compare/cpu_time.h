#ifndef COALITION_CLIENTS_BENCH_COMPARE_CPU_TIME_H_
#define COALITION_CLIENTS_BENCH_COMPARE_CPU_TIME_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include <sys/types.h>

#include "absl/strings/string_view.h"

namespace coalition::bench::compare {

// Of one process, from /proc/PID/stat.
struct ProcessTicks {
  pid_t parent = 0;
  // User and system time, with that of the children that it has waited for.
  std::int64_t ticks = 0;
};

// Absent when it is not such a line. Names of processes may hold blanks and parentheses.
std::optional<ProcessTicks> ParseProcessStat(absl::string_view line);

// The first line of /proc/stat: ticks of all cores in which they did anything, or were taken away
// by the machine's host. Waiting for the disk is not doing anything.
std::optional<std::int64_t> ParseBusyTicks(absl::string_view proc_stat);

// What `root` and all that descend from it have taken so far; what has ended counts with whom it
// was waited for by. Costs a look at each process of the machine.
std::chrono::microseconds CpuTimeOfTree(pid_t root);

// Sees how much of the machine others take: over what is measured, the cores that were busy less
// what this process and its descendants took. The kernel's own threads count as others.
class OthersWatch {
 public:
  OthersWatch();
  // Cores on average since the start.
  double BusyCores() const;

 private:
  struct Moment {
    std::chrono::steady_clock::time_point at;
    std::chrono::microseconds machine{0};
    std::chrono::microseconds ours{0};
  };
  static Moment Now();

  const Moment start_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_CPU_TIME_H_
