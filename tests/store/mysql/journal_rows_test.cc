// The rows of the journal as a store's own connection writes and reads them: by id, and in scans
// that begin, end and turn pages within rows.
#include "server/store/mysql/journal_rows.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/store/mysql/journal_cursor.h"
#include "server/store/mysql/journal_scan.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/samples.h"

namespace coalition::store::mysql {
namespace {

constexpr int kLaneCount = 3;
using Ids = std::vector<domain::TransactionId>;

domain::TransactionId Id(std::int64_t sequence) {
  return {domain::LaneOf(domain::Sequence(sequence), kLaneCount), domain::Sequence(sequence)};
}
domain::TransactionId TimedId(std::int64_t micros, int lane) {
  return Id(domain::kFirstTimed.value() + micros * domain::kLanesMax + lane);
}

Ids Numbers(std::int64_t first, std::int64_t last) {
  Ids ids;
  for (std::int64_t i = first; i <= last; ++i) ids.push_back(Id(i));
  return ids;
}

class JournalRowsTest : public testing::Test {
 protected:
  JournalRowsTest() : address_(FreshDatabase()), connection_(Connect(address_)) {
    Need(MysqlStore::Open({.address = AddressOf(address_)}));
  }

  void Write(const Ids& batch) {
    std::vector<domain::Transaction> transactions;
    for (const domain::TransactionId& id : batch) {
      transactions.push_back(SampleTransactions()[0]);
      transactions.back().id = id;
      journal_.push_back(id);
    }
    const absl::Status written = InsertTransactions(*connection_, transactions);
    ASSERT_TRUE(written.ok()) << written;
    std::ranges::sort(journal_, {}, &domain::TransactionId::sequence);
  }
  std::int64_t Rows() { return Ask(*connection_, "SELECT COUNT(*) FROM journal"); }

  Ids Found(const Ids& wanted) {
    const auto found = FindTransactions(*connection_, {wanted.begin(), wanted.end()});
    EXPECT_TRUE(found.ok()) << found.status();
    Ids ids;
    if (!found.ok()) return ids;
    for (const auto& [id, transaction] : *found) {
      EXPECT_EQ(transaction.id, id);
      ids.push_back(id);
    }
    std::ranges::sort(ids, {}, &domain::TransactionId::sequence);
    return ids;
  }

  Ids Scanned(const JournalRange& range, const std::vector<domain::LaneId>& lanes) {
    Ids ids;
    JournalCursor cursor(*connection_, range, lanes);
    while (ids.size() <= journal_.size()) {
      const auto next = cursor.Next();
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok() || *next == nullptr) break;
      ids.push_back((*next)->id);
    }
    return ids;
  }
  Ids Expected(const JournalRange& range, const std::vector<domain::LaneId>& lanes) const {
    Ids ids;
    for (const domain::TransactionId& id : journal_) {
      const bool is_in = id.sequence >= range.first && id.sequence < EndOf(range);
      if (is_in && std::ranges::find(lanes, id.lane) != lanes.end()) ids.push_back(id);
    }
    if (range.newest_first) std::ranges::reverse(ids);
    return ids;
  }

  // From and to each transaction, and each place before it.
  void ExpectAllScans(const std::vector<std::vector<domain::LaneId>>& lane_sets) {
    std::vector<domain::Sequence> places{domain::Sequence(1), domain::kNoSequence};
    for (const domain::TransactionId& id : journal_) {
      places.push_back(id.sequence);
      places.push_back(domain::Sequence(id.sequence.value() - 1));
    }
    for (const auto& lanes : lane_sets) {
      for (const domain::Sequence first : places) {
        for (const domain::Sequence end : places) {
          for (const bool newest_first : {false, true}) {
            const JournalRange range{first, end, newest_first};
            ASSERT_EQ(Scanned(range, lanes), Expected(range, lanes))
                << first.value() << " to " << end.value() << " newest first " << newest_first;
          }
        }
      }
    }
  }

  static std::vector<domain::LaneId> AllLanes() {
    return {domain::LaneId(0), domain::LaneId(1), domain::LaneId(2)};
  }

