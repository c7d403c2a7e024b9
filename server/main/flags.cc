#include "server/main/flags.h"

#include <map>

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
exits with 0. Clients retry what was refused.)";

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
  app.add_option("--store", flags.store,
                 "Where the ledger is: sqlite:DIR, or\n"
                 "mysql://USER@HOST:PORT/DATABASE?password_file=FILE for MariaDB or MySQL (without "
                 "a file the password is COALITION_MYSQL_PASSWORD; tls_ca=FILE encrypts, with a "
                 "server that proves its name; socket=FILE instead of HOST:PORT), or\n"
                 "memory: (lost at exit)")
      ->required();
  app.add_option("--listen", flags.listen, "HOST:PORT to serve on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--port-file", flags.port_file, "Write the port here once it serves");
  app.add_option("--operator-key-file", flags.operator_key_file,
                 "The operator's API key, made at the first start")
      ->required();
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
  app.add_option(
         "--memory-mb", flags.memory_mb,
         "MiB of memory for rows of the ledger that are likely to be asked for again; the "
         "more of the members fit, the less is read from disk. What was changed lately and "
         "the caches of SQLite come on top: count with twice as much for the process. By default "
         "an eighth of the memory that it may use")
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
      ->capture_default_str();
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
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  const auto colon = currency.find(':');
  flags.currency_code = currency.substr(0, colon);
  flags.currency_scale = colon == std::string::npos ? 0 : currency[colon + 1] - '0';
  return flags;
}

}  // namespace coalition
