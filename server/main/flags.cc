#include "server/main/flags.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>

#include "server/domain/lanes.h"
#include "server/main/version.h"

namespace coalition {
namespace {

constexpr int kExpirySweepMinutesMax = 525'600;

constexpr char kFooter[] = R"(
The first start on an empty store creates the network: its name, time zone, default currency and
policy are then fixed. It also creates the operator's API key, in a file that only its owner can read;
if the file is there already, the key in it is adopted.

SIGTERM and SIGINT end the server: it takes no new calls, commits and answers those under way, and
exits with 0. Clients retry what was refused.

`coalitiond export` and `coalitiond import` move a ledger from one store to another; see their --help.)";

constexpr char kMigrateFooter[] = R"(
Several may run at once; one migrates and the others wait. Exit codes: 0 the schema is this program's
now; 5 it is newer than this program; 6 it was altered; 7 the store could not be reached, or is in use;
1 anything else.)";

constexpr char kSchemaFooter[] = R"(
Exit codes of --check: 0 the schema is this program's; 3 there is no ledger; 4 the schema is behind,
`coalitiond migrate` brings it up; 5 it is newer than this program; 6 it was altered; 7 the store could
not be reached; 1 anything else.)";

constexpr char kLastingStoreHelp[] =
    "Where the ledger is: sqlite:DIR or mysql://USER@HOST:PORT/DATABASE?password_file=FILE";
constexpr char kStoreHelp[] =
    "Where the ledger is: sqlite:DIR, mysql://USER@HOST:PORT/DATABASE?password_file=FILE, or "
    "memory: (lost at exit)";

// HOST:PORT, as the HTTP server understands it.
std::string CheckMetricsAddress(const std::string& text) {
  constexpr int kPortMax = 65'535;
  constexpr std::size_t kPortDigitsMax = 5;
  const auto colon = text.rfind(':');
  const std::string host = text.substr(0, colon);
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  in_addr v4;
  const bool host_ok = host == "localhost" || inet_pton(AF_INET, host.c_str(), &v4) == 1;
  const bool port_ok = !port.empty() && port.size() <= kPortDigitsMax &&
                       port.find_first_not_of("0123456789") == std::string::npos &&
                       std::stoi(port) <= kPortMax;
  if (host_ok && port_ok) return std::string();
  return "must be HOST:PORT, such as 127.0.0.1:9464: an IPv4 address or localhost, and 0 to 65535";
}

// CODE or CODE:SCALE.
std::string CheckCurrency(const std::string& text) {
  const auto colon = text.find(':');
  const std::string code = text.substr(0, colon);
  const bool code_ok =
      code.size() >= 2 && code.size() <= 16 && code.front() >= 'A' && code.front() <= 'Z' &&
      code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
  const bool scale_ok =
      colon == std::string::npos ||
      (text.size() == colon + 2 && text[colon + 1] >= '0' && text[colon + 1] <= '6');
  if (code_ok && scale_ok) return std::string();
  return "must be CODE or CODE:SCALE, such as POINTS:0: 2 to 16 capital letters, digits or _, and "
         "a scale of 0 to 6";
}

// `coalitiond migrate` and `coalitiond schema`, which take a store of their own.
void AddSchemaCommands(CLI::App& app, Flags& flags) {
  CLI::App* migrate = app.add_subcommand(
      "migrate", "Bring the schema of a store up to this program's, or make it, and exit");
  CLI::App* schema = app.add_subcommand(
      "schema", "Tell how the schema of a store stands to this program's, and exit");
  schema
      ->add_flag_callback(
          "--check", [&flags] { flags.command = Command::kCheckSchema; },
          "Change nothing, and answer by the exit code too")
      ->required();
  migrate->footer(kMigrateFooter);
  schema->footer(kSchemaFooter);
  for (CLI::App* command : {migrate, schema}) {
    command->add_option("--store", flags.store, kLastingStoreHelp)->required();
  }
  migrate->final_callback([&flags] { flags.command = Command::kMigrate; });
  app.require_subcommand(0, 1);
}

// Of serving, which is what the program does without a subcommand.
void RequireToServe(const std::vector<const CLI::Option*>& options) {
  for (const CLI::Option* option : options) {
    if (option->empty()) throw CLI::RequiredError(option->get_name());
  }
}

}  // namespace

