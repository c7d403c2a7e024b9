#include "server/main/usable_memory.h"

#include <algorithm>
#include <fstream>

#include <unistd.h>

#include "absl/strings/numbers.h"

namespace coalition {

std::int64_t UsableMemoryBytes(std::int64_t machine_bytes, const std::string& container_limit) {
  std::int64_t limit = 0;
  const bool is_number = absl::SimpleAtoi(container_limit, &limit) && limit > 0;
  return is_number ? std::min(machine_bytes, limit) : machine_bytes;
}

std::int64_t UsableMemoryBytes() {
  std::string limit;
  std::ifstream("/sys/fs/cgroup/memory.max") >> limit;
  return UsableMemoryBytes(std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE), limit);
}

int DefaultMemoryMb() {
  const std::int64_t eighth_mb = UsableMemoryBytes() / 8 / (1 << 20);
  return static_cast<int>(std::clamp<std::int64_t>(eighth_mb, kMemoryMbDefaultMin, kMemoryMbMax));
}

}  // namespace coalition
