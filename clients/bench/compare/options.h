#ifndef COALITION_CLIENTS_BENCH_COMPARE_OPTIONS_H_
#define COALITION_CLIENTS_BENCH_COMPARE_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace coalition::bench::compare {

// Fewer rounds than this leave a median to chance.
inline constexpr int kRoundsToTrust = 5;
inline constexpr int kBatchItems = 1'000;

// What can be left out by --skip; each is a Subject.
inline constexpr char kEchoSubject[] = "echo";
inline constexpr char kPgbenchSubject[] = "pgbench";
inline constexpr char kFreshSubject[] = "fresh";
inline constexpr char kGrownSubject[] = "grown";
inline constexpr char kMysqlSubject[] = "mysql";
inline constexpr char kDiskSubject[] = "fdatasync";

struct Options {
  int rounds = kRoundsToTrust;
  // Of each measurement, and before it.
  std::chrono::seconds span{5};
  std::chrono::seconds warm_up{1};
  // Of each load that is tried in search of the best.
  std::chrono::seconds trial_span{2};
  // All of it.
  std::chrono::minutes time_limit{25};
  std::int64_t members = 100'000;
  std::int64_t grown_transactions = 20'000'000;
  std::int64_t grown_members = 2'000'000;
  int pgbench_scale = 50;
  // Of the ledgers in MariaDB. 0: as many as coalitiond makes by itself.
  int lanes = 4;
  std::set<std::string> skipped;
  // Where the folder for everything is made; empty: where temporary files go.
  std::string folder;
  // Empty: $COALITIOND, else the one beside this program.
  std::string coalitiond;
  std::vector<std::string> server_flags;
  // Empty: the newest of /usr/lib/postgresql.
  std::string postgres_bin;
  // Empty: /usr/bin and /usr/sbin.
  std::string mariadb_bin;
  // Empty: none. "-": stdout, and the tables then go to stderr.
  std::string json_file;
};

// The program ends here, with this exit code: help was printed, or the arguments are wrong.
struct ExitCode {
  int value = 0;
};

std::variant<Options, ExitCode> ParseOptions(int argc, const char* const* argv);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_OPTIONS_H_
