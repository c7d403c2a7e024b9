#include "clients/bench/compare/comparison.h"

#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/bench/compare/cpu_time.h"
#include "clients/bench/compare/rounds.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::steady_clock;

void TellAbsent(const Surroundings& surroundings, const Subject& subject, const std::string& why,
                Absences& absent) {
  surroundings.progress << "! " << subject.name() << " NOT MEASURED: " << why << std::endl;
  for (const std::string& measurement : subject.measured()) absent[measurement] = why;
}

// The subjects that can be measured. CANCELLED when interrupted.
absl::StatusOr<std::vector<Subject*>> PrepareAll(const Surroundings& surroundings,
                                                 std::vector<std::unique_ptr<Subject>>& subjects,
                                                 Findings& findings, Compared& compared) {
  std::vector<Subject*> prepared;
  for (const auto& subject : subjects) {
    if (surroundings.options.skipped.contains(subject->name())) {
      TellAbsent(surroundings, *subject, "skipped by --skip", compared.report.absent);
      continue;
    }
    surroundings.progress << "preparing " << subject->name() << std::endl;
    const absl::Status status = subject->Prepare(findings);
    if (IsInterrupted(status)) return status;
    if (status.ok()) {
      prepared.push_back(subject.get());
      continue;
    }
    TellAbsent(surroundings, *subject, std::string(status.message()), compared.report.absent);
    if (!absl::IsFailedPrecondition(status)) compared.failed = true;
  }
  return prepared;
}

// Measured when the disk is at rest, and with an eye on who else is busy.
Measurement Undisturbed(Measurement measurement, const Surroundings& surroundings) {
  return {measurement.name,
          [measure = std::move(measurement.measure), &surroundings]() -> absl::StatusOr<Reading> {
            WaitForDisk(surroundings.folder.path());
            const OthersWatch others;
            auto reading = measure();
            if (reading.ok()) reading->others_cores = others.BusyCores();
            return reading;
          }};
}

std::vector<Measurement> Offers(const Surroundings& surroundings,
                                const std::vector<Subject*>& subjects, const Findings& findings,
                                Absences& absent) {
  std::vector<Measurement> measurements;
  for (Subject* subject : subjects) {
    for (Measurement& measurement : subject->Measurements(findings, absent)) {
      measurements.push_back(Undisturbed(std::move(measurement), surroundings));
    }
  }
  SortForRounds(measurements);
  return measurements;
}

RoundsPlan PlanRounds(const Surroundings& surroundings) {
  RoundsPlan plan;
  plan.rounds = surroundings.options.rounds;
  plan.deadline = surroundings.begin + surroundings.options.time_limit;
  plan.now = [] { return steady_clock::now(); };
  plan.on_reading = [&surroundings](int round, const std::string& measurement,
                                    const Reading& reading) {
    surroundings.progress << "round " << round + 1 << ": " << ReadingText(measurement, reading)
                          << std::endl;
  };
  plan.on_failure = [&surroundings](const std::string& measurement, const std::string& failure) {
    surroundings.progress << "! " << measurement << " " << failure << std::endl;
  };
  return plan;
}

}  // namespace

absl::StatusOr<Compared> Compare(const Surroundings& surroundings,
                                 std::vector<std::unique_ptr<Subject>>& subjects) {
  Compared compared;
  Report& report = compared.report;
  report.options = surroundings.options;
  Findings findings;
  const auto prepared = PrepareAll(surroundings, subjects, findings, compared);
  if (!prepared.ok()) return prepared.status();
  for (const auto& [name, note] : findings.notes) {
    surroundings.progress << name << ": " << note << std::endl;
  }
  const auto measurements = Offers(surroundings, *prepared, findings, report.absent);
  report.measured = MeasureRounds(measurements, PlanRounds(surroundings));
  report.absent.insert(report.measured.failures.begin(), report.measured.failures.end());
  report.facts = std::move(findings.notes);
  report.ratios = EvaluateAll(report.measured.rounds, report.absent);
  if (!report.measured.failures.empty()) compared.failed = true;
  return compared;
}

}  // namespace coalition::bench::compare
