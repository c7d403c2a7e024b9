#include "clients/bench/cpu_affinity.h"

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace coalition::bench {

CpuAffinity::CpuAffinity(const std::vector<int>& cpus) {
  CPU_ZERO(&before_);
  if (cpus.empty()) return;
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (const int cpu : cpus) CPU_SET(static_cast<std::size_t>(cpu), &wanted);
  changed_ = sched_getaffinity(0, sizeof before_, &before_) == 0 &&
             sched_setaffinity(0, sizeof wanted, &wanted) == 0;
  if (!changed_) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("cannot keep to the cores that were asked for: ", std::strerror(errno)));
  }
}

CpuAffinity::~CpuAffinity() {
  if (changed_) sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace coalition::bench
