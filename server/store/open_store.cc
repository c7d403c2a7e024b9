#include "server/store/open_store.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "server/store/memory/memory_store.h"
#include "server/store/mysql/migrations.h"
#include "server/store/mysql/mysql_store.h"
#include "server/store/mysql/server_address.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/sqlite_store.h"

namespace coalition::store {
namespace {

struct InMemory {};
struct InFolder {
  std::string directory;
};
using Place = std::variant<InMemory, InFolder, mysql::ServerAddress>;

absl::StatusOr<Place> PlaceOf(std::string_view address) {
  constexpr std::string_view kSqlite = "sqlite:";
  constexpr std::string_view kMysql = "mysql:";
  if (address == "memory:") return InMemory{};
  if (address.starts_with(kSqlite) && address.size() > kSqlite.size()) {
    return InFolder{std::string(address.substr(kSqlite.size()))};
  }
  if (address.starts_with(kMysql)) {
    auto server = mysql::ParseServerAddress(address);
    if (!server.ok()) return server.status();
    return *std::move(server);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("a store is sqlite:DIRECTORY, mysql://USER@HOST/DATABASE or memory:, not \"",
                   absl::string_view(address.data(), address.size()), "\""));
}

absl::Status HasNoSchema() {
  return absl::InvalidArgumentError("memory: has no schema; name a store that lasts");
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerStore>> OpenStore(std::string_view address,
                                                       const StoreOptions& options) {
  auto place = PlaceOf(address);
  if (!place.ok()) return place.status();
  if (options.lane_count > 1 && !std::holds_alternative<mysql::ServerAddress>(*place)) {
    return absl::InvalidArgumentError("only a ledger in MySQL has several lanes");
  }
  if (std::holds_alternative<InMemory>(*place)) return std::make_unique<MemoryStore>();
  if (auto* folder = std::get_if<InFolder>(&*place)) {
    SqliteOptions sqlite;
    sqlite.directory = std::move(folder->directory);
    sqlite.memory_bytes_max = options.memory_bytes_max;
    sqlite.migrate = options.migrate;
    sqlite.for_import = options.for_import;
    return SqliteStore::Open(sqlite);
  }
  mysql::MysqlOptions mysql;
  mysql.address = std::get<mysql::ServerAddress>(*std::move(place));
  mysql.lane_count = options.lane_count;
  mysql.memory_bytes_max = options.memory_bytes_max;
  mysql.migrate = options.migrate;
  mysql.on_batch = options.on_batch;
  mysql.for_import = options.for_import;
  return mysql::MysqlStore::Open(mysql);
}

absl::Status MigrateSchema(std::string_view address, MigrationVisitor on_applied) {
  const auto place = PlaceOf(address);
  if (!place.ok()) return place.status();
  if (std::holds_alternative<InMemory>(*place)) return HasNoSchema();
  if (const auto* folder = std::get_if<InFolder>(&*place)) {
    return MigrateFolder(folder->directory, on_applied);
  }
  return mysql::MigrateDatabase(std::get<mysql::ServerAddress>(*place), {}, on_applied);
}

absl::StatusOr<SchemaReport> ReadSchema(std::string_view address) {
  const auto place = PlaceOf(address);
  if (!place.ok()) return place.status();
  if (std::holds_alternative<InMemory>(*place)) return HasNoSchema();
  if (const auto* folder = std::get_if<InFolder>(&*place))
    return ReadFolderSchema(folder->directory);
  return mysql::ReadSchema(std::get<mysql::ServerAddress>(*place));
}

}  // namespace coalition::store
