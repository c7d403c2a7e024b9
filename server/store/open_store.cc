#include "server/store/open_store.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "server/store/memory/memory_store.h"
#include "server/store/mysql/mysql_store.h"
#include "server/store/mysql/server_address.h"
#include "server/store/sqlite/sqlite_store.h"

namespace coalition::store {

absl::StatusOr<std::unique_ptr<LedgerStore>> OpenStore(std::string_view address,
                                                       const StoreOptions& options) {
  constexpr std::string_view kSqlite = "sqlite:";
  constexpr std::string_view kMysql = "mysql:";
  if (options.lane_count > 1 && !address.starts_with(kMysql)) {
    return absl::InvalidArgumentError("only a ledger in MySQL has several lanes");
  }
  if (address == "memory:") return std::make_unique<MemoryStore>();
  if (address.starts_with(kSqlite) && address.size() > kSqlite.size()) {
    SqliteOptions sqlite;
    sqlite.directory = std::string(address.substr(kSqlite.size()));
    sqlite.memory_bytes_max = options.memory_bytes_max;
    return SqliteStore::Open(sqlite);
  }
  if (address.starts_with(kMysql)) {
    auto server = mysql::ParseServerAddress(address);
    if (!server.ok()) return server.status();
    return mysql::MysqlStore::Open(
        {.address = *std::move(server), .lane_count = options.lane_count});
  }
  return absl::InvalidArgumentError(
      absl::StrCat("a store is sqlite:DIRECTORY, mysql://USER@HOST/DATABASE or memory:, not \"",
                   absl::string_view(address.data(), address.size()), "\""));
}

}  // namespace coalition::store
