#ifndef COALITION_SERVER_MAIN_METRICS_H_
#define COALITION_SERVER_MAIN_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "server/base/mutex.h"
#include "server/engine/posting_engine.h"

namespace coalition {

// The server's figures as Prometheus knows them; their names and meaning are in README.md. What
// the engine and the store tell goes in, once a batch, at the cost of a few short locks.
// Thread-safe.
class Metrics final : public prometheus::Collectable {
 public:
  // Now is when the process started.
  Metrics();

  void BatchEnded(const engine::BatchReport& report);
  void StoreFailed(const absl::Status& error);
  void BatchTookStatements(std::int64_t statements);

  // Asked whenever figures are collected, until the next call of this; null: nobody is.
  void AskForWaitingCommands(std::function<std::size_t()> waiting_commands);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  prometheus::Registry registry_;
  prometheus::Counter& batches_;
  prometheus::Counter& retries_;
  prometheus::Family<prometheus::Counter>& store_errors_;
  prometheus::Histogram& batch_commands_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Histogram& statements_per_batch_;
  prometheus::Gauge& queue_commands_;
  mutable Mutex mutex_;
  std::function<std::size_t()> waiting_commands_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_METRICS_H_
