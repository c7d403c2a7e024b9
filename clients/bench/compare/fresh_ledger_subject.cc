#include "clients/bench/compare/fresh_ledger_subject.h"

#include <array>

#include "absl/strings/str_cat.h"

#include "clients/bench/compare/bench_run.h"
#include "clients/bench/compare/best_load.h"
#include "clients/bench/compare/load_flags.h"

namespace coalition::bench::compare {
namespace {

constexpr std::array kUnaryInFlight = {64, 128, 256, 512, 1024, 2048};
constexpr std::array kBatchInFlight = {2, 4, 8, 16, 32};

using Flags = std::vector<std::string>;

Flags operator+(Flags left, const Flags& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace

std::vector<std::string> FreshLedgerSubject::measured() const {
  return {kUnaryEarn, kUnaryAtHalf, kUnaryLonely, kBatchEarn, kBatchMix, kBatchHotPartner};
}

absl::StatusOr<std::unique_ptr<CoalitionServer>> FreshLedgerSubject::StartServer() {
  return CoalitionServer::Start(surroundings_.CoalitionToStart(),
                                surroundings_.folder.File("coalitiond-fresh"),
                                surroundings_.interruption);
}

absl::StatusOr<Reading> FreshLedgerSubject::Run(CoalitionServer& server, Flags flags,
                                                std::chrono::seconds span) {
  flags = std::move(flags) + server.FlagsOfCallers() +
          Flags{absl::StrCat("--members=", surroundings_.options.members),
                absl::StrCat("--server-pid=", server.pid())};
  return RunBench(surroundings_, std::move(flags), surroundings_.options.warm_up, span);
}

absl::StatusOr<Reading> FreshLedgerSubject::RunOnEmpty(Flags flags) {
  const auto server = StartServer();
  if (!server.ok()) return server.status();
  return Run(**server, std::move(flags), surroundings_.options.span);
}

absl::Status FreshLedgerSubject::FindUnaryBest(CoalitionServer& server, Findings& findings) {
  const auto best = FindBestLoad(kUnaryInFlight, [&](int load) -> absl::StatusOr<double> {
    const auto reading = Run(server, ClosedLoop(load), surroundings_.options.trial_span);
    if (!reading.ok()) return reading.status();
    return reading->per_second;
  });
  if (!best.ok()) return best.status();
  findings.unary_in_flight = best->load;
  findings.half_rate = best->per_second / 2;
  findings.notes.emplace_back("unary Earn, calls in flight", ToString(*best));
  return absl::OkStatus();
}

absl::Status FreshLedgerSubject::FindBatchBest(CoalitionServer& server, Findings& findings) {
  const auto best = FindBestLoad(kBatchInFlight, [&](int load) -> absl::StatusOr<double> {
    const auto reading =
        Run(server, EarnBatches() + ClosedLoop(load), surroundings_.options.trial_span);
    if (!reading.ok()) return reading.status();
    return reading->per_second;
  });
  if (!best.ok()) return best.status();
  findings.batch_in_flight = best->load;
  findings.notes.emplace_back("batches of earns, in flight", ToString(*best));
  return absl::OkStatus();
}

absl::Status FreshLedgerSubject::Prepare(Findings& findings) {
  const auto server = StartServer();
  if (!server.ok()) return server.status();
  if (absl::Status found = FindUnaryBest(**server, findings); !found.ok()) return found;
  return FindBatchBest(**server, findings);
}

std::vector<Measurement> FreshLedgerSubject::Measurements(const Findings& findings, Absences&) {
  const auto measure = [this](Flags flags) {
    return [this, flags = std::move(flags)] { return RunOnEmpty(flags); };
  };
  const Flags batches = ClosedLoop(*findings.batch_in_flight);
  return {
      {kUnaryEarn, measure(ClosedLoop(*findings.unary_in_flight))},
      {kUnaryAtHalf, measure(OpenLoop(*findings.half_rate))},
      {kUnaryLonely, measure(Lonely())},
      {kBatchEarn, measure(EarnBatches() + batches)},
      {kBatchMix, measure(MixBatches() + batches)},
      {kBatchHotPartner, measure(EarnBatches() + OneHotPartner() + batches)},
  };
}

}  // namespace coalition::bench::compare
