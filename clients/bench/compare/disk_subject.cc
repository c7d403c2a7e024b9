#include "clients/bench/compare/disk_subject.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_format.h"

#include "clients/bench/compare/disk_probe.h"

namespace coalition::bench::compare {
namespace {

// Thousands of syncs: a median needs no more.
constexpr std::chrono::seconds kSpanMax(2);

}  // namespace

absl::Status DiskSubject::Prepare(Findings& findings) {
  findings.notes.emplace_back(
      "fdatasync", absl::StrFormat("a page of %d bytes at a time, one caller, in the folder of the "
                                   "ledgers; over a file of 64 MiB that was written and synced "
                                   "before, and at the end of a growing file",
                                   kPageBytes));
  return absl::OkStatus();
}

std::vector<Measurement> DiskSubject::Measurements(const Findings&, Absences&) {
  const auto measure = [this](SyncKind kind) {
    return ProbeDisk(surroundings_.folder.path(), kind,
                     std::min(surroundings_.options.span, kSpanMax), surroundings_.interruption);
  };
  return {{kSyncOverwrite, [=] { return measure(SyncKind::kOverwrite); }},
          {kSyncAppend, [=] { return measure(SyncKind::kAppend); }}};
}

}  // namespace coalition::bench::compare
