#include "clients/replay/command_line.h"

#include <CLI/CLI.hpp>

namespace coalition::replay {
namespace {

constexpr int kConcurrencyMax = 1024;
constexpr int kDeadlineSecondsMax = 3600;
constexpr char kDescription[] =
    "Reports real invoices to a coalition network: each country is a partner, each customer a\n"
    "member, each invoice an earn, each credit note reversals, and every fifth invoice of a\n"
    "customer spends a third of the balance at another partner. A window closes with each month.\n"
    "A run that was cut off goes on when it is started again: nothing happens twice.";

}  // namespace

std::variant<CommandLine, ExitCode> ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  bool per_line = false;
  bool no_progress = false;
  std::int64_t rows_max = 0;
  std::int64_t deadline_s = line.deadline.count();

  CLI::App app(kDescription, "coalition_replay");
  app.add_option("FILE", line.file,
                 "Invoices as CSV, plain or gzip, with the columns invoice_no, stock_code, "
                 "quantity, invoice_time, unit_price_gbp, customer_id, country")
      ->required();
  app.add_option("--server", line.server, "HOST:PORT of a server of the network")->required();
  app.add_option("--key-file", line.key_file, "File with the operator's API key")->required();
  app.add_flag("--per-line", per_line,
               "Report each line as an earn of its own. A network takes one way or the other");
  app.add_option("--concurrency", line.run.concurrency, "Calls at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, kConcurrencyMax));
  app.add_option("--limit-lines", rows_max,
                 "Stop after this many rows, and the rest of the invoice at hand")
      ->check(CLI::PositiveNumber);
  app.add_option("--deadline-s", deadline_s,
                 "Give up when the server does not answer a call for so long")
      ->capture_default_str()
      ->check(CLI::Range(1, kDeadlineSecondsMax));
  app.add_flag("--no-progress", no_progress, "Show no progress on stderr");
  app.add_flag("--quiet", line.quiet, "Print nothing but errors; implies --no-progress");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kUsage = 2;
    return ExitCode{app.exit(error) == 0 ? 0 : kUsage};
  }
  line.run.earn_unit = per_line ? EarnUnit::kLine : EarnUnit::kInvoice;
  line.show_progress = !no_progress && !line.quiet;
  if (rows_max > 0) line.rows_max = rows_max;
  line.deadline = std::chrono::seconds(deadline_s);
  return line;
}

}  // namespace coalition::replay
