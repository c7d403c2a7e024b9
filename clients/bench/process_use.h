#ifndef COALITION_CLIENTS_BENCH_PROCESS_USE_H_
#define COALITION_CLIENTS_BENCH_PROCESS_USE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <sys/types.h>

namespace coalition::bench {

// User and system time of processes so far, with that of children that they waited for, in ticks
// of usually 10 ms. Absent when one of them is gone, or there are none.
std::optional<std::int64_t> CpuUsOf(const std::vector<pid_t>& pids);
// Memory that they have at the moment, in bytes.
std::optional<std::int64_t> ResidentBytesOf(const std::vector<pid_t>& pids);
// Of this process, to the microsecond.
std::int64_t OwnCpuUs();

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_PROCESS_USE_H_
