#include "clients/bench/compare/options.h"

#include <CLI/CLI.hpp>

namespace coalition::bench::compare {
namespace {

constexpr int kUsage = 2;
constexpr int kRoundsMax = 99;
constexpr int kSecondsMax = 600;
constexpr int kMinutesMax = 24 * 60;
constexpr int kScaleMax = 1'000;
// Of coalitiond.
constexpr int kLanesMax = 64;
constexpr std::int64_t kMembersMax = 100'000'000;
constexpr std::int64_t kTransactionsMax = 1'000'000'000;

constexpr char kDescription[] =
    "Measures what the ledger costs beside what it stands on, all on this machine and in one run: "
    "a\n"
    "bare gRPC echo server, TPC-B by pgbench on a private PostgreSQL that syncs as it does by\n"
    "default, coalitiond on an empty and on a grown ledger, one and two coalitionds on a private\n"
    "MariaDB that syncs each commit, and the disk's fdatasync. Each round measures everything\n"
    "once. Everything that is started is ended, and every folder deleted.";
constexpr char kFooter[] =
    "\nExits with 0 when every ratio that was measured reaches its floor, 3 when one does not, 1 "
    "on a\n"
    "failure or when no ratio could be measured, 2 on wrong flags.";

// The flags as they are written; spans become durations.
struct Seconds {
  int span;
  int warm_up;
  int trial;
  int minutes;
};

void AddAmounts(CLI::App& app, Options& options, Seconds& seconds) {
  app.add_option("--rounds", options.rounds,
                 "How often each is measured; fewer than 5 prove little")
      ->check(CLI::Range(1, kRoundsMax));
  app.add_option("--seconds", seconds.span, "Of each measurement")
      ->check(CLI::Range(1, kSecondsMax));
  app.add_option("--warm-up-seconds", seconds.warm_up, "Before each measurement")
      ->check(CLI::Range(0, kSecondsMax));
  app.add_option("--trial-seconds", seconds.trial,
                 "Of each load that is tried in search of the best number in flight")
      ->check(CLI::Range(1, kSecondsMax));
  app.add_option("--minutes", seconds.minutes,
                 "Of everything. The grown ledger gets what the rounds leave; no round starts that "
                 "would end later")
      ->check(CLI::Range(1, kMinutesMax));
  app.add_option("--members", options.members, "Of the empty ledger")
      ->check(CLI::Range(std::int64_t{1}, kMembersMax));
  app.add_option("--grown-transactions", options.grown_transactions, "Of the grown ledger")
      ->check(CLI::Range(std::int64_t{1}, kTransactionsMax));
  app.add_option("--grown-members", options.grown_members, "Of the grown ledger")
      ->check(CLI::Range(std::int64_t{1}, kMembersMax));
  app.add_option("--lanes", options.lanes,
                 "Of the ledgers in MariaDB; 0: as many as coalitiond makes by itself")
      ->check(CLI::Range(0, kLanesMax));
  app.add_option("--pgbench-scale", options.pgbench_scale, "pgbench's scale factor")
      ->check(CLI::Range(1, kScaleMax));
}

void AddPlaces(CLI::App& app, Options& options, std::vector<std::string>& skipped) {
  app.add_option("--skip", skipped, "Leave out, comma separated or repeated")
      ->delimiter(',')
      ->check(CLI::IsMember({kEchoSubject, kPgbenchSubject, kMysqlSubject, kFreshSubject,
                             kGrownSubject, kDiskSubject}));
  app.add_option("--folder", options.folder,
                 "Disk to measure on: a folder in which a temporary one is made. Default: where "
                 "temporary files go")
      ->check(CLI::ExistingDirectory);
  app.add_option("--coalitiond", options.coalitiond,
                 "The server. Default: $COALITIOND, else the one beside this program");
  app.add_option("--server-flag", options.server_flags, "One more flag of coalitiond; repeatable");
  app.add_option("--postgres-bin", options.postgres_bin,
                 "Folder with postgres, initdb, psql and pgbench. Default: the newest of "
                 "/usr/lib/postgresql")
      ->check(CLI::ExistingDirectory);
  app.add_option("--mariadb-bin", options.mariadb_bin,
                 "Folder with mariadbd, mariadb-install-db and mariadb. Default: /usr/bin and "
                 "/usr/sbin")
      ->check(CLI::ExistingDirectory);
  app.add_option("--json", options.json_file,
                 "Write everything there too; - is stdout, and the tables then go to stderr");
}

}  // namespace

std::variant<Options, ExitCode> ParseOptions(int argc, const char* const* argv) {
  Options options;
  Seconds seconds{static_cast<int>(options.span.count()), static_cast<int>(options.warm_up.count()),
                  static_cast<int>(options.trial_span.count()),
                  static_cast<int>(options.time_limit.count())};
  std::vector<std::string> skipped;
  CLI::App app(kDescription, "coalition_bench compare");
  app.footer(kFooter);
  app.option_defaults()->always_capture_default();
  AddAmounts(app, options, seconds);
  AddPlaces(app, options, skipped);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ExitCode{app.exit(error) == 0 ? 0 : kUsage};
  }
  options.span = std::chrono::seconds(seconds.span);
  options.warm_up = std::chrono::seconds(seconds.warm_up);
  options.trial_span = std::chrono::seconds(seconds.trial);
  options.time_limit = std::chrono::minutes(seconds.minutes);
  options.skipped.insert(skipped.begin(), skipped.end());
  return options;
}

}  // namespace coalition::bench::compare
