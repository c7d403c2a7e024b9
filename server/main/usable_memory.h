#ifndef COALITION_SERVER_MAIN_USABLE_MEMORY_H_
#define COALITION_SERVER_MAIN_USABLE_MEMORY_H_

#include <cstdint>
#include <string>

namespace coalition {

// Bytes that this process may use: the machine's, or what a container (cgroup) leaves of them by
// the text of its limit: a number, or `max`.
std::int64_t UsableMemoryBytes(std::int64_t machine_bytes, const std::string& container_limit);
std::int64_t UsableMemoryBytes();

// Of --memory-mb.
inline constexpr int kMemoryMbMax = 1'048'576;
inline constexpr int kMemoryMbDefaultMin = 64;
// An eighth of what may be used, within these: the process takes about twice as much in the end.
int DefaultMemoryMb();

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_USABLE_MEMORY_H_