bool IsLoopback(const std::string& listen) {
  const auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (host == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::variant<Flags, int> ParseFlags(int argc, char** argv) {
  Flags flags;
  std::string currency = "POINTS:0";
  flags.network_name = "Coalition";
  flags.time_zone = "UTC";
  CLI::App app{"coalitiond: the clearing house of a loyalty coalition"};
  app.footer(kFooter);
  app.set_version_flag("--version", kVersion);
  AddSchemaCommands(app, flags);
  const CLI::Option* store = app.add_option("--store", flags.store, kStoreHelp);
  app.add_option("--listen", flags.listen, "HOST:PORT to serve on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--port-file", flags.port_file, "Write the port here once it serves");
  CLI::Option* metrics =
      app.add_option(
             "--metrics", flags.metrics_listen,
             "HOST:PORT to answer GET /metrics on, in Prometheus's text format, to anybody; "
             "port 0 takes a free one. Without it there is no such port")
          ->check(CheckMetricsAddress);
  app.add_option("--metrics-port-file", flags.metrics_port_file,
                 "Write that port here once it answers")
      ->needs(metrics);
  const CLI::Option* operator_key_file =
      app.add_option("--operator-key-file", flags.operator_key_file,
                     "The operator's API key, made at the first start");
  app.add_flag("!--no-migrate", flags.migrate,
               "Refuse a store whose schema is behind this program's, instead of bringing it up");
  app.add_option(
      "--server-key-file", flags.server_key_file,
      "The secret that API keys are hashed with, the same for all servers of one ledger; "
      "by default DIR/server.key of sqlite:DIR, and needed with mysql:. Keep it apart "
      "from backups of the ledger, and keep it: without it every API key is void");
  app.add_flag("--dangerously-listen-without-tls", flags.listen_anywhere_without_tls,
               "Serve on an address that is not loopback although API keys and everything else "
               "travel in the clear");
  app.add_option(
         "--expiry-sweep-minutes", flags.expiry_sweep_minutes,
         "Post points that are past their date as breakage this often, and at the start; 0: "
         "only when ExpirePoints is called")
      ->check(CLI::Range(0, kExpirySweepMinutesMax))
      ->capture_default_str();
  app.add_option("--memory-mb", flags.memory_mb,
                 "MiB of memory for rows of the ledger that are likely to be asked for again; the "
                 "more of the members fit, the less is read from disk, or from the database's "
                 "server. With SQLite, what was changed lately and its caches come on top: count "
                 "with twice as much for the process. By default an eighth of the memory that it "
                 "may use")
      ->check(CLI::Range(1, kMemoryMbMax))
      ->capture_default_str();
  auto* network = app.add_option_group("The network, at its first start");
  network->add_option("--network-name", flags.network_name)->capture_default_str();
  network->add_option("--time-zone", flags.time_zone, "IANA zone whose dates count")
      ->capture_default_str();
  network->add_option("--currency", currency, "Default points currency, CODE:SCALE")
      ->check(CheckCurrency)
      ->capture_default_str();
  network
      ->add_option(
          "--lanes", flags.lanes,
          "Parts of the ledger that can be written at the same time; more than one only on "
          "mysql:")
      ->check(CLI::Range(1, domain::kLanesMax))
      ->default_str("1");
  const std::map<std::string, domain::NegativeBalancePolicy> policies{
      {"allow-negative", domain::NegativeBalancePolicy::kAllowNegative},
      {"charge-partner", domain::NegativeBalancePolicy::kChargePartner},
      {"reject", domain::NegativeBalancePolicy::kReject}};
  network
      ->add_option("--negative-balance", flags.negative_balance,
                   "When an earn is reversed and its points are gone")
      ->transform(CLI::CheckedTransformer(policies))
      ->default_str("allow-negative");
  try {
    app.parse(argc, argv);
    if (flags.command == Command::kServe) RequireToServe({store, operator_key_file});
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  const auto colon = currency.find(':');
  flags.currency_code = currency.substr(0, colon);
  flags.currency_scale = colon == std::string::npos ? 0 : currency[colon + 1] - '0';
  return flags;
}

}  // namespace coalition
