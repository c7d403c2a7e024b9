#include "clients/replay/run.h"

#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "clients/replay/fingerprint.h"
#include "clients/replay/request_ids.h"
#include "clients/replay/shopper.h"

namespace coalition::replay {
namespace {

// Tells all workers to stop after what they are doing.
class Stop {
 public:
  explicit Stop(const std::atomic<bool>& interrupted) : interrupted_(interrupted) {}

  bool requested() const { return failed_ || interrupted_; }
  bool interrupted() const { return interrupted_; }
  // The first error counts.
  void Fail(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    failed_ = true;
  }
  std::optional<Error> error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  const std::atomic<bool>& interrupted_;
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_;
  std::optional<Error> error_;
};

// One thread's customers, month after month.
struct Worker {
  std::unordered_map<std::string, Shopper> shoppers;
  Tally tally;
  // Of the month at hand.
  std::vector<const Invoice*> invoices;

  void Report(const Client& client, const std::vector<std::string>& partner_ids, EarnUnit earn_unit,
              Stop& stop, Progress& progress) {
    const Trade trade(client, partner_ids, earn_unit, tally);
    for (const Invoice* invoice : invoices) {
      if (stop.requested()) return;
      const auto reported = trade.Report(*invoice, shoppers[invoice->customer_id]);
      if (!reported) return stop.Fail(reported.error());
      progress.Add(static_cast<std::int64_t>(invoice->lines.size()));
    }
  }
};

struct Month {
  std::string label;
  std::vector<const Invoice*> invoices;
  // Of all invoices of the file from its first to the last of this month.
  std::uint64_t fingerprint = 0;
};

std::vector<Month> MonthsOf(const InvoiceFile& file) {
  std::vector<Month> months;
  std::uint64_t fingerprint = 0;
  for (const Invoice& invoice : file.invoices) {
    std::string label = MonthOf(invoice.time);
    if (months.empty() || label > months.back().label) months.push_back({std::move(label), {}});
    fingerprint = Fingerprint(EarnId(invoice), fingerprint);
    months.back().invoices.push_back(&invoice);
    months.back().fingerprint = fingerprint;
  }
  return months;
}

void HandOut(const Month& month, std::vector<Worker>& workers) {
  for (Worker& worker : workers) worker.invoices.clear();
  for (const Invoice* invoice : month.invoices) {
    workers[Fingerprint(invoice->customer_id) % workers.size()].invoices.push_back(invoice);
  }
}

}  // namespace

RunResult Replay(const InvoiceFile& file, const std::vector<std::string>& partner_ids,
                 const Client& client, const OperatorClient& network, const RunOptions& options,
                 const std::atomic<bool>& interrupted, Progress& progress) {
  RunResult result;
  Stop stop(interrupted);
  std::vector<Worker> workers(static_cast<std::size_t>(options.concurrency));
  const std::vector<Month> months = MonthsOf(file);
  for (const Month& month : months) {
    HandOut(month, workers);
    {
      std::vector<std::jthread> threads;
      for (Worker& worker : workers) {
        if (worker.invoices.empty()) continue;
        threads.emplace_back(
            [&] { worker.Report(client, partner_ids, options.earn_unit, stop, progress); });
      }
    }
    if (stop.requested()) break;
    auto closed = network.CloseWindow(
        {.request_id = CloseId(month.label, month.fingerprint), .label = month.label});
    if (!closed) {
      stop.Fail(closed.error());
      break;
    }
    result.windows.push_back(*std::move(closed));
  }
  for (const Worker& worker : workers) result.tally += worker.tally;
  result.stopped_by = stop.error();
  result.interrupted = stop.interrupted() && result.windows.size() < months.size();
  return result;
}

}  // namespace coalition::replay
