#include "clients/bench/compare/mysql_subject.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/bench/compare/bench_run.h"
#include "clients/bench/compare/best_load.h"
#include "clients/bench/compare/load_flags.h"
#include "clients/bench/compare/machine.h"

namespace coalition::bench::compare {
namespace {

constexpr std::array kUnaryInFlight = {512, 1024, 2048, 4096};
constexpr std::array kBatchInFlight = {4, 8, 16, 32};

std::string DescribeLanes(int lanes) {
  return lanes == 0 ? "as many lanes as coalitiond makes by itself"
                    : absl::StrCat("lanes: ", lanes);
}

}  // namespace

std::vector<std::string> MysqlSubject::measured() const {
  return {kMysqlUnaryEarn, kMysqlBatchEarn, kMysqlTwoServers};
}

absl::Status MysqlSubject::StartDatabase(Findings& findings) {
  auto programs = FindMariadb(surroundings_.options);
  if (!programs.ok()) return programs.status();
  auto database = MariadbServer::Start(surroundings_, *std::move(programs));
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  const auto settings = database_->Settings();
  if (!settings.ok()) return settings.status();
  findings.notes.emplace_back("MariaDB", *settings);
  findings.notes.emplace_back(
      "ledgers in MariaDB",
      absl::StrCat(DescribeLanes(surroundings_.options.lanes),
                   "; by a Unix socket; the database, its servers and the load share the cores: ",
                   CoresText()));
  return absl::OkStatus();
}

absl::StatusOr<Reading> MysqlSubject::Run(const MysqlLedger& ledger, const Flags& kind,
                                          int in_flight, std::chrono::seconds span) {
  Flags flags = ledger.FlagsOfCallers();
  for (const Flags& more : {kind, ClosedLoop(in_flight)}) {
    flags.insert(flags.end(), more.begin(), more.end());
  }
  flags.push_back(absl::StrCat("--members=", surroundings_.options.members));
  return RunBench(surroundings_, std::move(flags), surroundings_.options.warm_up, span);
}

absl::StatusOr<Reading> MysqlSubject::RunOnEmpty(int servers, const Flags& kind, int in_flight) {
  const auto ledger = MysqlLedger::Start(surroundings_, *database_, servers);
  if (!ledger.ok()) return ledger.status();
  return Run(**ledger, kind, in_flight, surroundings_.options.span);
}

absl::StatusOr<int> MysqlSubject::FindBest(const std::string& name, int servers, const Flags& kind,
                                           std::span<const int> loads, Findings& findings) {
  const auto ledger = MysqlLedger::Start(surroundings_, *database_, servers);
  if (!ledger.ok()) return ledger.status();
  const auto best = FindBestLoad(loads, [&](int load) -> absl::StatusOr<double> {
    const auto reading = Run(**ledger, kind, load, surroundings_.options.trial_span);
    if (!reading.ok()) return reading.status();
    return reading->per_second;
  });
  if (!best.ok()) return best.status();
  findings.notes.emplace_back(name, ToString(*best));
  return best->load;
}

absl::Status MysqlSubject::Prepare(Findings& findings) {
  if (const auto program = FindCoalitiond(surroundings_.options.coalitiond); !program.ok()) {
    return program.status();
  }
  if (absl::Status started = StartDatabase(findings); !started.ok()) return started;
  const auto unary =
      FindBest("unary Earn in MariaDB, calls in flight", 1, {}, kUnaryInFlight, findings);
  if (!unary.ok()) return unary.status();
  const auto batches = FindBest("batches of earns in MariaDB, in flight", 1, EarnBatches(),
                                kBatchInFlight, findings);
  if (!batches.ok()) return batches.status();
  const auto two_servers =
      FindBest("the same to two servers", 2, EarnBatches(), kBatchInFlight, findings);
  if (!two_servers.ok()) return two_servers.status();
  unary_in_flight_ = *unary;
  batch_in_flight_ = *batches;
  two_servers_in_flight_ = *two_servers;
  return absl::OkStatus();
}

std::vector<Measurement> MysqlSubject::Measurements(const Findings&, Absences&) {
  return {
      {kMysqlUnaryEarn, [this] { return RunOnEmpty(1, {}, unary_in_flight_); }},
      {kMysqlBatchEarn, [this] { return RunOnEmpty(1, EarnBatches(), batch_in_flight_); }},
      {kMysqlTwoServers, [this] { return RunOnEmpty(2, EarnBatches(), two_servers_in_flight_); }},
  };
}

}  // namespace coalition::bench::compare
