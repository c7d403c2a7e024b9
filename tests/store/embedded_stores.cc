#include "tests/store/store_contract.h"

#include "server/domain/check.h"
#include "server/store/memory/memory_store.h"
#include "server/store/sqlite/sqlite_store.h"

namespace coalition::store {
namespace {

std::unique_ptr<LedgerStore> OpenSqlite(const std::string& folder, SqliteOptions options) {
  options.directory = folder + "/ledger";
  auto store = SqliteStore::Open(options);
  COALITION_CHECK(store.ok(), store.status().ToString());
  return *std::move(store);
}

std::unique_ptr<LedgerStore> OpenSqlite(const std::string& folder) {
  return OpenSqlite(folder, SqliteOptions());
}

// Rows are written back and let go all the time.
std::unique_ptr<LedgerStore> OpenSqliteWithLittleMemory(const std::string& folder) {
  SqliteOptions options;
  options.memory_bytes_max = SqliteOptions::kMemoryBytesMin;
  return OpenSqlite(folder, options);
}

std::unique_ptr<LedgerStore> OpenMemory(const std::string&) {
  return std::make_unique<MemoryStore>();
}

}  // namespace

std::vector<StoreKind> AllStoreKinds() {
  return {{"Sqlite", &OpenSqlite, true, false, true},
          {"SqliteWithLittleMemory", &OpenSqliteWithLittleMemory, true, false, true},
          {"Memory", &OpenMemory, false, true, false}};
}

}  // namespace coalition::store
