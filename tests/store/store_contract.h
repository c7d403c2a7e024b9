#ifndef COALITION_TESTS_STORE_STORE_CONTRACT_H_
#define COALITION_TESTS_STORE_STORE_CONTRACT_H_

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/ledger_store.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {

// A store that the contract tests run over. To add one: a line in store_contract.cc.
struct StoreKind {
  std::string name;
  // Opens the store that belongs to the folder, again if it was opened before.
  std::unique_ptr<LedgerStore> (*open)(const std::string& folder);
  // What was committed is there when the store is opened again.
  bool durable = false;
  // A snapshot keeps batches waiting.
  bool snapshot_holds_writers = false;
  // It has what LedgerStore::ReadAhead gives.
  bool reads_ahead = false;
  // With several, sequences are moments, and what is written by hand for one lane is not for it.
  int lane_count = 1;
};

// For GoogleTest.
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

std::vector<StoreKind> AllStoreKinds();
inline std::vector<StoreKind> StoreKindsOfOneLane() {
  std::vector<StoreKind> kinds = AllStoreKinds();
  std::erase_if(kinds, [](const StoreKind& kind) { return kind.lane_count > 1; });
  return kinds;
}

class StoreContractTest : public testing::TestWithParam<StoreKind> {
 protected:
  StoreContractTest() : store_(GetParam().open(folder_.path())) {}

  LedgerStore& store() { return *store_; }
  // Ends the store and opens it again; does nothing for one that is not durable.
  void Reopen() {
    if (!GetParam().durable) return;
    store_.reset();
    store_ = GetParam().open(folder_.path());
  }
  std::unique_ptr<LedgerSnapshot> Snapshot() {
    auto snapshot = store_->OpenSnapshot();
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    return *std::move(snapshot);
  }
  // Of all lanes.
  std::unique_ptr<LedgerBatch> Batch() {
    auto batch = store_->BeginWholeBatch();
    EXPECT_TRUE(batch.ok()) << batch.status();
    return *std::move(batch);
  }

 private:
  TempFolder folder_;
  std::unique_ptr<LedgerStore> store_;
};

#define COALITION_OVER_STORES(Suite, kinds)                           \
  INSTANTIATE_TEST_SUITE_P(Stores, Suite, testing::ValuesIn((kinds)), \
                           [](const auto& kind) { return kind.param.name; })
#define COALITION_OVER_EVERY_STORE(Suite) COALITION_OVER_STORES(Suite, AllStoreKinds())
#define COALITION_OVER_STORES_OF_ONE_LANE(Suite) COALITION_OVER_STORES(Suite, StoreKindsOfOneLane())

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_STORE_CONTRACT_H_
