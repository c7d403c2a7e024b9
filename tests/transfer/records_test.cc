#include "server/store/transfer/records.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/memory/memory_store.h"
#include "server/store/transfer/ledger_digest.h"
#include "server/store/transfer/opened_ledger.h"
#include "tests/store/store_contract.h"
#include "tests/transfer/moving.h"

namespace coalition::store::transfer {
namespace {

using Record = std::pair<RecordKind, std::string>;

std::vector<Record> RecordsOf(LedgerStore& store, const ScanStart& start = {}) {
  auto ledger = OpenLedger(store);
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  std::vector<Record> records;
  EXPECT_TRUE(ScanRecords(*ledger->snapshot, *ledger->catalog, start,
                          [&](RecordKind kind, std::string_view bytes) {
                            records.emplace_back(kind, bytes);
                            return true;
                          })
                  .ok());
  return records;
}

LedgerDigest DigestOfRecords(const std::vector<Record>& records) {
  LedgerDigest digest;
  for (const auto& [kind, bytes] : records) digest.Add(kind, bytes);
  return digest;
}

class RecordsTest : public testing::Test {
 protected:
  RecordsTest() {
    FillWithEverything(store_);
    records_ = RecordsOf(store_);
  }

  MemoryStore store_;
  std::vector<Record> records_;
};

TEST_F(RecordsTest, EveryKindOccurs) {
  std::map<RecordKind, int> counts;
  for (const auto& [kind, bytes] : records_) ++counts[kind];
  for (std::uint64_t number = 1; const auto kind = KindOf(number); ++number) {
    EXPECT_GT(counts[*kind], 0) << NameOf(*kind);
  }
}

TEST_F(RecordsTest, WhatIsReadIsWrittenTheSame) {
  for (const auto& [kind, bytes] : records_) {
    ImportedRows rows;
    std::string canonical;
    const absl::Status added = AddRecord(kind, bytes, rows, canonical);
    EXPECT_TRUE(added.ok()) << NameOf(kind) << ": " << added;
    EXPECT_EQ(canonical, bytes) << NameOf(kind);
  }
}

TEST_F(RecordsTest, APartOfARecordIsNone) {
  for (const auto& [kind, bytes] : records_) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      ImportedRows rows;
      std::string canonical;
      const absl::Status added =
          AddRecord(kind, std::string_view(bytes).substr(0, size), rows, canonical);
      EXPECT_TRUE(absl::IsDataLoss(added)) << NameOf(kind) << " " << size << ": " << added;
    }
    ImportedRows rows;
    std::string canonical;
    EXPECT_FALSE(AddRecord(kind, bytes + '\0', rows, canonical).ok()) << NameOf(kind);
  }
}

TEST_F(RecordsTest, AScanGoesOnAfterAnyRecord) {
  ScanStart start;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const auto& [kind, bytes] = records_[i];
    start.after = kind == start.kind ? start.after + 1 : 1;
    start.kind = kind;
    if (kind == RecordKind::kTransaction) {
      ImportedRows rows;
      std::string canonical;
      ASSERT_TRUE(AddRecord(kind, bytes, rows, canonical).ok());
      start.after_transaction = rows.changes.transactions.front().id.sequence;
    }
    const std::vector<Record> rest(records_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                   records_.end());
    ASSERT_EQ(RecordsOf(store_, start), rest) << "after " << NameOf(kind) << " " << start.after;
  }
}

TEST_F(RecordsTest, TheDigestDoesNotDependOnTheOrder) {
  const LedgerDigest digest = DigestOfRecords(records_);
  std::reverse(records_.begin(), records_.end());
  EXPECT_EQ(DigestOfRecords(records_), digest);
}

TEST_F(RecordsTest, TheDigestDependsOnEveryRecord) {
  const LedgerDigest digest = DigestOfRecords(records_);
  for (std::size_t i = 0; i < records_.size(); ++i) {
    auto changed = records_;
    changed[i].second.back() ^= 1;
    EXPECT_NE(DigestOfRecords(changed), digest) << NameOf(records_[i].first);
    changed = records_;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(DigestOfRecords(changed), digest) << NameOf(records_[i].first);
    changed = records_;
    changed.push_back(changed[i]);
    EXPECT_NE(DigestOfRecords(changed), digest) << NameOf(records_[i].first);
  }
}

// It is in the files.
TEST(LedgerDigestTest, IsTheSumOfSha256) {
  LedgerDigest digest;
  // printf '\x01' | sha256sum
  digest.Add(RecordKind::kNetwork, "");
  EXPECT_EQ(digest.ToString(), "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");
  digest.Add(RecordKind::kNetwork, "");
  // Twice that number, little-endian, without what does not fit.
  EXPECT_EQ(digest.ToString(), "96ea255e688aa88a77bc5d7619a56fc7a3c114ac63860b4baf99c579ee0a8b34");
}

class StoresAgreeTest : public StoreContractTest {};

TEST_P(StoresAgreeTest, OnTheDigest) {
  FillWithEverything(store());
  MemoryStore memory;
  FillWithEverything(memory);
  EXPECT_EQ(DigestOf(store()), DigestOf(memory));
  Reopen();
  EXPECT_EQ(DigestOf(store()), DigestOf(memory));
}

// Sequences, and so transaction ids, are others where there are several lanes.
COALITION_OVER_STORES_OF_ONE_LANE(StoresAgreeTest);

}  // namespace
}  // namespace coalition::store::transfer
