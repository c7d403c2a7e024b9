#include "server/store/mysql/packed_transactions.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/store/codec.h"
#include "tests/store/samples.h"

namespace coalition::store::mysql {
namespace {

constexpr std::int64_t kFirstTimed = domain::kFirstTimed.value();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

domain::TransactionId Id(std::int64_t sequence, std::uint16_t lane = 0) {
  return {domain::LaneId(lane), domain::Sequence(sequence)};
}

// That of the microsecond after kFirstTimed.
domain::TransactionId TimedId(std::int64_t micros, std::uint16_t lane) {
  return Id(kFirstTimed + micros * domain::kLanesMax + lane, lane);
}

domain::Transaction At(const domain::TransactionId& id) {
  domain::Transaction transaction = SampleTransactions()[0];
  transaction.id = id;
  return transaction;
}

std::vector<domain::Transaction> AllAt(const std::vector<domain::TransactionId>& ids) {
  std::vector<domain::Transaction> transactions;
  for (const domain::TransactionId& id : ids) transactions.push_back(At(id));
  return transactions;
}

struct Row {
  domain::TransactionId first;
  std::string body;
};
std::vector<Row> RowsOf(const std::vector<domain::Transaction>& transactions) {
  std::vector<Row> rows;
  PackTransactions(transactions,
                   [&](domain::LaneId lane, domain::Sequence first, std::string_view body) {
                     rows.push_back({{lane, first}, std::string(body)});
                   });
  return rows;
}

using Ids = std::vector<domain::TransactionId>;

Ids IdsIn(const Row& row) {
  const auto packed = Unpack(row.first.lane, row.first.sequence, row.body);
  EXPECT_TRUE(packed.ok()) << packed.status();
  Ids ids;
  if (!packed.ok()) return ids;
  for (const PackedTransaction& one : *packed) ids.push_back(one.id);
  return ids;
}

TEST(PackedTransactionsTest, ASlotIsAFunctionOfTheSequence) {
  struct Case {
    std::int64_t sequence;
    std::int64_t slot;
  };
  constexpr std::int64_t kFirstTimedSlot = kFirstTimed / 8;
  // What is on disk stays to be found.
  for (const Case& c :
       {Case{1, 0}, Case{7, 0}, Case{8, 1}, Case{15, 1}, Case{16, 2},
        Case{kFirstTimed - 1, kFirstTimedSlot - 1}, Case{kFirstTimed, kFirstTimedSlot},
        Case{kFirstTimed + 63, kFirstTimedSlot}, Case{kFirstTimed + 8 * 64 - 1, kFirstTimedSlot},
        Case{kFirstTimed + 8 * 64, kFirstTimedSlot + 1},
        Case{kFirstTimed + 9 * 64, kFirstTimedSlot + 1},
        // 2026-01-15T12:00:00Z in lane 3
        Case{1'768'478'400'000'000 * 64 + 3, 7'676'202'600'000'000}}) {
    EXPECT_EQ(SlotOf(domain::Sequence(c.sequence)), c.slot) << c.sequence;
  }
}

TEST(PackedTransactionsTest, SlotsGoUpWithTheSequences) {
  std::int64_t before = SlotOf(domain::Sequence(std::numeric_limits<std::int64_t>::min()));
  for (const std::int64_t sequence :
       {std::int64_t{-17}, std::int64_t{0}, std::int64_t{17}, std::int64_t{1} << 40,
        kFirstTimed / domain::kLanesMax, kFirstTimed - 1, kFirstTimed, kFirstTimed * 2, kMost}) {
    EXPECT_LE(before, SlotOf(domain::Sequence(sequence))) << sequence;
    before = SlotOf(domain::Sequence(sequence));
  }
}

TEST(PackedTransactionsTest, ARowHasWhatIsOfOneLaneAndSlot) {
  struct Case {
    std::string name;
    Ids batch;
    std::vector<Ids> rows;
  };
  Ids slot;
  for (std::int64_t i = 16; i < 24; ++i) slot.push_back(Id(i));
  for (const Case& c : {
           Case{"nothing", {}, {}},
           Case{"one", {Id(1)}, {{Id(1)}}},
           Case{"a whole slot", slot, {slot}},
           Case{"over an edge", {Id(14), Id(15), Id(16)}, {{Id(14), Id(15)}, {Id(16)}}},
           Case{"an edge alone", {Id(15), Id(16)}, {{Id(15)}, {Id(16)}}},
           Case{"with gaps", {Id(16), Id(23), Id(25)}, {{Id(16), Id(23)}, {Id(25)}}},
           Case{"backwards", {Id(3), Id(1), Id(2)}, {{Id(1), Id(2), Id(3)}}},
           Case{"lanes by turns",
                {TimedId(14, 1), TimedId(15, 0), TimedId(15, 1), TimedId(16, 0), TimedId(16, 1)},
                {{TimedId(15, 0)},
                 {TimedId(16, 0)},
                 {TimedId(14, 1), TimedId(15, 1)},
                 {TimedId(16, 1)}}},
           Case{"of both kinds",
                {Id(kFirstTimed - 1), TimedId(0, 0)},
                {{Id(kFirstTimed - 1)}, {TimedId(0, 0)}}},
           Case{"at the end of time", {Id(kMost - 64), Id(kMost)}, {{Id(kMost - 64), Id(kMost)}}},
       }) {
    std::vector<Ids> rows;
    for (const Row& row : RowsOf(AllAt(c.batch))) {
      rows.push_back(IdsIn(row));
      EXPECT_EQ(row.first, rows.back().front()) << c.name;
    }
    EXPECT_EQ(rows, c.rows) << c.name;
  }
}

TEST(PackedTransactionsTest, TransactionsComeBackAsTheyWere) {
  std::vector<domain::Transaction> samples = SampleTransactions();
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].id = Id(static_cast<int>(i) + 1);
  std::vector<domain::Transaction> seen;
  for (const Row& row : RowsOf(samples)) {
    const auto packed = Unpack(row.first.lane, row.first.sequence, row.body);
    ASSERT_TRUE(packed.ok()) << packed.status();
    for (const PackedTransaction& one : *packed) {
      const absl::Status read = ReadTransaction(one, seen.emplace_back());
      EXPECT_TRUE(read.ok()) << read;
    }
  }
  ASSERT_EQ(seen.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::string expected;
    std::string bytes;
    Encode(samples[i], expected);
    Encode(seen[i], bytes);
    EXPECT_EQ(bytes, expected);
  }
}

TEST(PackedTransactionsTest, LongTransactionsOfASlotAreInSeveralRows) {
  for (const std::size_t size : {kJournalRowBytesMax / 8, kJournalRowBytesMax / 2,
                                 kJournalRowBytesMax, 3 * kJournalRowBytesMax}) {
    Ids ids;
    std::vector<domain::Transaction> batch;
    for (std::int64_t i = 0; i < kSlotLength; ++i) {
      ids.push_back(Id(i));
      batch.push_back(At(ids.back()));
      batch.back().reference = std::string(size, 'x');
    }
    Ids seen;
    const std::vector<Row> rows = RowsOf(batch);
    for (const Row& row : rows) {
      const Ids of_row = IdsIn(row);
      // Beside the records each has its distance, in one byte, and its size, in two.
      constexpr std::size_t kBesideMax = 1 + 3 * kSlotLength;
      if (of_row.size() > 1) {
        EXPECT_LE(row.body.size(), kJournalRowBytesMax + kBesideMax);
      }
      seen.insert(seen.end(), of_row.begin(), of_row.end());
    }
    EXPECT_EQ(seen, ids) << size;
    EXPECT_GT(rows.size(), 1u) << size;
    EXPECT_EQ(rows.size() == kSlotLength, size > kJournalRowBytesMax / 4) << size;
  }
}

// A body by hand: what each transaction has before its record, and the record.
std::string BodyOf(std::uint8_t count, const std::vector<std::pair<std::string, std::string>>& of) {
  std::string body(1, static_cast<char>(count));
  for (const auto& [distance, record] : of) {
    body += distance;
    body += static_cast<char>(record.size());
    body += record;
  }
  return body;
}

TEST(PackedTransactionsTest, OtherBytesAreDataLoss) {
  struct Case {
    std::string name;
    std::string body;
    std::int64_t first = 4;
  };
  const std::string here(1, '\0');
  std::vector<std::pair<std::string, std::string>> too_many{{here, "r"}};
  for (int i = 0; i < kSlotLength; ++i) too_many.emplace_back("\x01", "r");
  for (const Case& c : {
           Case{"nothing", ""},
           Case{"none", BodyOf(0, {})},
           Case{"more than a slot", BodyOf(kSlotLength + 1, too_many), 16},
           Case{"fewer than it says", BodyOf(3, {{here, "r"}, {"\x01", "r"}})},
           Case{"more than it says", BodyOf(1, {{here, "r"}, {"\x01", "r"}})},
           Case{"a byte more", BodyOf(1, {{here, "r"}}) + "r"},
           Case{"begins somewhere else", BodyOf(1, {{"\x01", "r"}})},
           Case{"one twice", BodyOf(2, {{here, "r"}, {here, "r"}})},
           Case{"beyond its slot", BodyOf(2, {{here, "r"}, {"\x04", "r"}})},
           Case{"far beyond it", BodyOf(2, {{here, "r"}, {"\x80\x80\x80\x80\x01", "r"}})},
           Case{"beyond all numbers",
                BodyOf(2, {{here, "r"}, {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "r"}})},
           Case{"beyond all numbers at once", BodyOf(2, {{here, "r"}, {"\x40", "r"}}), kMost},
           Case{"between two of a lane", BodyOf(2, {{here, "r"}, {"\x41", "r"}}), kFirstTimed},
           Case{"a size beyond the end", BodyOf(1, {{here, "r"}}).replace(2, 1, "\x02")},
           Case{"a distance in more bytes than it takes", BodyOf(1, {{"\x80" + here, "r"}})},
       }) {
    const auto packed = Unpack(domain::LaneId(0), domain::Sequence(c.first), c.body);
    EXPECT_TRUE(absl::IsDataLoss(packed.status())) << c.name << ": " << packed.status();
  }
  // As good as the bad ones.
  const std::string body = BodyOf(2, {{here, "r"}, {"\x03", "r"}});
  EXPECT_TRUE(Unpack(domain::LaneId(0), domain::Sequence(4), body).ok());
}

TEST(PackedTransactionsTest, WhatIsCutOffIsDataLoss) {
  const Row row = RowsOf(AllAt({Id(1), Id(2), Id(5)})).front();
  for (std::size_t size = 0; size < row.body.size(); ++size) {
    const auto packed = Unpack(row.first.lane, row.first.sequence, row.body.substr(0, size));
    EXPECT_TRUE(absl::IsDataLoss(packed.status())) << size;
  }
}

TEST(PackedTransactionsTest, ARecordIsOfTheTransactionThatTheRowSays) {
  const Row row = RowsOf(AllAt({Id(1), Id(2)})).front();
  domain::Transaction transaction;
  const auto as_it_is = Unpack(domain::LaneId(0), domain::Sequence(1), row.body);
  EXPECT_TRUE(ReadTransaction(as_it_is->back(), transaction).ok());
  const auto of_another_lane = Unpack(domain::LaneId(1), domain::Sequence(1), row.body);
  EXPECT_TRUE(absl::IsDataLoss(ReadTransaction(of_another_lane->back(), transaction)));
  const auto at_another_place = Unpack(domain::LaneId(0), domain::Sequence(2), row.body);
  EXPECT_TRUE(absl::IsDataLoss(ReadTransaction(at_another_place->back(), transaction)));
  PackedTransaction no_record = as_it_is->back();
  no_record.record = "r";
  EXPECT_TRUE(absl::IsDataLoss(ReadTransaction(no_record, transaction)));
}

using PackedTransactionsDeathTest = testing::Test;

TEST_F(PackedTransactionsDeathTest, NoTwoHaveOneSequence) {
  const auto twice = AllAt({Id(7), Id(8), Id(7)});
  EXPECT_DEATH(RowsOf(twice), "a row of the journal goes up");
}

}  // namespace
}  // namespace coalition::store::mysql
