#ifndef COALITION_CLIENTS_BENCH_COMPARE_DISK_PROBE_H_
#define COALITION_CLIENTS_BENCH_COMPARE_DISK_PROBE_H_

#include <chrono>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/reading.h"

namespace coalition::bench::compare {

inline constexpr std::size_t kPageBytes = 4096;

enum class SyncKind {
  // Page after page of a file that was written and synced whole before: only the page has to reach
  // the disk. The least that a durable answer can cost.
  kOverwrite,
  // Page after page at the end of a file that begins empty: its new length and the blocks that it
  // takes have to reach the disk too.
  kAppend,
};

// Writes a page, waits for fdatasync, and does it again until `span` is over; each is timed from
// before the write to after the sync. The file is in `folder` and is deleted. CANCELLED when
// interrupted.
absl::StatusOr<Reading> ProbeDisk(const std::string& folder, SyncKind kind,
                                  std::chrono::milliseconds span, const Interruption& interruption);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_DISK_PROBE_H_
