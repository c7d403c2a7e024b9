#ifndef COALITION_SERVER_MAIN_FLAGS_H_
#define COALITION_SERVER_MAIN_FLAGS_H_

#include <optional>
#include <string>
#include <variant>

#include "server/domain/catalog.h"
#include "server/main/usable_memory.h"

namespace coalition {

// What the program is to do.
enum class Command { kServe, kMigrate, kCheckSchema };

struct Flags {
  Command command = Command::kServe;
  // "sqlite:DIR", "mysql://..." or "memory:"; see store::OpenStore.
  std::string store;
  // Whether serving begins by bringing the schema up.
  bool migrate = true;
  std::string listen = "127.0.0.1:7400";
  std::string port_file;
  // Of the metrics; empty: none.
  std::string metrics_listen;
  std::string metrics_port_file;
  std::string operator_key_file;
  std::string server_key_file;
  bool listen_anywhere_without_tls = false;
  // 0: expired points are posted when ExpirePoints says so.
  int expiry_sweep_minutes = 60;
  // What a store keeps of its rows; see store::StoreOptions.
  int memory_mb = DefaultMemoryMb();

  // Of the network, used when the store has none yet.
  std::string network_name;
  std::string time_zone;
  std::string currency_code;
  int currency_scale = 0;
  // Absent: one.
  std::optional<int> lanes;
  domain::NegativeBalancePolicy negative_balance = domain::NegativeBalancePolicy::kAllowNegative;
};

// The flags, or the exit code when the program has nothing more to do (it then has said why).
std::variant<Flags, int> ParseFlags(int argc, char** argv);

// Whether the host of HOST:PORT is a loopback address or `localhost`.
bool IsLoopback(const std::string& listen);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_FLAGS_H_
