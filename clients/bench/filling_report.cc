#include "clients/bench/filling_report.h"

#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/number_text.h"
#include "nlohmann/json.hpp"

namespace coalition::bench {
namespace {

constexpr double kNsPerSecond = 1e9;
constexpr double kNsPerUs = 1e3;
constexpr double kBytesPerMb = 1e6;

double EventsPerSecond(const FillingReport& report) {
  if (report.stretch_ns == 0) return 0;
  return static_cast<double>(report.stretch_events) * kNsPerSecond /
         static_cast<double>(report.stretch_ns);
}

double PercentileUs(const FillingReport& report, double percent) {
  return static_cast<double>(report.batches.PercentileNs(percent)) / kNsPerUs;
}

std::string WithThousands(std::int64_t number) {
  return compare::WithThousands(static_cast<double>(number));
}

}  // namespace

std::string FillingJson(const FillingReport& report) {
  nlohmann::ordered_json json{{"transactions", report.transactions},
                              {"members", report.members},
                              {"events_per_second", EventsPerSecond(report)},
                              {"seconds", static_cast<double>(report.stretch_ns) / kNsPerSecond},
                              {"p50_us", PercentileUs(report, 50)},
                              {"p99_us", PercentileUs(report, 99)},
                              {"max_us", PercentileUs(report, 100)}};
  if (report.file_bytes) json["file_bytes"] = *report.file_bytes;
  if (report.server_resident_bytes) json["server_resident_bytes"] = *report.server_resident_bytes;
  return json.dump();
}

std::string FillingText(const FillingReport& report) {
  std::string text = absl::StrCat(
      WithThousands(report.transactions), " transactions, ", WithThousands(report.members),
      " members: ", compare::WithThousands(EventsPerSecond(report)), "/s; batches p50 ",
      compare::WithThousands(PercentileUs(report, 50)), "  p99 ",
      compare::WithThousands(PercentileUs(report, 99)), " us");
  if (report.file_bytes) {
    absl::StrAppendFormat(&text, "; files %.1f MB",
                          static_cast<double>(*report.file_bytes) / kBytesPerMb);
  }
  if (report.server_resident_bytes) {
    absl::StrAppendFormat(&text, "; server's memory %.1f MB",
                          static_cast<double>(*report.server_resident_bytes) / kBytesPerMb);
  }
  return text;
}

FillingReporter::FillingReporter(const std::string& json, bool quiet)
    : json_on_stdout_(json == "-"), quiet_(quiet) {
  if (json.empty() || json_on_stdout_) return;
  file_.open(json);
  ok_ = file_.is_open();
}

void FillingReporter::Write(const FillingReport& report) {
  if (!quiet_) (json_on_stdout_ ? std::cerr : std::cout) << FillingText(report) << std::endl;
  if (json_on_stdout_) std::cout << FillingJson(report) << std::endl;
  if (!file_.is_open()) return;
  file_ << FillingJson(report) << std::endl;
  ok_ = ok_ && file_.good();
}

std::optional<std::int64_t> FolderBytes(const std::string& folder) {
  std::error_code error;
  std::int64_t bytes = 0;
  std::filesystem::recursive_directory_iterator entries(folder, error);
  if (error) return std::nullopt;
  for (; entries != std::filesystem::recursive_directory_iterator(); entries.increment(error)) {
    if (error) return bytes;
    std::error_code gone;
    const auto size = entries->is_regular_file(gone) ? entries->file_size(gone) : 0;
    if (!gone) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace coalition::bench
