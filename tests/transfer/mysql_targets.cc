#include <map>

#include "server/store/mysql/mysql_store.h"
#include "tests/store/mysql/connect.h"
#include "tests/transfer/target_kinds.h"

namespace coalition::store::transfer {
namespace {

// A database for each folder.
const std::string& AddressOf(const std::string& folder) {
  static std::map<std::string, std::string> addresses;
  std::string& address = addresses[folder];
  if (address.empty()) address = mysql::FreshDatabase();
  return address;
}

absl::StatusOr<std::unique_ptr<LedgerStore>> OpenMysql(const std::string& folder, int lanes,
                                                       bool for_import) {
  return mysql::MysqlStore::Open({.address = mysql::AddressOf(AddressOf(folder)),
                                  .lane_count = lanes,
                                  .for_import = for_import});
}

void Tamper(const std::string& folder) {
  const auto connection = mysql::Connect(AddressOf(folder));
  const auto changed = connection->Run(mysql::SqlText("UPDATE positions SET points = points + 1"));
  EXPECT_TRUE(changed.ok()) << changed;
}

std::int64_t RowCount(const std::string& folder) {
  const auto connection = mysql::Connect(AddressOf(folder));
  mysql::Rows names = connection->Query(mysql::SqlText(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
      " AND table_name NOT IN ('migrations', 'migration_lock')"));
  std::int64_t rows = 0;
  int tables = 0;
  for (std::string table; names.Next(table); ++tables) {
    rows += mysql::Ask(*connection, "SELECT COUNT(*) FROM " + table);
  }
  EXPECT_GT(tables, 20);
  return rows;
}

}  // namespace

std::vector<TargetKind> AllTargetKinds() {
  return {{"MysqlOneLane", 1, &OpenMysql, &Tamper, &RowCount},
          {"MysqlFourLanes", 4, &OpenMysql, &Tamper, &RowCount}};
}

}  // namespace coalition::store::transfer
