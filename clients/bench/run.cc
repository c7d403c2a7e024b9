#include "clients/bench/run.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/clock.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/cpu_affinity.h"
#include "clients/bench/ledger_checks.h"
#include "clients/bench/load_generator.h"
#include "clients/bench/measured_server.h"
#include "clients/bench/network_setup.h"
#include "clients/bench/operator_access.h"
#include "clients/bench/process_use.h"
#include "clients/bench/progress.h"
#include "clients/bench/run_command_line.h"
#include "clients/bench/run_report.h"

namespace coalition::bench {
namespace {

constexpr int kInterruptedExitCode = 130;
// For the last answers.
constexpr std::chrono::seconds kLastAnswersWithin(20);

// Whose CPU time is told besides our own.
struct MeasuredProcesses {
  std::vector<pid_t> servers;
  std::vector<pid_t> databases;
};

// CPU time so far, of all sides.
struct CpuTimes {
  explicit CpuTimes(const MeasuredProcesses& processes)
      : client_us(OwnCpuUs()),
        server_us(CpuUsOf(processes.servers)),
        database_us(CpuUsOf(processes.databases)) {}

  std::int64_t client_us;
  std::optional<std::int64_t> server_us;
  std::optional<std::int64_t> database_us;
};

std::optional<double> Between(const std::optional<std::int64_t>& before,
                              const std::optional<std::int64_t>& after) {
  if (!before || !after) return std::nullopt;
  return static_cast<double>(*after - *before);
}

bool RestUntil(std::int64_t moment_ns, const compare::Interruption& interruption) {
  const std::int64_t left_ns = std::max<std::int64_t>(moment_ns - NowNs(), 0);
  // Rounded up, so that the moment is over.
  return !interruption.HappensWithin(std::chrono::milliseconds(left_ns / 1'000'000 + 1));
}

absl::StatusOr<RunResult> Measure(const RunOptions& options, const LoadTarget& target,
                                  const std::vector<pid_t>& servers, const Population& population,
                                  const compare::Interruption& interruption) {
  MeasuredProcesses processes{servers, {}};
  if (options.database_pid > 0) processes.databases = {options.database_pid};
  Span measured;
  measured.begin_ns = NowNs() + static_cast<std::int64_t>(options.warm_up_seconds * 1e9);
  measured.end_ns = measured.begin_ns + static_cast<std::int64_t>(options.seconds * 1e9);
  LoadGenerator load(options.load, target, population, measured);
  load.Start();
  const Progress progress(
      "events", [&] { return load.done(); }, options.quiet);
  bool complete = RestUntil(measured.begin_ns, interruption);
  const CpuTimes before(processes);
  complete = complete && RestUntil(measured.end_ns, interruption);
  const CpuTimes after(processes);
  load.Stop(kLastAnswersWithin);
  if (!complete) return compare::Interrupted();

  RunResult result(load.tally());
  result.undecided = load.undecided();
  result.measured_seconds = measured.seconds();
  result.client_cpu_us = static_cast<double>(after.client_us - before.client_us);
  result.server_cpu_us = Between(before.server_us, after.server_us);
  result.database_cpu_us = Between(before.database_us, after.database_us);
  return result;
}

absl::StatusOr<RunResult> RunOnEcho(const RunOptions& options,
                                    const compare::Interruption& interruption) {
  const Population nobody(1, 1, Spread::kUniform);
  return Measure(options, {.servers = options.server.addresses, .is_echo = true},
                 options.server.pids, nobody, interruption);
}

absl::StatusOr<RunResult> RunOnCoalition(const RunOptions& options,
                                         const compare::Interruption& interruption) {
  const auto server = MeasuredServer::Find(options.server, interruption);
  if (!server.ok()) return server.status();
  const auto by = OperatorAccess::To(**server);
  if (!by.ok()) return by.status();
  const Population population(options.population.members, options.population.partners,
                              options.population.spread);
  absl::Status set_up = SetUpNetwork(*by, population, BurnsPoints(options.load.events.work),
                                     options.quiet, interruption);
  if (!set_up.ok()) return set_up;
  const auto keys = PartnerKeys::Create(by->network, population.partners());
  if (!keys) return ToStatus(keys.error());
  if (absl::Status known = MakeKeysKnown(**server); !known.ok()) return known;
  const auto checks = LedgerChecks::Begin(options.load.check, *by);
  if (!checks.ok()) return checks.status();
  auto result = Measure(
      options, {.servers = (*server)->addresses(), .authorizations = keys->authorizations()},
      (*server)->pids(), population, interruption);
  if (!result.ok()) return result;
  const auto checked = checks->Finish(result->tally, result->undecided);
  if (!checked.ok()) return checked.status();
  result->checks = *checked;
  return result;
}

// What is left to the load generator's own choice. One thread costs the least CPU time for each
// call, a fifth less than two, and reaches 90,000 calls a second: all that a ledger takes. With
// fewer connections the server reads by fewer threads; with more both sides spend more on each
// call.
void Choose(bool is_echo, LoadOptions& load) {
  constexpr int kManyInFlight = 128;
  if (load.threads == 0) load.threads = is_echo && load.in_flight >= kManyInFlight ? 2 : 1;
  load.threads = std::min(load.threads, load.in_flight);
  if (load.channels == 0) load.channels = 4;
}

bool Publish(const RunOptions& options, const RunResult& result) {
  const bool json_on_stdout = options.json == "-";
  if (!options.quiet) (json_on_stdout ? std::cerr : std::cout) << RunTable(options, result);
  if (options.json.empty()) return true;
  if (json_on_stdout) {
    std::cout << RunJson(options, result) << std::endl;
    return true;
  }
  std::ofstream file(options.json);
  file << RunJson(options, result) << "\n";
  file.close();
  if (!file) std::cerr << "coalition_bench: cannot write " << options.json << "\n";
  return static_cast<bool>(file);
}

}  // namespace

int RunMain(int argc, char** argv) {
  auto parsed = ParseRunCommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  RunOptions& options = std::get<RunOptions>(parsed);
  Choose(options.is_echo, options.load);
  const compare::Interruption interruption;
  const CpuAffinity affinity(options.cpus);
  const auto result = !affinity.status().ok() ? affinity.status()
                      : options.is_echo       ? RunOnEcho(options, interruption)
                                              : RunOnCoalition(options, interruption);
  if (!result.ok()) {
    std::cerr << "coalition_bench run: " << result.status().message() << "\n";
    return compare::IsInterrupted(result.status()) ? kInterruptedExitCode : EXIT_FAILURE;
  }
  const bool published = Publish(options, *result);
  return published && result->Passed() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace coalition::bench
