#include "server/store/mysql/lane_reads.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "server/store/mysql/journal_cursor.h"
#include "server/store/mysql/mysql_store.h"
#include "server/store/mysql/packed_transactions.h"
#include "server/store/mysql/row_writer.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::store::mysql {
namespace {

constexpr domain::LaneId kLane{0};
constexpr std::int64_t kRowsInLane = 20'000;
// More values than MariaDB by itself leaves in an IN, and more than it looks up to estimate them.
constexpr std::uint64_t kWanted = 1'500;

// A lane with many rows of members that nobody asks for, in tables whose statistics are behind, as
// in a ledger that grows.
class LaneReadsTest : public testing::Test {
 protected:
  LaneReadsTest()
      : address_(FreshDatabase()), connection_(Connect(address_)), holder_(Connect(address_)) {
    SetUpNetwork(*Need(MysqlStore::Open({.address = AddressOf(address_)})), 0);
    Fill("accounts",
         "INSERT INTO accounts (lane, member, currency, last_sequence, next_expiry, body) VALUES ",
         1, 0, 0, Blob{});
    Fill("day_totals",
         "INSERT INTO day_totals (lane, member, partner, currency, day, earned, burned) VALUES ", 1,
         1, 0, 0, 0);
    Fill("members", "INSERT INTO members (lane, member, body) VALUES ", Blob{});
    FillBy("journal", "INSERT INTO journal (lane, slot, first_sequence, body) VALUES ",
           [](RowWriter& rows, std::int64_t i) { rows.Row(kLane, i, i * kSlotLength, Blob{}); });
  }

  // The lane's rows of a table, whose statistics say that it is empty.
  template <typename... T>
  void Fill(const std::string& table, const std::string& insert, const T&... values) {
    FillBy(table, insert, [&](RowWriter& rows, std::int64_t i) {
      rows.Row(kLane, domain::MemberId{0, static_cast<std::uint64_t>(i)}, values...);
    });
  }
  template <typename WriteRow>
  void FillBy(const std::string& table, const std::string& insert, const WriteRow& write_row) {
    Run(*connection_, absl::StrCat("ALTER TABLE ", table, " STATS_AUTO_RECALC = 0"));
    RowWriter rows(*connection_, insert);
    for (std::int64_t i = 0; i < kRowsInLane; ++i) write_row(rows, i);
    const absl::Status done = rows.Finish();
    ASSERT_TRUE(done.ok()) << done;
    // Keeps the table open that the statement left behind, so that others open it anew, and plan
    // with what is known of it now.
    Run(*holder_, absl::StrCat("HANDLER ", table, " OPEN"));
  }

  static void Run(Connection& connection, const std::string& statement) {
    const absl::Status done = connection.Run(SqlText(statement));
    ASSERT_TRUE(done.ok()) << done;
  }
  std::int64_t Status(const std::string& name) {
    std::string same_name;
    std::int64_t value = 0;
    Rows rows = connection_->Query(SqlText(absl::StrCat("SHOW SESSION STATUS LIKE '", name, "'")));
    EXPECT_TRUE(rows.Next(same_name, value)) << name << ": " << rows.status();
    return value;
  }
  // By how much the session's counters grow while something is done; asking for them counts too.
  template <typename Do>
  std::int64_t GrowthOf(const std::vector<std::string>& counters, const Do& do_it) {
    std::int64_t before = 0;
    for (const std::string& counter : counters) before += Status(counter);
    do_it();
    std::int64_t after = 0;
    for (const std::string& counter : counters) after += Status(counter);
    return after - before;
  }

  void ExpectNoScanBy(const domain::ReadSet& wanted) {
    ExpectNoScanIn([&] {
      LaneReads reads = Need(
          LaneReads::Begin(*connection_, /*lane_count=*/1, kLane, LaneReads::Lock::kNone, nullptr));
      domain::LedgerState state;
      const absl::Status loaded = reads.Load(wanted, state);
      EXPECT_TRUE(loaded.ok()) << loaded;
    });
  }
  template <typename Load>
  void ExpectNoScanIn(const Load& load) {
    const auto nothing = [] {};
    // Rows that the server passed over one after another, of an index or of a table.
    const std::vector<std::string> scanned{"Handler_read_next", "Handler_read_prev",
                                           "Handler_read_rnd_next"};
    EXPECT_LT(GrowthOf(scanned, load), GrowthOf(scanned, nothing) + kRowsInLane / 10);
    const std::vector<std::string> temporary{"Created_tmp_tables"};
    EXPECT_EQ(GrowthOf(temporary, load), GrowthOf(temporary, nothing));
  }

  const std::string address_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> holder_;
};

TEST_F(LaneReadsTest, AccountsOfABatchAreLookedUpAndNotSoughtInTheLane) {
  domain::ReadSet wanted;
  for (std::uint64_t i = 1; i <= kWanted; ++i) wanted.accounts.insert({Member(i), kPoints});
  ExpectNoScanBy(wanted);
}

TEST_F(LaneReadsTest, DayTotalsOfABatchAreLookedUpAndNotSoughtInTheLane) {
  domain::ReadSet wanted;
  for (std::uint64_t i = 1; i <= kWanted; ++i) {
    wanted.day_totals.insert({Member(i), kBakery, kPoints});
  }
  ExpectNoScanBy(wanted);
}

TEST_F(LaneReadsTest, MembersOfABatchAreLookedUpAndNotSoughtInTheLane) {
  domain::ReadSet wanted;
  for (std::uint64_t i = 1; i <= kWanted; ++i) wanted.members.insert(Member(i));
  ExpectNoScanBy(wanted);
}

// Beyond all that the lane has.
TEST_F(LaneReadsTest, TransactionsOfABatchAreLookedUpAndNotSoughtInTheLane) {
  domain::ReadSet wanted;
  for (std::int64_t i = 1; i <= static_cast<std::int64_t>(kWanted); ++i) {
    wanted.transactions.insert({kLane, domain::Sequence((kRowsInLane + i) * kSlotLength)});
  }
  ExpectNoScanBy(wanted);
}

TEST_F(LaneReadsTest, AScanOfTheJournalReadsNothingBeforeItsRange) {
  const domain::Sequence end(kRowsInLane * kSlotLength);
  const std::vector<std::vector<domain::LaneId>> lane_sets{{kLane}, {kLane, domain::LaneId(1)}};
  for (const auto& lanes : lane_sets) {
    for (const bool newest_first : {false, true}) {
      ExpectNoScanIn([&] {
        JournalCursor cursor(*connection_, {end, domain::kNoSequence, newest_first}, lanes);
        const auto next = cursor.Next();
        ASSERT_TRUE(next.ok()) << next.status();
        EXPECT_EQ(*next, nullptr);
      });
    }
  }
}

}  // namespace
}  // namespace coalition::store::mysql
