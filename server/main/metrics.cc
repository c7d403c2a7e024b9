#include "server/main/metrics.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "server/main/version.h"

namespace coalition {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;
using Buckets = Histogram::BucketBoundaries;

// Around what one caller sends, and up to the commands of a full batch.
const Buckets kCommandBuckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1'024, 2'048, 4'096};
// Around an fdatasync, and up to what only an outage takes.
const Buckets kSecondBuckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                             0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
// A statement for each table is some twenty.
const Buckets kStatementBuckets{5, 10, 15, 20, 25, 30, 40, 60, 100, 200};

Counter& AddCounter(Registry& registry, const std::string& name, const std::string& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

Gauge& AddGauge(Registry& registry, const std::string& name, const std::string& help,
                const prometheus::Labels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
}

Histogram& AddHistogram(Registry& registry, const std::string& name, const std::string& help,
                        const Buckets& buckets) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
}

double Seconds(std::chrono::duration<double> duration) { return duration.count(); }

}  // namespace

Metrics::Metrics()
    : batches_(AddCounter(registry_, "coalition_batches_total",
                          "Batches of commands that were committed.")),
      retries_(AddCounter(registry_, "coalition_batch_retries_total",
                          "Times that a batch was decided anew, because the outcome of its commit "
                          "was unknown or it conflicted with another server's.")),
      store_errors_(prometheus::BuildCounter()
                        .Name("coalition_store_errors_total")
                        .Help("Batches that the store did not take, whose commands were answered "
                              "STORE_UNAVAILABLE, by the store's status code.")
                        .Register(registry_)),
      batch_commands_(AddHistogram(registry_, "coalition_batch_commands",
                                   "Commands in one committed batch.", kCommandBuckets)),
      commit_seconds_(AddHistogram(registry_, "coalition_commit_seconds",
                                   "From the turn of a batch to its being durable: loading, "
                                   "deciding, writing and syncing it.",
                                   kSecondBuckets)),
      statements_per_batch_(AddHistogram(registry_, "coalition_store_statements_per_batch",
                                         "SQL statements that a batch sent to the database server, "
                                         "failed batches too. Stays empty with other stores.",
                                         kStatementBuckets)),
      queue_commands_(AddGauge(registry_, "coalition_queue_commands",
                               "Commands that wait for a batch to take them.")) {
  // There from the beginning, so that the first one counts as an increase.
  store_errors_.Add({{"code", absl::StatusCodeToString(absl::StatusCode::kUnavailable)}});
  AddGauge(registry_, "process_start_time_seconds",
           "Start time of the process since the Unix epoch in seconds.")
      .Set(Seconds(std::chrono::system_clock::now().time_since_epoch()));
  AddGauge(registry_, "coalition_build_info", "1; the label tells the version of the program.",
           {{"version", kVersion}})
      .Set(1);
}

void Metrics::BatchEnded(const engine::BatchReport& report) {
  if (report.attempts > 1) retries_.Increment(report.attempts - 1);
  if (!report.is_durable) return;
  batches_.Increment();
  batch_commands_.Observe(static_cast<double>(report.commands));
  commit_seconds_.Observe(Seconds(report.took));
}

void Metrics::StoreFailed(const absl::Status& error) {
  store_errors_.Add({{"code", absl::StatusCodeToString(error.code())}}).Increment();
}

void Metrics::BatchTookStatements(std::int64_t statements) {
  statements_per_batch_.Observe(static_cast<double>(statements));
}

void Metrics::AskForWaitingCommands(std::function<std::size_t()> waiting_commands) {
  MutexLock lock(mutex_);
  waiting_commands_ = std::move(waiting_commands);
}

std::vector<prometheus::MetricFamily> Metrics::Collect() const {
  {
    MutexLock lock(mutex_);
    if (waiting_commands_) queue_commands_.Set(static_cast<double>(waiting_commands_()));
  }
  return registry_.Collect();
}

}  // namespace coalition
