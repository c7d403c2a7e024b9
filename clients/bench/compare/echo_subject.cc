#include "clients/bench/compare/echo_subject.h"

#include <array>

#include "absl/strings/str_cat.h"

#include "clients/bench/compare/bench_run.h"
#include "clients/bench/compare/best_load.h"
#include "clients/bench/compare/load_flags.h"

namespace coalition::bench::compare {
namespace {

constexpr std::array kInFlight = {64, 128, 256, 512};
constexpr std::chrono::seconds kServesWithin(30);

}  // namespace

absl::Status EchoSubject::StartServer() {
  const std::string port_file = surroundings_.folder.File("echo-port");
  Launch launch;
  launch.program = surroundings_.bench_program;
  launch.arguments = {"echo-server", "--port-file=" + port_file};
  auto server = ChildProcess::Start("echo-server", surroundings_.folder.path(), launch);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  const auto port = WaitForPortFile(*server_, port_file, surroundings_.interruption, kServesWithin);
  if (!port.ok()) return port.status();
  address_ = "127.0.0.1:" + *port;
  return absl::OkStatus();
}

absl::StatusOr<Reading> EchoSubject::Run(std::vector<std::string> flags,
                                         std::chrono::seconds span) {
  flags.insert(flags.end(), {"--target=echo", "--server=" + address_,
                             absl::StrCat("--server-pid=", server_->pid())});
  return RunBench(surroundings_, std::move(flags), surroundings_.options.warm_up, span);
}

absl::Status EchoSubject::Prepare(Findings& findings) {
  if (absl::Status started = StartServer(); !started.ok()) return started;
  const auto best = FindBestLoad(kInFlight, [this](int load) -> absl::StatusOr<double> {
    const auto reading = Run(ClosedLoop(load), surroundings_.options.trial_span);
    if (!reading.ok()) return reading.status();
    return reading->per_second;
  });
  if (!best.ok()) return best.status();
  in_flight_ = best->load;
  findings.notes.emplace_back("echo, calls in flight", ToString(*best));
  return absl::OkStatus();
}

std::vector<Measurement> EchoSubject::Measurements(const Findings& findings, Absences& absent) {
  const auto measure = [this](std::vector<std::string> flags) {
    return [this, flags] { return Run(flags, surroundings_.options.span); };
  };
  std::vector<Measurement> measurements{{kEcho, measure(ClosedLoop(in_flight_))}};
  if (findings.half_rate) {
    measurements.push_back({kEchoAtHalf, measure(OpenLoop(*findings.half_rate))});
  } else {
    absent[kEchoAtHalf] = "the rate is that of half of unary Earn's best, which is not known";
  }
  return measurements;
}

}  // namespace coalition::bench::compare
