#include "gtest/gtest.h"

#include "server/store/sqlite/sqlite_store.h"
#include "sqlite3.h"
#include "tests/transfer/target_kinds.h"

namespace coalition::store::transfer {
namespace {

absl::StatusOr<std::unique_ptr<LedgerStore>> OpenSqlite(const std::string& folder, int /*lanes*/,
                                                        bool for_import) {
  SqliteOptions options;
  options.directory = folder + "/ledger";
  options.for_import = for_import;
  return SqliteStore::Open(options);
}

sqlite3* Open(const std::string& folder) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open((folder + "/ledger/ledger.db").c_str(), &database), SQLITE_OK);
  return database;
}

// The first column of each row, together.
std::int64_t SumOf(sqlite3* database, const std::string& query) {
  std::int64_t sum = 0;
  const auto add = [](void* to, int, char** columns, char**) {
    *static_cast<std::int64_t*>(to) += std::stoll(columns[0]);
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(database, query.c_str(), add, &sum, nullptr), SQLITE_OK) << query;
  return sum;
}

std::int64_t RowCount(const std::string& folder) {
  sqlite3* database = Open(folder);
  std::vector<std::string> tables;
  const auto add = [](void* to, int, char** columns, char**) {
    static_cast<std::vector<std::string>*>(to)->push_back(columns[0]);
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(database,
                         "SELECT name FROM sqlite_master WHERE type = 'table'"
                         " AND name != 'schema_migrations'",
                         add, &tables, nullptr),
            SQLITE_OK);
  EXPECT_GT(tables.size(), 20u);
  std::int64_t rows = 0;
  for (const std::string& table : tables) rows += SumOf(database, "SELECT count(*) FROM " + table);
  sqlite3_close(database);
  return rows;
}

void Tamper(const std::string& folder) {
  sqlite3* database = Open(folder);
  EXPECT_EQ(
      sqlite3_exec(database, "UPDATE positions SET points = points + 1", nullptr, nullptr, nullptr),
      SQLITE_OK);
  EXPECT_GT(sqlite3_changes(database), 0);
  sqlite3_close(database);
}

}  // namespace

std::vector<TargetKind> AllTargetKinds() {
  return {{"Sqlite", 1, &OpenSqlite, &Tamper, &RowCount}};
}

}  // namespace coalition::store::transfer
