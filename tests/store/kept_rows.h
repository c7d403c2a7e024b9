#ifndef COALITION_TESTS_STORE_KEPT_ROWS_H_
#define COALITION_TESTS_STORE_KEPT_ROWS_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "gtest/gtest.h"

#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::store {

inline const domain::AccountKey kAccount{Member(1), kPoints};
inline const domain::AccountKey kOther{Member(1), kBuns};
inline const domain::AccountKey kNeighbour{Member(2), kPoints};

inline domain::TransactionId At(std::int64_t sequence) {
  return {domain::LaneId(0), domain::Sequence(sequence)};
}

inline domain::Lot LotOf(std::int32_t expires_on, std::int64_t points) {
  return {{{expires_on}, {10}, kBakery, 1}, domain::Points(points)};
}

inline domain::Hold HoldOf(std::int64_t sequence, std::int64_t points) {
  return {At(sequence), {sequence}, {{LotOf(100, 0).key, domain::Points(points)}}};
}

// What is written is what is read, whatever it means: rows that no ledger made.
class KeptRowsTest : public StoreContractTest {
 protected:
  KeptRowsTest() {
    const absl::Status created = store().CreateNetwork(CoalitionNetwork(), FirstChanges());
    EXPECT_TRUE(created.ok()) << created;
  }

  // Goes on from where the lane is, apart from what `fill` adds.
  template <typename Fill>
  void Commit(Fill fill) {
    auto batch = Batch();
    domain::Changes changes;
    changes.lane = batch->lane();
    fill(changes);
    const absl::Status committed = batch->Commit(changes);
    ASSERT_TRUE(committed.ok()) << committed;
    batch.reset();
    Reopen();
  }
  domain::LedgerState Loaded(const domain::ReadSet& wanted, domain::LedgerState state = {}) {
    const absl::Status loaded = Snapshot()->Load(wanted, state);
    EXPECT_TRUE(loaded.ok()) << loaded;
    return state;
  }
  std::shared_ptr<const domain::Catalog> Catalog() {
    auto catalog = store().LoadCatalog();
    EXPECT_TRUE(catalog.ok()) << catalog.status();
    return *catalog;
  }
};

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_KEPT_ROWS_H_
