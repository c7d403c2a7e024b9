#ifndef COALITION_CLIENTS_BENCH_FILLING_REPORT_H_
#define COALITION_CLIENTS_BENCH_FILLING_REPORT_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "clients/bench/latency_histogram.h"

namespace coalition::bench {

// How a ledger that is filled stands, and how the stretch since the last report went.
struct FillingReport {
  // All that it has.
  std::int64_t transactions = 0;
  // Of the benchmark's, those that are enrolled.
  std::int64_t members = 0;

  std::int64_t stretch_events = 0;
  std::int64_t stretch_ns = 0;
  LatencyHistogram batches;

  // Where they are known.
  std::optional<std::int64_t> file_bytes;
  std::optional<std::int64_t> server_resident_bytes;
};

// One object, on one line.
std::string FillingJson(const FillingReport& report);
// For people, one line.
std::string FillingText(const FillingReport& report);

// Writes reports as they come. Not thread-safe.
class FillingReporter {
 public:
  // `json` as in FillingOptions.
  FillingReporter(const std::string& json, bool quiet);

  void Write(const FillingReport& report);
  // False: some could not be written.
  bool ok() const { return ok_; }

 private:
  const bool json_on_stdout_;
  const bool quiet_;
  std::ofstream file_;
  bool ok_ = true;
};

// Of all files in a folder and below; those that go meanwhile are left out. Absent when there is no
// such folder.
std::optional<std::int64_t> FolderBytes(const std::string& folder);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_FILLING_REPORT_H_
