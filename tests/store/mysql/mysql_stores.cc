#include <map>
#include <memory>
#include <string>

#include "server/domain/check.h"
#include "server/store/memory/memory_store.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/store_contract.h"

namespace coalition::store {
namespace {

constexpr int kLaneCount = 4;

// A database for each folder.
std::unique_ptr<LedgerStore> OpenWithLanes(const std::string& folder, int lane_count) {
  static std::map<std::string, std::string> addresses;
  std::string& address = addresses[folder];
  if (address.empty()) address = mysql::FreshDatabase();
  mysql::MysqlOptions options;
  options.address = mysql::AddressOf(address);
  options.lane_count = lane_count;
  auto store = mysql::MysqlStore::Open(options);
  COALITION_CHECK(store.ok(), store.status().ToString());
  return *std::move(store);
}

std::unique_ptr<LedgerStore> OpenMysql(const std::string& folder) {
  return OpenWithLanes(folder, 1);
}

std::unique_ptr<LedgerStore> OpenMysqlWithLanes(const std::string& folder) {
  return OpenWithLanes(folder, kLaneCount);
}

std::unique_ptr<LedgerStore> OpenMemory(const std::string&) {
  return std::make_unique<MemoryStore>();
}

}  // namespace

// The memory store is what the other is compared with.
std::vector<StoreKind> AllStoreKinds() {
  return {{.name = "Mysql", .open = &OpenMysql, .durable = true},
          {.name = "MysqlWithLanes",
           .open = &OpenMysqlWithLanes,
           .durable = true,
           .lane_count = kLaneCount},
          {.name = "Memory", .open = &OpenMemory, .snapshot_holds_writers = true}};
}

}  // namespace coalition::store
