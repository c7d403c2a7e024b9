#include "clients/bench/load.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/clock.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/filling_options.h"
#include "clients/bench/filling_report.h"
#include "clients/bench/journal_check.h"
#include "clients/bench/load_generator.h"
#include "clients/bench/measured_server.h"
#include "clients/bench/network_setup.h"
#include "clients/bench/operator_access.h"
#include "clients/bench/process_use.h"
#include "clients/bench/progress.h"

namespace coalition::bench {
namespace {

constexpr int kInterruptedExitCode = 130;
constexpr std::chrono::seconds kLastAnswersWithin(60);

std::int64_t EndNs(std::int64_t seconds_max) {
  constexpr std::int64_t kNever = std::int64_t{1} << 62;
  return seconds_max == 0 ? kNever : NowNs() + seconds_max * 1'000'000'000;
}

// Fills one ledger, stretch by stretch.
class Filling {
 public:
  Filling(const FillingOptions& options, const MeasuredServer& server, const OperatorAccess& by,
          const compare::Interruption& interruption)
      : options_(options),
        server_(server),
        by_(by),
        interruption_(interruption),
        population_(options.population.members, options.population.partners,
                    options.population.spread),
        reporter_(options.json, options.quiet),
        end_ns_(EndNs(options.seconds_max)) {}

  absl::Status Fill();

 private:
  bool IsOver() const { return interruption_.Happened() || NowNs() >= end_ns_; }
  absl::StatusOr<std::int64_t> CountTransactions() const;
  // By first earns, and by grants where they are wanted.
  absl::Status Prepare(Preparation preparation);
  // By batches, until a report is due.
  absl::Status FillStretch(const std::vector<std::string>& authorizations);
  void BeginStretch();
  void Report(LatencyHistogram batches);

  const FillingOptions& options_;
  const MeasuredServer& server_;
  const OperatorAccess& by_;
  const compare::Interruption& interruption_;
  const Population population_;
  FillingReporter reporter_;
  const std::int64_t end_ns_;

  // Read by the thread that shows progress.
  std::atomic<std::int64_t> transactions_ = 0;
  std::int64_t members_ = 0;
  std::int64_t stretch_begin_ = 0;
  std::int64_t stretch_begin_ns_ = 0;
};

absl::Status Filling::Fill() {
  if (!reporter_.ok()) return absl::InvalidArgumentError("cannot write " + options_.json);
  if (const auto joined = JoinPartners(by_.network, population_.partners()); !joined) {
    return ToStatus(joined.error());
  }
  const auto count = CountTransactions();
  if (!count.ok()) return count.status();
  transactions_ = *count;
  const auto keys = PartnerKeys::Create(by_.network, population_.partners());
  if (!keys) return ToStatus(keys.error());

  if (absl::Status known = MakeKeysKnown(server_); !known.ok()) return known;
  const Progress progress(
      "transactions", [this] { return transactions_.load(); }, options_.quiet);
  BeginStretch();
  absl::Status done = Prepare(Preparation::kEnrol);
  if (done.ok() && BurnsPoints(options_.load.events.work)) done = Prepare(Preparation::kGrant);
  while (done.ok() && transactions_ < options_.transactions && !IsOver()) {
    done = FillStretch(keys->authorizations());
  }
  if (!done.ok()) return done;
  if (interruption_.Happened()) return compare::Interrupted();
  return reporter_.ok() ? absl::OkStatus() : absl::UnavailableError("cannot write all reports");
}

// Of the newest one's lane: its journal has no gaps.
absl::StatusOr<std::int64_t> Filling::CountTransactions() const {
  const auto newest = NewestTransaction(by_.client);
  if (!newest) return ToStatus(newest.error());
  const auto number = TransactionNumber::Parse(*newest);
  return number ? static_cast<std::int64_t>(number->sequence) : 0;
}

absl::Status Filling::Prepare(Preparation preparation) {
  std::mutex mutex;
  LatencyHistogram batches;
  const auto done = PrepareMembers(preparation, by_.client, population_, options_.load.batch_size,
                                   [&](std::int64_t members, std::int64_t duration_ns) {
                                     const std::lock_guard lock(mutex);
                                     if (preparation == Preparation::kEnrol) members_ += members;
                                     if (duration_ns > 0) {
                                       transactions_ += members;
                                       batches.Record(duration_ns);
                                     }
                                     if (transactions_ - stretch_begin_ >= options_.report_every) {
                                       Report(std::exchange(batches, {}));
                                     }
                                     return !IsOver();
                                   });
  if (!done) return ToStatus(done.error());
  if (batches.count() > 0) Report(std::move(batches));
  return absl::OkStatus();
}

absl::Status Filling::FillStretch(const std::vector<std::string>& authorizations) {
  const std::int64_t wanted =
      std::min(options_.report_every - transactions_ % options_.report_every,
               options_.transactions - transactions_);
  const Span whole{NowNs(), EndNs(0)};
  LoadGenerator load(options_.load,
                     {.servers = server_.addresses(), .authorizations = authorizations},
                     population_, whole);
  const std::int64_t before = transactions_;
  load.Start();
  constexpr std::chrono::milliseconds kLook(5);
  while (load.done() < wanted && NowNs() < end_ns_ && !interruption_.HappensWithin(kLook)) {
    transactions_ = before + load.done();
  }
  load.Stop(kLastAnswersWithin);

  Tally tally = load.tally();
  transactions_ = before + tally.transactions;
  Report(std::move(tally.latency));
  if (tally.failures.empty() && load.undecided() == 0) return absl::OkStatus();
  std::string failures = "failed:";
  for (const auto& [reason, times] : tally.failures) {
    failures += " " + reason + " " + std::to_string(times);
  }
  return absl::UnavailableError(failures);
}

void Filling::BeginStretch() {
  stretch_begin_ = transactions_;
  stretch_begin_ns_ = NowNs();
}

void Filling::Report(LatencyHistogram batches) {
  FillingReport report;
  report.transactions = transactions_;
  report.members = members_;
  report.stretch_events = transactions_ - stretch_begin_;
  report.stretch_ns = NowNs() - stretch_begin_ns_;
  report.batches = std::move(batches);
  const std::string& folder =
      server_.store_folder().empty() ? options_.store_folder : server_.store_folder();
  if (!folder.empty()) report.file_bytes = FolderBytes(folder);
  report.server_resident_bytes = ResidentBytesOf(server_.pids());
  reporter_.Write(report);
  BeginStretch();
}

absl::Status Load(const FillingOptions& options, const compare::Interruption& interruption) {
  const auto server = MeasuredServer::Find(options.server, interruption);
  if (!server.ok()) return server.status();
  const auto by = OperatorAccess::To(**server);
  if (!by.ok()) return by.status();
  return Filling(options, **server, *by, interruption).Fill();
}

}  // namespace

int LoadMain(int argc, char** argv) {
  const auto parsed = ParseFillingCommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const compare::Interruption interruption;
  const absl::Status loaded = Load(std::get<FillingOptions>(parsed), interruption);
  if (loaded.ok()) return EXIT_SUCCESS;
  std::cerr << "coalition_bench load: " << loaded.message() << "\n";
  return compare::IsInterrupted(loaded) ? kInterruptedExitCode : EXIT_FAILURE;
}

}  // namespace coalition::bench
