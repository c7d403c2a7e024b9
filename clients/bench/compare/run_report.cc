#include "clients/bench/compare/run_report.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "nlohmann/json.hpp"

namespace coalition::bench::compare {
namespace {

using nlohmann::json;

// Of an open loop's rate: below it the load was another than was meant.
constexpr double kRateShareMin = 0.97;

std::optional<json> ParseObject(absl::string_view text) {
  json value = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::optional<double> Number(const json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_number()) return std::nullopt;
  return member->get<double>();
}

std::optional<double> Number(const json& object, const char* outer, const char* name) {
  const auto member = object.find(outer);
  if (member == object.end() || !member->is_object()) return std::nullopt;
  return Number(*member, name);
}

std::int64_t Count(const json& object, const char* name) {
  return static_cast<std::int64_t>(Number(object, name).value_or(0));
}

std::string FailuresText(const json& report) {
  const auto failures = report.find("failures");
  if (failures == report.end() || !failures->is_object() || failures->empty()) return "";
  std::string text = "calls failed:";
  for (const auto& [reason, count] : failures->items()) {
    absl::StrAppend(&text, " ", reason, " ", count.dump());
  }
  return text;
}

std::string RateNote(const json& report, double per_second) {
  const double rate = Number(report, "rate").value_or(0);
  if (per_second >= kRateShareMin * rate) return "";
  return absl::StrFormat("reached %.0f/s of the %.0f/s it was to have", per_second, rate);
}

}  // namespace

absl::StatusOr<Reading> ParseRunReport(absl::string_view text) {
  const auto report = ParseObject(text);
  const auto per_second = report ? Number(*report, "events_per_second") : std::optional<double>();
  if (!per_second) return absl::DataLossError("run: its JSON has no events_per_second");
  if (const std::string failures = FailuresText(*report); !failures.empty()) {
    return absl::InternalError(failures);
  }
  if (*per_second <= 0) return absl::DataLossError("run: no events");
  Reading reading;
  reading.per_second = *per_second;
  reading.p50_us = Number(*report, "latency_us", "p50");
  reading.p99_us = Number(*report, "latency_us", "p99");
  reading.max_us = Number(*report, "latency_us", "max");
  reading.client_cpu_us = Number(*report, "cpu_us_per_event", "client");
  reading.server_cpu_us = Number(*report, "cpu_us_per_event", "server");
  reading.database_cpu_us = Number(*report, "cpu_us_per_event", "database");
  reading.note = RateNote(*report, *per_second);
  return reading;
}

absl::StatusOr<LoadReport> ParseLoadReports(absl::string_view lines) {
  std::optional<LoadReport> last;
  for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipWhitespace())) {
    const auto report = ParseObject(line);
    if (!report || !Number(*report, "transactions")) continue;
    last = LoadReport{Count(*report, "transactions"), Count(*report, "members"),
                      Count(*report, "file_bytes")};
  }
  if (!last) return absl::DataLossError("load: its JSON has no transactions");
  return *last;
}

}  // namespace coalition::bench::compare
