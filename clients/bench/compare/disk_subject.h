#ifndef COALITION_CLIENTS_BENCH_COMPARE_DISK_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_DISK_SUBJECT_H_

#include <string>
#include <vector>

#include "clients/bench/compare/subject.h"

namespace coalition::bench::compare {

// The disk that the ledgers are on: one page and fdatasync, both ways.
class DiskSubject final : public Subject {
 public:
  explicit DiskSubject(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string name() const override { return kDiskSubject; }
  std::vector<std::string> measured() const override { return {kSyncOverwrite, kSyncAppend}; }
  absl::Status Prepare(Findings& findings) override;
  std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) override;

 private:
  const Surroundings& surroundings_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_DISK_SUBJECT_H_
