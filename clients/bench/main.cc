// coalition_bench: dispatches to its subcommands.

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "absl/synchronization/mutex.h"

#include "clients/bench/compare/compare.h"
#include "clients/bench/echo_server.h"
#include "clients/bench/load.h"
#include "clients/bench/run.h"

namespace {

constexpr char kUsage[] = R"(coalition_bench measures a Coalition server.

usage: coalition_bench SUBCOMMAND [flags]; each explains itself with --help

  run          puts one load on one server: throughput, latency, CPU time, checks
  load         fills a ledger, and tells how fast it takes it as it grows
  compare      measures the server beside what it stands on, and prints ratios
  echo-server  is a bare gRPC server, for run --target=echo
)";

}  // namespace

int main(int argc, char** argv) {
  // The distributions build Abseil with a search for deadlocks, which each lock of gRPC pays for.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  constexpr int kUsageExitCode = 2;
  const std::string_view name = argc > 1 ? argv[1] : "";
  if (name == "run") return coalition::bench::RunMain(argc - 1, argv + 1);
  if (name == "load") return coalition::bench::LoadMain(argc - 1, argv + 1);
  if (name == "echo-server") return coalition::bench::EchoServerMain(argc - 1, argv + 1);
  if (name == "compare") return coalition::bench::CompareMain(argc - 1, argv + 1);
  const bool asked = name == "--help" || name == "-h" || name == "help";
  (asked ? std::cout : std::cerr) << kUsage;
  return asked ? EXIT_SUCCESS : kUsageExitCode;
}
