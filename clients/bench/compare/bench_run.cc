#include "clients/bench/compare/bench_run.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/bench/compare/child_process.h"

namespace coalition::bench::compare {
namespace {

// Beyond what a run was told to take: members that enrol before, answers that are late after.
constexpr std::chrono::seconds kRunPatience(120);

}  // namespace

absl::StatusOr<Reading> RunBench(const Surroundings& surroundings, std::vector<std::string> flags,
                                 std::chrono::seconds warm_up, std::chrono::seconds span) {
  Launch launch;
  launch.program = surroundings.bench_program;
  launch.arguments = {"run", "--quiet", "--json=-", absl::StrCat("--seconds=", span.count()),
                      absl::StrCat("--warm-up-seconds=", warm_up.count())};
  launch.arguments.insert(launch.arguments.end(), flags.begin(), flags.end());
  auto run = ChildProcess::Start("run", surroundings.folder.path(), launch);
  if (!run.ok()) return run.status();
  const auto exit = (*run)->Wait(surroundings.interruption, warm_up + span + kRunPatience);
  if (!exit.ok()) return exit.status();
  // A run that failed may still tell in its JSON which calls did.
  auto reading = ParseRunReport((*run)->out());
  if (exit->Succeeded()) return reading;
  return absl::InternalError(absl::StrCat(exit->ToString(), "; ",
                                          reading.ok() ? "" : reading.status().message(), "; ",
                                          (*run)->Complaint()));
}

absl::StatusOr<LoadReport> LoadLedger(const Surroundings& surroundings,
                                      std::vector<std::string> flags,
                                      std::chrono::seconds time_limit) {
  const std::string reports = surroundings.folder.File("load.json");
  Launch launch;
  launch.program = surroundings.bench_program;
  launch.arguments = {"load", "--json=" + reports,
                      absl::StrCat("--max-seconds=", time_limit.count())};
  launch.arguments.insert(launch.arguments.end(), flags.begin(), flags.end());
  launch.shows_errors = true;
  const auto loaded = RunToEnd("load", surroundings.folder.path(), launch,
                               surroundings.interruption, time_limit + kRunPatience);
  if (!loaded.ok()) return loaded.status();
  return ParseLoadReports(ReadWholeFile(reports));
}

}  // namespace coalition::bench::compare
