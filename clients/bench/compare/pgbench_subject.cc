#include "clients/bench/compare/pgbench_subject.h"

#include <algorithm>
#include <array>
#include <thread>

#include "absl/strings/str_cat.h"

#include "clients/bench/compare/best_load.h"
#include "clients/bench/compare/cpu_time.h"
#include "clients/bench/compare/pgbench_output.h"

namespace coalition::bench::compare {
namespace {

constexpr std::array kClients = {8, 16, 32, 64};
constexpr std::chrono::seconds kRunPatience(60);
constexpr std::chrono::minutes kFillPatience(10);

double Micros(std::chrono::microseconds time, std::int64_t events) {
  return static_cast<double>(time.count()) / static_cast<double>(events);
}

}  // namespace

absl::Status PgbenchSubject::Fill() {
  return server_
      ->Pgbench({"--initialize", "--quiet",
                 absl::StrCat("--scale=", surroundings_.options.pgbench_scale)},
                kFillPatience)
      .status();
}

absl::StatusOr<Reading> PgbenchSubject::Run(int clients, std::chrono::seconds span) {
  const int threads = std::min(clients, static_cast<int>(std::thread::hardware_concurrency()));
  const auto cpu_before = CpuTimeOfTree(server_->pid());
  const auto run =
      server_->Pgbench({"--protocol=prepared", absl::StrCat("--client=", clients),
                        absl::StrCat("--jobs=", threads), absl::StrCat("--time=", span.count())},
                       span + kRunPatience);
  const auto cpu = CpuTimeOfTree(server_->pid()) - cpu_before;
  if (!run.ok()) return run.status();
  const auto result = ParsePgbenchOutput(run->out);
  if (!result.ok()) return result.status();
  Reading reading;
  reading.per_second = result->transactions_per_second;
  if (result->transactions > 0) {
    reading.client_cpu_us = Micros(run->cpu, result->transactions);
    reading.server_cpu_us = Micros(cpu, result->transactions);
  }
  return reading;
}

absl::StatusOr<Reading> PgbenchSubject::RunWarm(int clients, std::chrono::seconds span) {
  const std::chrono::seconds warm_up = surroundings_.options.warm_up;
  if (warm_up > std::chrono::seconds(0)) {
    if (const auto warm = Run(clients, warm_up); !warm.ok()) return warm.status();
  }
  return Run(clients, span);
}

absl::Status PgbenchSubject::Prepare(Findings& findings) {
  auto programs = FindPostgres(surroundings_.options);
  if (!programs.ok()) return programs.status();
  auto server = PostgresServer::Start(surroundings_, *std::move(programs));
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  const auto settings = server_->Settings();
  if (!settings.ok()) return settings.status();
  findings.notes.emplace_back("PostgreSQL", *settings);

  surroundings_.progress << "pgbench: filling scale " << surroundings_.options.pgbench_scale
                         << std::endl;
  if (absl::Status filled = Fill(); !filled.ok()) return filled;
  const auto best = FindBestLoad(kClients, [this](int load) -> absl::StatusOr<double> {
    const auto reading = RunWarm(load, surroundings_.options.trial_span);
    if (!reading.ok()) return reading.status();
    return reading->per_second;
  });
  if (!best.ok()) return best.status();
  clients_ = best->load;
  findings.notes.emplace_back("pgbench, clients", ToString(*best));
  return absl::OkStatus();
}

absl::StatusOr<Reading> PgbenchSubject::Measure() {
  auto reading = RunWarm(clients_, surroundings_.options.span);
  if (reading.ok() && clients_ > surroundings_.options.pgbench_scale) {
    reading->note = "more clients than branches, by --pgbench-scale: they wait for one another";
  }
  return reading;
}

std::vector<Measurement> PgbenchSubject::Measurements(const Findings&, Absences&) {
  return {{kPgbench, [this] { return Measure(); }}};
}

}  // namespace coalition::bench::compare
