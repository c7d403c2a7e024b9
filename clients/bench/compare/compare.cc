#include "clients/bench/compare/compare.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/bench/compare/child_process.h"
#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/comparison.h"
#include "clients/bench/compare/interruption.h"
#include "clients/bench/compare/machine.h"
#include "clients/bench/compare/options.h"
#include "clients/bench/compare/report.h"
#include "clients/bench/compare/subject.h"
#include "clients/bench/compare/surroundings.h"
#include "clients/bench/compare/work_folder.h"

namespace coalition::bench {
namespace {

using compare::Compared;
using compare::Fact;
using compare::Options;
using compare::Surroundings;

constexpr int kReached = 0;
constexpr int kFailed = 1;
constexpr int kBelowFloor = 3;
constexpr char kStdout[] = "-";
constexpr std::chrono::seconds kVersionPatience(10);

int Fail(const absl::Status& status) {
  std::cerr << "coalition_bench compare: " << status.message() << "\n";
  return kFailed;
}

// Of the machine and of the programs that are not asked later.
std::vector<Fact> Facts(const Surroundings& surroundings) {
  std::vector<Fact> facts = compare::MachineFacts(surroundings.folder.path());
  facts.emplace_back("compiler", __VERSION__);
  const auto coalitiond = compare::FindCoalitiond(surroundings.options.coalitiond);
  if (!coalitiond.ok()) return facts;
  compare::Launch launch;
  launch.program = *coalitiond;
  launch.arguments = {"--version"};
  const auto version = compare::RunToEnd("version", surroundings.folder.path(), launch,
                                         surroundings.interruption, kVersionPatience);
  if (version.ok())
    facts.emplace_back("coalitiond", version->out.substr(0, version->out.find('\n')));
  return facts;
}

absl::Status WriteReport(const compare::Report& report) {
  const std::string& file = report.options.json_file;
  (file == kStdout ? std::cerr : std::cout) << ReportText(report) << std::flush;
  if (file.empty()) return absl::OkStatus();
  if (file == kStdout) {
    std::cout << ReportJson(report) << std::flush;
    return absl::OkStatus();
  }
  std::ofstream out(file);
  out << ReportJson(report) << std::flush;
  return out ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", file));
}

int ExitCodeOf(const Compared& compared) {
  if (compared.failed || compared.report.measured.interrupted) return kFailed;
  if (!compare::AnyMeasured(compared.report.ratios)) {
    return Fail(absl::FailedPreconditionError("no ratio was measured"));
  }
  return compare::AnyBelowFloor(compared.report.ratios) ? kBelowFloor : kReached;
}

// Everything that was started has ended when it returns.
absl::StatusOr<Compared> CompareAll(const Surroundings& surroundings) {
  std::vector<Fact> facts = Facts(surroundings);
  auto subjects = compare::MakeSubjects(surroundings);
  auto compared = compare::Compare(surroundings, subjects);
  if (compared.ok()) {
    std::vector<Fact>& all = compared->report.facts;
    all.insert(all.begin(), facts.begin(), facts.end());
    surroundings.progress << "ending what was started" << std::endl;
  }
  return compared;
}

int Run(const Options& options) {
  const compare::Interruption interruption;
  std::error_code error;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return Fail(absl::UnavailableError("/proc/self/exe: " + error.message()));
  auto folder = compare::WorkFolder::Make(options.folder);
  if (!folder.ok()) return Fail(folder.status());
  auto compared = CompareAll(
      {options, interruption, **folder, self, std::chrono::steady_clock::now(), std::cerr});
  folder->reset();
  if (!compared.ok()) return Fail(compared.status());
  if (absl::Status written = WriteReport(compared->report); !written.ok()) return Fail(written);
  return ExitCodeOf(*compared);
}

}  // namespace

int CompareMain(int argc, char** argv) {
  const auto parsed = compare::ParseOptions(argc, argv);
  if (const auto* exit_code = std::get_if<compare::ExitCode>(&parsed)) return exit_code->value;
  return Run(std::get<Options>(parsed));
}

}  // namespace coalition::bench
