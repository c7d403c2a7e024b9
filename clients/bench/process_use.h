#ifndef COALITION_CLIENTS_BENCH_PROCESS_USE_H_
#define COALITION_CLIENTS_BENCH_PROCESS_USE_H_

#include <cstdint>
#include <optional>

#include <sys/types.h>

namespace coalition::bench {

// User and system time of a process so far, in ticks of usually 10 ms. Absent when there is no such
// process.
std::optional<std::int64_t> CpuUsOf(pid_t pid);
// Memory that it has at the moment, in bytes.
std::optional<std::int64_t> ResidentBytesOf(pid_t pid);
// Of this process, to the microsecond.
std::int64_t OwnCpuUs();

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_PROCESS_USE_H_
