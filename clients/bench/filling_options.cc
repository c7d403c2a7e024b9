#include "clients/bench/filling_options.h"

#include <iostream>

#include "clients/bench/flags.h"

namespace coalition::bench {
namespace {

constexpr std::int64_t kTransactionsMax = 10'000'000'000;
constexpr int kSecondsMax = 1'000'000;

constexpr char kDescription[] = "Fills a ledger, and tells how fast it takes it as it grows.";
constexpr char kFooter[] = R"(
Members are enrolled by their first earn. Who they are follows from their number, so that
`coalition_bench run` with the same --members (or fewer), --partners and --spread finds them. Then
come batches of earns, or of what --work says, as `run` makes them. A ledger that has transactions
is filled further.

Each report is for the stretch since the one before; latency is that of batches.

The exit code is 0, also when --max-seconds were over first; 1 when anything failed; 2 for wrong
flags.)";

}  // namespace

std::variant<FillingOptions, int> ParseFillingCommandLine(int argc, const char* const* argv) {
  FillingOptions options;
  options.load.shape = Shape::kBatch;
  options.load.in_flight = 8;
  options.load.check = Check::kNone;
  CLI::App app{kDescription, "coalition_bench load"};
  app.footer(kFooter);
  AddServerFlags(app, options.server);
  app.add_option("--store-folder", options.store_folder,
                 "Of a running server: tells how large its ledger is");
  AddPopulationFlags(app, options.population);
  app.add_option("--transactions", options.transactions, "How many the ledger has in the end")
      ->check(CLI::Range(std::int64_t{1}, kTransactionsMax))
      ->capture_default_str();
  app.add_option("--report-every", options.report_every, "Transactions from report to report")
      ->check(CLI::Range(std::int64_t{1'000}, kTransactionsMax))
      ->capture_default_str();
  app.add_option("--max-seconds", options.seconds_max, "Stop after so long; 0: never")
      ->check(CLI::Range(0, kSecondsMax))
      ->capture_default_str();
  AddBatchSizeFlag(app, options.load);
  AddEventFlags(app, options.load);
  AddInFlightFlag(app, options.load);
  app.add_option("--json", options.json,
                 "Write each report here too, as an object on one line; -: to stdout");
  app.add_flag("--quiet", options.quiet, "Neither progress nor reports but --json");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExitCode;
  }
  const std::string wrong = Contradiction(options.server, options.population);
  if (wrong.empty()) return options;
  std::cerr << wrong << "\nRun with --help for more information.\n";
  return kUsageExitCode;
}

}  // namespace coalition::bench
