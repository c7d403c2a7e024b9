#include "clients/bench/run_command_line.h"

#include <iostream>
#include <string>

#include "clients/bench/flags.h"

namespace coalition::bench {
namespace {

constexpr int kThreadsMax = 64;
constexpr int kChannelsMax = 256;
constexpr double kSecondsMax = 86'400;
constexpr double kRateMax = 100'000'000;

constexpr char kDescription[] =
    "Puts one load on one server, or on several of one ledger, and measures it.";
constexpr char kFooter[] = R"(
Each event is a posting of its own, with its own request id, for a member drawn by --spread, with
the key of its partner. Amounts are partner points, at exchange rates that are not 1:1 and carry
fractions; with --earn-by=purchase, earns report a purchase of two lines.

  earn               60 % of a mix: 1 to 100 partner points
  burn               25 %: 1 to 3, of points that another partner gave each member before
  authorize_capture  10 %: holds, each captured once it is acknowledged; both are events
  reverse             5 %: whole transactions taken back once they are acknowledged; with
                     --work=reverse those are earns, and both are events

Members are enrolled before the clock starts, but for those that an earlier run or load enrolled.
With zipf, holds are spread evenly all the same: a member may have 32 open.

Each of the calls in flight goes to one of the servers all the time, the same number to each as far
as it can be divided. A stream, of which each partner has one, does so too.

Latency is that of a call, so with batches that of a whole batch. Closed loop: from before the
request is made up until its answer is read. Open loop (--rate): from the moment when the call was
due, however late it was sent. Calls fall due at random (Poisson); --in-flight is how many may be
on their way, and what falls due past that waits, on the clock.

What gets no answer, or is turned away by a full queue, counts as failed and is sent again after a
pause, with the same request id, until it is decided.

After the run, --check=totals compares how far the ledger's totals moved with the sum of all
receipts; full also reads the journal, where each acknowledged transaction must be once, with
nothing else beside, and has the server verify the ledger. Nobody else may post meanwhile.

The exit code is 0; 1 when a check or any event failed; 2 for wrong flags.)";

void AddLoadFlags(CLI::App& app, LoadOptions& load) {
  auto* group = app.add_option_group("The load");
  AddChoice<Shape>(*group, "--shape", load.shape,
                   {{"unary", Shape::kUnary}, {"batch", Shape::kBatch}, {"stream", Shape::kStream}},
                   "One event a call, SubmitBatch, or SubmitStream");
  AddBatchSizeFlag(*group, load);
  AddEventFlags(*group, load);
  AddInFlightFlag(*group, load);
  group->add_option("--rate", load.rate, "Events a second, open loop; 0: closed loop")
      ->check(CLI::Range(0.0, kRateMax))
      ->capture_default_str();
  group->add_option("--threads", load.threads, "Of the load generator; 0: its own choice")
      ->check(CLI::Range(0, kThreadsMax))
      ->capture_default_str();
  group->add_option("--channels", load.channels, "Connections to each server; 0: its own choice")
      ->check(CLI::Range(0, kChannelsMax))
      ->capture_default_str();
}

// What is wrong with flags that are right each by itself; empty: nothing.
std::string ContradictionOf(const RunOptions& options) {
  if (!options.is_echo) return Contradiction(options.server, options.population);
  if (options.load.shape != Shape::kUnary) {
    return "--target=echo: an echo server has unary calls only";
  }
  if (options.server.addresses.empty()) {
    return "--target=echo needs --server; `coalition_bench echo-server` starts one";
  }
  return std::string();
}

}  // namespace

std::variant<RunOptions, int> ParseRunCommandLine(int argc, const char* const* argv) {
  RunOptions options;
  options.load.threads = 0;
  options.load.channels = 0;
  CLI::App app{kDescription, "coalition_bench run"};
  app.footer(kFooter);
  AddChoice<bool>(app, "--target", options.is_echo, {{"coalition", false}, {"echo", true}},
                  "What the server is");
  AddServerFlags(app, options.server);
  app.add_option("--database-pid", options.database_pid,
                 "Of the database that the servers share: tells what CPU time it takes");
  AddPopulationFlags(app, options.population);
  AddLoadFlags(app, options.load);
  app.add_option("--warm-up-seconds", options.warm_up_seconds, "Under load before what is measured")
      ->check(CLI::Range(0.0, kSecondsMax))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long is measured")
      ->check(CLI::Range(0.1, kSecondsMax))
      ->capture_default_str();
  AddCpusFlag(app, "--cpus", options.cpus, "Cores for the load generator");
  AddChoice<Check>(app, "--check", options.load.check,
                   {{"none", Check::kNone}, {"totals", Check::kTotals}, {"full", Check::kFull}},
                   "What is checked after the run");
  app.add_option("--json", options.json,
                 "Write the result here too, as JSON; -: to stdout, and the table to stderr");
  app.add_flag("--quiet", options.quiet, "Neither progress nor table");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExitCode;
  }
  if (const std::string wrong = ContradictionOf(options); !wrong.empty()) {
    std::cerr << wrong << "\nRun with --help for more information.\n";
    return kUsageExitCode;
  }
  return options;
}

}  // namespace coalition::bench
