#include "clients/bench/compare/grown_ledger_subject.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/bench_run.h"
#include "clients/bench/compare/load_flags.h"
#include "clients/bench/compare/number_text.h"
#include "clients/bench/compare/time_plan.h"

namespace coalition::bench::compare {
namespace {

// Less is not worth the name, and not worth starting for.
constexpr std::chrono::seconds kTimeToGrowMin(10);

std::string Describe(const LoadReport& report) {
  std::string text =
      absl::StrCat(WithThousands(static_cast<double>(report.transactions)), " transactions, ",
                   WithThousands(static_cast<double>(report.members)), " members");
  if (report.file_bytes > 0) {
    absl::StrAppendFormat(&text, ", %.2f GB in files",
                          static_cast<double>(report.file_bytes) / 1e9);
  }
  return text;
}

}  // namespace

absl::StatusOr<std::int64_t> GrownLedgerSubject::TransactionsToLoad(Findings& findings) {
  const auto free_bytes = FreeBytes(surroundings_.folder.path());
  if (!free_bytes.ok()) return free_bytes.status();
  const GrowthRoom room = RoomToGrow(surroundings_.options.grown_transactions, *free_bytes);
  if (room.transactions == 0) return absl::FailedPreconditionError(room.shortfall);
  findings.notes.emplace_back(
      "disk before growing",
      absl::StrFormat("%.1f GB free", static_cast<double>(*free_bytes) / 1e9));
  shortfall_ = room.shortfall;
  return room.transactions;
}

absl::Status GrownLedgerSubject::Grow(std::int64_t transactions, Findings& findings) {
  const std::chrono::seconds time = TimeToGrow(surroundings_.options, surroundings_.Elapsed());
  if (time < kTimeToGrowMin) {
    return absl::FailedPreconditionError(
        "the rounds leave no time to grow a ledger; --minutes gives more");
  }
  surroundings_.progress << "grown: loading " << WithThousands(static_cast<double>(transactions))
                         << " transactions, for at most " << time.count() << " s" << std::endl;
  std::vector<std::string> flags = server_->FlagsOfCallers();
  flags.insert(flags.end(), {absl::StrCat("--transactions=", transactions),
                             absl::StrCat("--members=", surroundings_.options.grown_members),
                             "--store-folder=" + server_->store_folder()});
  const auto report = LoadLedger(surroundings_, std::move(flags), time);
  if (!report.ok()) return report.status();
  findings.notes.emplace_back("grown ledger", Describe(*report));
  // Those who had no time to join must not do so while it is measured.
  members_ = std::min(report->members, surroundings_.options.grown_members);
  if (report->transactions < transactions) {
    shortfall_ =
        absl::StrFormat("the time allowed for %.1f of %.1f million transactions",
                        static_cast<double>(report->transactions) / 1e6,
                        static_cast<double>(surroundings_.options.grown_transactions) / 1e6);
  }
  return absl::OkStatus();
}

absl::Status GrownLedgerSubject::Prepare(Findings& findings) {
  if (const auto program = FindCoalitiond(surroundings_.options.coalitiond); !program.ok())
    return program.status();
  if (!findings.batch_in_flight) {
    return absl::FailedPreconditionError(
        "it is measured with as many batches in flight as are best for the empty ledger, which was "
        "not measured");
  }
  const auto transactions = TransactionsToLoad(findings);
  if (!transactions.ok()) return transactions.status();
  auto server = CoalitionServer::Start(surroundings_.CoalitionToStart(),
                                       surroundings_.folder.File("coalitiond-grown"),
                                       surroundings_.interruption);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return Grow(*transactions, findings);
}

absl::StatusOr<Reading> GrownLedgerSubject::Run(int in_flight) {
  std::vector<std::string> flags = server_->FlagsOfCallers();
  for (const auto& more : {EarnBatches(), ClosedLoop(in_flight)}) {
    flags.insert(flags.end(), more.begin(), more.end());
  }
  flags.insert(flags.end(), {absl::StrCat("--members=", members_),
                             absl::StrCat("--server-pid=", server_->pid())});
  auto reading = RunBench(surroundings_, std::move(flags), surroundings_.options.warm_up,
                          surroundings_.options.span);
  if (reading.ok() && reading->note.empty()) reading->note = shortfall_;
  return reading;
}

std::vector<Measurement> GrownLedgerSubject::Measurements(const Findings& findings, Absences&) {
  return {
      {kGrownBatchEarn, [this, in_flight = *findings.batch_in_flight] { return Run(in_flight); }}};
}

}  // namespace coalition::bench::compare
