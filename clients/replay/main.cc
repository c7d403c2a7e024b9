#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>

#include "clients/replay/command_line.h"
#include "clients/replay/invoice.h"
#include "clients/replay/network_setup.h"
#include "clients/replay/progress.h"
#include "clients/replay/report.h"
#include "clients/replay/run.h"
#include "clients/replay/settlement_books.h"
#include "clients/replay/text_file.h"
#include "clients/replay/thousands.h"
#include "coalition/client.h"
#include "coalition/operator_client.h"

namespace coalition::replay {
namespace {

constexpr int kInterruptedExitCode = 130;

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void Interrupt(int) { interrupted = true; }

// The first signal asks for a clean stop, the second ends the process.
void ListenForInterrupts() {
  struct sigaction action = {};
  action.sa_handler = Interrupt;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

template <typename Problem>
int Fail(const Problem& problem) {
  std::cerr << "coalition_replay: " << problem << "\n";
  return EXIT_FAILURE;
}

int FailSetUp(const Error& error) {
  Fail(error);
  if (error.reason == ErrorReason::kRequestIdReused) {
    std::cerr << "coalition_replay: the network was replayed to the other way, with or without "
                 "--per-line, or by another version of this program\n";
  }
  return EXIT_FAILURE;
}

ClientOptions OptionsFor(const CommandLine& line, std::string key) {
  ClientOptions options;
  options.server = line.server;
  options.api_key = std::move(key);
  options.deadline = line.deadline;
  options.retry.max_attempts = 1'000;
  options.user_agent = "coalition_replay";
  return options;
}

ProgressStyle StyleFor(const CommandLine& line) {
  if (!line.show_progress) return ProgressStyle::kNone;
  return isatty(STDERR_FILENO) == 1 ? ProgressStyle::kBar : ProgressStyle::kLines;
}

// Says how it ended, when it did not get to the end.
int SayIncomplete(const RunResult& result, std::int64_t done, std::int64_t total) {
  std::cerr
      << "coalition_replay: "
      << (result.stopped_by ? "stopped by " + result.stopped_by->ToString() : "interrupted")
      << "\ncoalition_replay: " << Thousands(done) << " of " << Thousands(total)
      << " rows are reported. Run the same command again to go on: what is reported\n"
         "already will be answered from the ledger, marked `replayed`, and not happen twice.\n";
  return result.stopped_by ? EXIT_FAILURE : kInterruptedExitCode;
}

// Whether all of it adds up.
Result<bool> ReportBooks(const OperatorClient& network, const RunResult& result,
                         std::ostream& out) {
  std::vector<WindowBooks> windows;
  bool balanced = true;
  for (const ClosedWindow& closed : result.windows) {
    auto books = FetchBooks(network, closed.window);
    if (!books) return books.error();
    for (const std::string& imbalance : FindImbalances(*books)) {
      std::cerr << "coalition_replay: " << imbalance << "\n";
      balanced = false;
    }
    windows.push_back(*std::move(books));
  }
  const auto verification = network.VerifyLedger();
  if (!verification) return verification.error();
  out << SettlementText(windows)
      << (balanced ? "\nPositions of every window sum to zero per currency.\n" : "\n")
      << VerificationText(*verification);
  return balanced && verification->ok;
}

int Run(const CommandLine& line) {
  const auto text = ReadTextFile(line.file);
  if (!text.ok()) return Fail(text.status().message());
  const auto file = ReadInvoices(*text, line.rows_max);
  if (!file.ok()) return Fail(line.file + ": " + std::string(file.status().message()));
  auto key = ReadKeyFile(line.key_file);
  if (!key) return Fail(key.error().message);

  std::ostream quiet(nullptr);
  std::ostream& out = line.quiet ? quiet : std::cout;
  const ClientOptions options = OptionsFor(line, *std::move(key));
  const OperatorClient network(options);
  const Client client(options);

  std::vector<PartnerProfile> profiles;
  std::vector<std::string> partner_ids;
  for (const std::string& country : file->countries) {
    profiles.push_back(ProfileOf(country, line.run.earn_unit));
    partner_ids.push_back(profiles.back().partner.partner_id);
  }
  const auto partners = JoinPartners(network, profiles);
  if (!partners) return FailSetUp(partners.error());
  out << PartnersText(*partners) << FileText(*file) << std::flush;

  ListenForInterrupts();
  RunResult result;
  std::int64_t done = 0;
  std::chrono::milliseconds elapsed{};
  {
    Progress progress(StyleFor(line), file->reported_rows, std::cerr);
    result = Replay(*file, partner_ids, client, network, line.run, interrupted, progress);
    done = progress.done();
    elapsed = progress.elapsed();
  }
  out << TallyText(result.tally) << std::flush;
  if (!result.complete()) return SayIncomplete(result, done, file->reported_rows);
  out << "\n"
      << ProgressText(done, file->reported_rows, elapsed) << ", took " << elapsed.count()
      << " ms\n";

  const auto balanced = ReportBooks(network, result, out);
  if (!balanced) return Fail(balanced.error());
  return *balanced && !result.tally.AnyFailed() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace coalition::replay

int main(int argc, char** argv) {
  const auto parsed = coalition::replay::ParseCommandLine(argc, argv);
  if (const auto* exit_code = std::get_if<coalition::replay::ExitCode>(&parsed)) {
    return exit_code->value;
  }
  return coalition::replay::Run(std::get<coalition::replay::CommandLine>(parsed));
}
