#ifndef COALITION_CLIENTS_BENCH_CPU_AFFINITY_H_
#define COALITION_CLIENTS_BENCH_CPU_AFFINITY_H_

#include <vector>

#include <sched.h>

#include "absl/status/status.h"

namespace coalition::bench {

// Keeps this thread, and the threads and processes that it starts meanwhile, on some cores, until
// the object goes. Does nothing without any.
class CpuAffinity {
 public:
  explicit CpuAffinity(const std::vector<int>& cpus);
  ~CpuAffinity();
  CpuAffinity(const CpuAffinity&) = delete;
  CpuAffinity& operator=(const CpuAffinity&) = delete;

  // Not OK when the machine has none of the cores.
  const absl::Status& status() const { return status_; }

 private:
  bool changed_ = false;
  cpu_set_t before_;
  absl::Status status_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CPU_AFFINITY_H_