  const std::string address_;
  const std::unique_ptr<Connection> connection_;
  // What was written, by sequence.
  Ids journal_;
};

TEST_F(JournalRowsTest, TransactionsAreFoundByIdAtTheEdgesOfRowsAndSlots) {
  Write(Numbers(1, 40));
  Write(Numbers(41, 41));
  Write(Numbers(42, 50));
  EXPECT_EQ(Rows(), 6 + 1 + 2);
  for (const domain::TransactionId& id : journal_) EXPECT_EQ(Found({id}), Ids{id});
  EXPECT_EQ(Found(journal_), journal_);
  const Ids edges{Id(1), Id(7), Id(8), Id(15), Id(16), Id(40), Id(41), Id(42), Id(47), Id(48)};
  EXPECT_EQ(Found(edges), edges);
}

TEST_F(JournalRowsTest, OnlyWhatIsThereIsFound) {
  Write(Numbers(10, 20));
  const domain::TransactionId of_no_lane{domain::LaneId(65'535), domain::Sequence(12)};
  const domain::TransactionId of_another_lane{domain::LaneId(1), domain::Sequence(12)};
  EXPECT_EQ(Found({Id(9), Id(21), Id(-12), Id(0), TimedId(12, 0), of_no_lane, of_another_lane}),
            Ids{});
  EXPECT_EQ(Found({Id(9), Id(10), of_another_lane, Id(20), Id(21)}), (Ids{Id(10), Id(20)}));
  const std::int64_t before = connection_->statements();
  EXPECT_EQ(Found({}), Ids{});
  EXPECT_EQ(connection_->statements(), before) << "nothing is asked for";
  EXPECT_EQ(Found(Numbers(1, 1'000)), journal_);
  EXPECT_EQ(connection_->statements(), before + 1);
}

TEST_F(JournalRowsTest, ScansBeginAndEndWithinRowsOfOneLane) {
  // Batches that end within a slot, several in one, and one over three.
  Write(Numbers(3, 9));
  for (std::int64_t i = 10; i < 14; ++i) Write(Numbers(i, i));
  Write(Numbers(14, 28));
  Write(Numbers(29, 29));
  ExpectAllScans({{domain::LaneId(0)}});
}

TEST_F(JournalRowsTest, RowsOfLanesThatOverlapInTimeComeInOneOrder) {
  // As a ledger that was brought in from one lane has them.
  Write(Numbers(14, 17));
  // All in the same slots; lane 2 falls behind, and then has the rest alone.
  Write({TimedId(1, 0), TimedId(5, 0), TimedId(9, 0), TimedId(21, 0)});
  Write({TimedId(1, 1), TimedId(2, 1), TimedId(15, 1), TimedId(16, 1)});
  Write({TimedId(9, 2), TimedId(10, 2)});
  // A batch of all lanes.
  Write({TimedId(22, 0), TimedId(23, 1), TimedId(24, 2), TimedId(25, 1), TimedId(26, 2)});
  Write({TimedId(500, 2)});
  EXPECT_EQ(Found(journal_), journal_);
  ExpectAllScans({AllLanes(), {domain::LaneId(0)}, {domain::LaneId(1), domain::LaneId(2)}});
}

TEST_F(JournalRowsTest, PagesTurnInTheMiddleOfASlot) {
  // Batches of one: a page ends wherever its rows do, and slots have 8 of them.
  constexpr std::int64_t kBatches = 3 * kCursorRowsAtFirst + 10;
  for (std::int64_t i = 0; i < kBatches; ++i) Write(Numbers(7 + i, 7 + i));
  ASSERT_EQ(Rows(), kBatches);
  const std::vector<domain::LaneId> lane{domain::LaneId(0)};
  for (std::int64_t i = 0; i <= kBatches; ++i) {
    for (const bool newest_first : {false, true}) {
      const JournalRange from{domain::Sequence(7 + i), domain::kNoSequence, newest_first};
      EXPECT_EQ(Scanned(from, lane), Expected(from, lane)) << i;
      const JournalRange to{domain::Sequence(1), domain::Sequence(7 + i), newest_first};
      EXPECT_EQ(Scanned(to, lane), Expected(to, lane)) << i;
    }
  }
}

// A scan of n pages takes n statements, and those of all lanes at its beginning one.
TEST_F(JournalRowsTest, EachPageIsReadOnce) {
  Ids lane_one;
  for (std::int64_t i = 0; i < 100; ++i) {
    for (int lane = 0; lane < kLaneCount; ++lane) {
      if (lane != 1) Write({TimedId(20 * i + lane, lane)});
    }
    lane_one.push_back(TimedId(20 * i + 1, 1));
  }
  Write(lane_one);
  for (const bool newest_first : {false, true}) {
    const JournalRange all{domain::Sequence(1), domain::kNoSequence, newest_first};
    const std::int64_t before = connection_->statements();
    ASSERT_EQ(Scanned(all, AllLanes()), Expected(all, AllLanes()));
    // Each lane: 32 rows, 64, and the 4 that are left of 128.
    EXPECT_EQ(connection_->statements(), before + 1 + 2 * kLaneCount);
    const std::int64_t before_one = connection_->statements();
    JournalCursor cursor(*connection_, all, AllLanes());
    const auto first = cursor.Next();
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ((*first)->id, Expected(all, AllLanes()).front());
    EXPECT_EQ(connection_->statements(), before_one + 1);
  }
}

TEST_F(JournalRowsTest, NothingIsNothing) {
  EXPECT_EQ(Scanned({}, AllLanes()), Ids{});
  Write(Numbers(20, 30));
  EXPECT_EQ(Scanned({.first = domain::Sequence(31)}, AllLanes()), Ids{});
  EXPECT_EQ(Scanned({.end = domain::Sequence(20)}, AllLanes()), Ids{});
  EXPECT_EQ(Scanned({domain::Sequence(25), domain::Sequence(22)}, AllLanes()), Ids{});
}

TEST_F(JournalRowsTest, ARowThatCannotBeUnderstoodIsDataLossWhereItIsRead) {
  Write(Numbers(1, 3));
  Write(Numbers(8, 10));
  const absl::Status damaged = connection_->Run(
      SqlText("UPDATE journal SET body = SUBSTR(body, 1, LENGTH(body) - 1) WHERE slot = 1"));
  ASSERT_TRUE(damaged.ok()) << damaged;
  EXPECT_EQ(Found({Id(2)}), Ids{Id(2)});
  EXPECT_TRUE(absl::IsDataLoss(FindTransactions(*connection_, {Id(9)}).status()));
  const std::vector<domain::LaneId> lane{domain::LaneId(0)};
  const JournalRange sound{domain::Sequence(1), domain::Sequence(8)};
  EXPECT_EQ(Scanned(sound, lane), Numbers(1, 3));
  std::size_t seen = 0;
  const absl::Status scanned =
      JournalScan(*connection_, lane, 1).Scan({}, [&](const domain::Transaction&) {
        return ++seen > 0;
      });
  EXPECT_TRUE(absl::IsDataLoss(scanned)) << scanned;
  EXPECT_EQ(seen, 3u);
}

}  // namespace
}  // namespace coalition::store::mysql
