#include "clients/bench/run_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/number_text.h"
#include "nlohmann/json.hpp"

namespace coalition::bench {
namespace {

using compare::WithThousands;
using nlohmann::ordered_json;

constexpr double kNsPerUs = 1'000;

const char* NameOf(Shape shape) {
  switch (shape) {
    case Shape::kUnary:
      return "unary";
    case Shape::kBatch:
      return "batch";
    case Shape::kStream:
      break;
  }
  return "stream";
}

const char* NameOf(Work work) {
  switch (work) {
    case Work::kEarn:
      return "earn";
    case Work::kBurn:
      return "burn";
    case Work::kAuthorizeCapture:
      return "authorize_capture";
    case Work::kReverse:
      return "reverse";
    case Work::kMix:
      break;
  }
  return "mix";
}

struct Figures {
  explicit Figures(const RunResult& result)
      : events_per_second(static_cast<double>(result.tally.events) / result.measured_seconds),
        calls_per_second(static_cast<double>(result.tally.calls) / result.measured_seconds) {
    if (result.tally.events == 0) return;
    const auto events = static_cast<double>(result.tally.events);
    client_cpu_us = result.client_cpu_us / events;
    if (result.server_cpu_us) server_cpu_us = *result.server_cpu_us / events;
    if (result.database_cpu_us) database_cpu_us = *result.database_cpu_us / events;
  }

  double events_per_second;
  double calls_per_second;
  // Of one event.
  double client_cpu_us = 0;
  std::optional<double> server_cpu_us;
  std::optional<double> database_cpu_us;
};

double Us(std::int64_t ns) { return static_cast<double>(ns) / kNsPerUs; }

ordered_json LatencyJson(const LatencyHistogram& latency) {
  return {{"min", Us(latency.min_ns())},
          {"p50", Us(latency.PercentileNs(50))},
          {"p90", Us(latency.PercentileNs(90))},
          {"p99", Us(latency.PercentileNs(99))},
          {"p99_9", Us(latency.PercentileNs(99.9))},
          {"max", Us(latency.max_ns())},
          {"mean", latency.mean_ns() / kNsPerUs}};
}

std::string LatencyText(const LatencyHistogram& latency) {
  return absl::StrFormat(
      "p50 %s  p90 %s  p99 %s  p99.9 %s  max %s us", WithThousands(Us(latency.PercentileNs(50))),
      WithThousands(Us(latency.PercentileNs(90))), WithThousands(Us(latency.PercentileNs(99))),
      WithThousands(Us(latency.PercentileNs(99.9))), WithThousands(Us(latency.max_ns())));
}

std::string LoadText(const RunOptions& options) {
  const LoadOptions& load = options.load;
  std::string text = options.is_echo
                         ? "unary echo"
                         : absl::StrCat(NameOf(load.shape), " ", NameOf(load.events.work));
  if (load.shape == Shape::kBatch) absl::StrAppend(&text, " of ", load.batch_size);
  absl::StrAppend(&text, ", ", load.in_flight, " in flight");
  if (load.rate > 0) absl::StrAppend(&text, ", open loop at ", WithThousands(load.rate), "/s");
  return text;
}

}  // namespace

std::string RunJson(const RunOptions& options, const RunResult& result) {
  const Figures figures(result);
  const LoadOptions& load = options.load;
  ordered_json cpu{{"client", figures.client_cpu_us}};
  if (figures.server_cpu_us) cpu["server"] = *figures.server_cpu_us;
  if (figures.database_cpu_us) cpu["database"] = *figures.database_cpu_us;
  ordered_json failures = ordered_json::object();
  for (const auto& [reason, count] : result.tally.failures) failures[reason] = count;
  const ordered_json json{{"target", options.is_echo ? "echo" : "coalition"},
                          {"shape", NameOf(load.shape)},
                          {"batch_size", load.shape == Shape::kBatch ? load.batch_size : 1},
                          {"work", options.is_echo ? "echo" : NameOf(load.events.work)},
                          {"in_flight", load.in_flight},
                          {"rate", load.rate},
                          {"seconds", result.measured_seconds},
                          {"events", result.tally.events},
                          {"calls", result.tally.calls},
                          {"events_per_second", figures.events_per_second},
                          {"calls_per_second", figures.calls_per_second},
                          {"latency_us", LatencyJson(result.tally.latency)},
                          {"cpu_us_per_event", std::move(cpu)},
                          {"failures", std::move(failures)},
                          {"undecided", result.undecided},
                          {"replayed", result.tally.replayed},
                          {"transactions", result.tally.transactions},
                          {"checks",
                           {{"totals", result.checks.totals},
                            {"acknowledged", result.checks.acknowledged},
                            {"verify_ledger", result.checks.verify_ledger}}}};
  return json.dump();
}

std::string RunTable(const RunOptions& options, const RunResult& result) {
  const Figures figures(result);
  std::string text =
      absl::StrFormat("%s, %.1f s\n  throughput    %s events/s\n", LoadText(options),
                      result.measured_seconds, WithThousands(figures.events_per_second));
  if (options.load.shape == Shape::kBatch) {
    absl::StrAppend(&text, "  calls         ", WithThousands(figures.calls_per_second), "/s\n");
  }
  absl::StrAppend(
      &text, "  latency       ", LatencyText(result.tally.latency), "\n",
      absl::StrFormat("  CPU           client %.2f us per event", figures.client_cpu_us));
  if (figures.server_cpu_us) {
    absl::StrAppendFormat(&text, ", server %.2f us per event", *figures.server_cpu_us);
  }
  if (figures.database_cpu_us) {
    absl::StrAppendFormat(&text, ", database %.2f us per event", *figures.database_cpu_us);
  }
  absl::StrAppend(&text, "\n");
  if (!options.is_echo) {
    absl::StrAppend(&text, "  transactions  ",
                    WithThousands(static_cast<double>(result.tally.transactions)), " posted, ",
                    WithThousands(static_cast<double>(result.tally.replayed)),
                    " repeats answered as replayed\n  checks        totals: ", result.checks.totals,
                    "; acknowledged: ", result.checks.acknowledged,
                    "; VerifyLedger: ", result.checks.verify_ledger, "\n");
  }
  for (const auto& [reason, count] : result.tally.failures) {
    absl::StrAppend(&text, "  FAILED        ", reason, ": ", count, "\n");
  }
  if (result.undecided > 0) {
    absl::StrAppend(&text, "  UNDECIDED     ", result.undecided, " events had no answer\n");
  }
  return text;
}

}  // namespace coalition::bench
