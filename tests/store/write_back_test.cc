#include "server/store/sqlite/write_back.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/store/sqlite/sqlite_store.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

namespace fs = std::filesystem;

// So little memory that the hand comes round every few hundred rows.
class WriteBackTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kMembers = 60;
  // Those after them get points once, and are never heard of again.
  static constexpr std::uint64_t kAllMembers = 120;

  static std::unique_ptr<LedgerStore> Open(
      const std::string& directory, int busy_timeout_ms = 60'000,
      std::size_t memory_bytes_max = SqliteOptions::kMemoryBytesMin) {
    SqliteOptions options;
    options.busy_timeout_ms = busy_timeout_ms;
    options.directory = directory;
    options.memory_bytes_max = memory_bytes_max;
    auto store = SqliteStore::Open(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  void SetUp() override {
    store_ = Open(Directory());
    SetUpNetwork(*store_, kAllMembers);
    std::vector<domain::Command> gifts;
    for (std::uint64_t member = kMembers + 1; member <= kAllMembers; ++member) {
      gifts.push_back(EarnPoints("gift " + std::to_string(member), kBakery, Member(member), 7));
    }
    ASSERT_TRUE(LedgerDriver(*store_).Run(gifts).status.ok());
  }
  std::string Directory() const { return folder_.path() + "/ledger"; }

  // The ledger as a power cut right now would leave it.
  LedgerDump AfterPowerCut() {
    const std::string copy = folder_.path() + "/cut";
    fs::remove_all(copy);
    fs::create_directory(copy);
    for (const char* file : {"/ledger.db", "/ledger.db-wal"}) {
      fs::copy_file(Directory() + file, copy + file);
    }
    return DumpOf(*Open(copy));
  }
  std::int64_t CountIn(const std::string& directory, const char* count) {
    const auto connection = Connection::Open(directory + "/ledger.db", 0);
    EXPECT_TRUE(connection.ok());
    std::int64_t rows_counted = -1;
    Cursor rows = (*connection)->Query(count);
    EXPECT_TRUE(rows.Next(rows_counted)) << rows.status();
    return rows_counted;
  }

  // Earns, burns and reversals of any member; requests with ids in no order.
  std::vector<domain::Command> AnyPostings(int count) {
    std::vector<domain::Command> commands;
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(random_()) + "-" + std::to_string(++named_);
      const domain::MemberId member = Member(1 + random_() % kMembers);
      const auto points = static_cast<std::int64_t>(1 + random_() % 50);
      switch (random_() % 5) {
        case 0:
          commands.push_back(BurnPoints(name, kBakery, member, points));
          break;
        case 1:
          commands.push_back(EarnPurchase(name, member, points));
          break;
        case 2:
          commands.push_back(Reversal(
              name, kBakery,
              {domain::LaneId(0),
               domain::Sequence(static_cast<std::int64_t>(1 + random_() % (named_ / 2 + 1)))},
              {}));
          break;
        default:
          commands.push_back(EarnPoints(name, kBakery, member, points));
      }
    }
    return commands;
  }

  TempFolder folder_;
  std::unique_ptr<LedgerStore> store_;
  std::mt19937_64 random_{4};
  std::uint64_t named_ = 0;
};

TEST_F(WriteBackTest, APowerCutBetweenAnyTwoCommitsLosesNothing) {
  LedgerDriver driver(*store_);
  for (int batch = 0; batch < 120; ++batch) {
    const int size = batch % 10 == 9 ? 300 : static_cast<int>(1 + random_() % 20);
    ASSERT_TRUE(driver.Run(AnyPostings(size)).status.ok());
    if (batch % 3 == 0) {
      ASSERT_EQ(AfterPowerCut(), DumpOf(*store_)) << "after batch " << batch;
    }
  }
  for (const auto& commands : FirstBatches()) {
    ASSERT_TRUE(driver.Run(commands).status.ok());
    ASSERT_EQ(AfterPowerCut(), DumpOf(*store_));
  }
}

// With so much memory that the hand has hardly moved when the next power cut comes.
TEST_F(WriteBackTest, AStoreThatWasRecoveredGoesOn) {
  store_.reset();
  store_ = Open(Directory(), 1'000, SqliteOptions().memory_bytes_max);
  std::vector<domain::Command> gifts;
  for (std::uint64_t member = kMembers + 1; member <= kAllMembers; ++member) {
    gifts.push_back(EarnPoints("more " + std::to_string(member), kBakery, Member(member), 7));
  }
  ASSERT_TRUE(LedgerDriver(*store_).Run(gifts).status.ok());
  // So that requests and partners' journals are written.
  ASSERT_TRUE(LedgerDriver(*store_).Run(AnyPostings(600)).status.ok());
  for (int turn = 0; turn < 6; ++turn) {
    LedgerDriver driver(*store_);
    for (int batch = 0; batch < 5 * turn; ++batch) {
      ASSERT_TRUE(driver.Run(AnyPostings(15)).status.ok());
    }
    const LedgerDump before = DumpOf(*store_);
    const std::string copy = folder_.path() + "/next" + std::to_string(turn);
    fs::create_directory(copy);
    for (const char* file : {"/ledger.db", "/ledger.db-wal"}) {
      const std::string from =
          turn == 0 ? Directory() : folder_.path() + "/next" + std::to_string(turn - 1);
      fs::copy_file(from + file, copy + file);
    }
    store_ = Open(copy, 1'000, SqliteOptions().memory_bytes_max);
    ASSERT_EQ(DumpOf(*store_), before) << "turn " << turn;
  }
}

// Somebody else has the file: the batch that is written waits for it.
class FileInUse {
 public:
  explicit FileInUse(const std::string& directory)
      : connection_(*Connection::Open(directory + "/ledger.db", 0)) {
    EXPECT_TRUE(connection_->BeginWrite().ok());
  }
  void End() { connection_->Rollback(); }

 private:
  std::unique_ptr<Connection> connection_;
};

TEST_F(WriteBackTest, ABatchIsDecidedWhileTheOneBeforeItIsWritten) {
  LedgerDriver first(*store_);
  LedgerDriver second(*store_);
  const auto earn = EarnPoints("earn", kBakery, Member(1), 5);
  FileInUse file(Directory());
  auto written = std::async(std::launch::async, [&] { return first.Run({earn}); });
  // The turn is given on when the earn is staged: the repeat is told what is not in the file yet.
  auto repeated = std::async(std::launch::async, [&] {
    while (true) {
      auto batch = second.Drop({earn});
      if (batch.answers.empty() || batch.answers.front().replayed) return batch;
    }
  });
  const auto seen = repeated.get();
  ASSERT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_TRUE(seen.answers.front().replayed);
  EXPECT_EQ(written.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  const auto before = AfterPowerCut();
  file.End();
  EXPECT_TRUE(written.get().status.ok());
  EXPECT_NE(AfterPowerCut(), before);
}

TEST_F(WriteBackTest, ABatchFailsWithTheOneThatItGoesOnFrom) {
  store_.reset();
  store_ = Open(Directory(), 1'000);
  const LedgerDump before = DumpOf(*store_);
  LedgerDriver first(*store_);
  LedgerDriver second(*store_);
  const auto earn = EarnPoints("earn", kBakery, Member(1), 5);
  {
    FileInUse file(Directory());
    auto failed = std::async(std::launch::async, [&] { return first.Run({earn}).status; });
    absl::Status with_it;
    while (true) {
      const auto batch = second.Run({earn});
      with_it = batch.status;
      if (!with_it.ok() || batch.answers.front().replayed) break;
    }
    EXPECT_TRUE(absl::IsUnavailable(failed.get()));
    EXPECT_TRUE(absl::IsUnavailable(with_it)) << with_it;
    file.End();
  }
  EXPECT_EQ(DumpOf(*store_), before);
  const auto again = second.Run({earn});
  ASSERT_TRUE(again.status.ok()) << again.status;
  EXPECT_FALSE(again.answers.front().replayed);
  const LedgerDump after = DumpOf(*store_);
  EXPECT_EQ(AfterPowerCut(), after);
}

// So many members that memory lets go of rows that nobody asks for.
TEST_F(WriteBackTest, AChangeOfWhatWasReadAheadIsNoticedHoweverLongAgoItWas) {
  constexpr std::uint64_t kMany = 4'000;
  const auto store = Open(folder_.path() + "/many");
  SetUpNetwork(*store, kMany);
  LedgerDriver driver(*store);
  const domain::AccountKey account{Member(kMany), kPoints};
  domain::ReadSet missing;
  missing.accounts.insert(account);
  domain::LedgerState state;
  ASSERT_TRUE(driver.Run({EarnPoints("early", kBakery, account.member, 5)}).status.ok());
  const auto ahead = store->ReadAhead(domain::LaneId(0));
  ahead->Load(missing, state);
  ASSERT_TRUE(state.accounts.contains(account));
  missing = {};
  ASSERT_TRUE(driver.Run({EarnPoints("late", kBakery, account.member, 5)}).status.ok());
  for (int batch = 0; batch < 5; ++batch) {
    std::vector<domain::Command> others;
    for (std::uint64_t i = 1; i < kMany; ++i) {
      const std::string name = std::to_string(batch) + "-" + std::to_string(i);
      others.push_back(EarnPoints(name, kBakery, Member(i), 1));
    }
    ASSERT_TRUE(driver.Run(others).status.ok());
  }
  ASSERT_TRUE(ahead->BeginBatch(state, missing).ok());
  EXPECT_TRUE(missing.accounts.contains(account));
}

TEST_F(WriteBackTest, WhatWasReadAheadOfAFailureIsMissing) {
  store_.reset();
  store_ = Open(Directory(), 1'000);
  ASSERT_TRUE(LedgerDriver(*store_).Run({EarnPoints("before", kBakery, Member(1), 5)}).status.ok());
  const domain::AccountKey account{Member(1), kPoints};
  domain::ReadSet wanted;
  wanted.accounts.insert(account);
  domain::LedgerState state;
  std::unique_ptr<LedgerReadAhead> ahead;
  {
    FileInUse file(Directory());
    LedgerDriver driver(*store_);
    auto failed = std::async(std::launch::async, [&] {
      return driver.Run({EarnPoints("earn", kBakery, Member(1), 5)}).status;
    });
    // Until the earn is staged.
    do {
      state = {};
      ahead = store_->ReadAhead(domain::LaneId(0));
      ASSERT_NE(ahead, nullptr);
      ahead->Load(wanted, state);
    } while (state.accounts.at(account).lots().front().points != domain::Points(10));
    EXPECT_TRUE(absl::IsUnavailable(failed.get()));
    EXPECT_EQ(store_->ReadAhead(domain::LaneId(0)), nullptr) << "there is nothing to go on from";
    file.End();
  }
  domain::ReadSet missing;
  const auto batch = ahead->BeginBatch(state, missing);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_TRUE(state.accounts.empty());
  EXPECT_EQ(missing.accounts, wanted.accounts);
  ASSERT_TRUE((*batch)->Load(missing, state).ok());
  EXPECT_EQ(state.accounts.at(account).lots().front().points, domain::Points(5));
}

TEST_F(WriteBackTest, AnOpenViewGoesOnSeeingItsCommit) {
  LedgerDriver driver(*store_);
  std::vector<std::pair<std::unique_ptr<LedgerSnapshot>, LedgerDump>> views;
  for (int batch = 0; batch < 150; ++batch) {
    ASSERT_TRUE(driver.Run(AnyPostings(12)).status.ok());
    if (batch % 50 == 20) {
      auto view = store_->OpenSnapshot();
      ASSERT_TRUE(view.ok());
      LedgerDump seen = DumpOf(**view);
      views.emplace_back(*std::move(view), std::move(seen));
    }
    if (batch % 10 == 0) {
      for (const auto& [view, seen] : views) ASSERT_EQ(DumpOf(*view), seen) << "batch " << batch;
    }
  }
}

TEST_F(WriteBackTest, RedosDoNotPileUpAndNoneIsLeftAfterTheEnd) {
  LedgerDriver driver(*store_);
  std::int64_t most = 0;
  for (int batch = 0; batch < 1'500; ++batch) {
    ASSERT_TRUE(driver.Run(AnyPostings(1)).status.ok());
    if (batch % 100 == 99) {
      most = std::max(most, CountIn(Directory(), "SELECT count(*) FROM redo"));
    }
  }
  // A round is 512 rows, and a commit here changes at most two.
  EXPECT_GT(most, 0);
  EXPECT_LE(most, 2 * 512);
  const LedgerDump before = DumpOf(*store_);
  store_.reset();
  EXPECT_EQ(CountIn(Directory(), "SELECT count(*) FROM redo"), 0);
  store_ = Open(Directory());
  EXPECT_EQ(DumpOf(*store_), before);
}

TEST_F(WriteBackTest, ARequestIsKnownWhereverItsOutcomeIs) {
  LedgerDriver driver(*store_);
  std::vector<domain::Command> all;
  for (int batch = 0; batch < 80; ++batch) {
    const auto commands = AnyPostings(10);
    all.insert(all.end(), commands.begin(), commands.end());
    ASSERT_TRUE(driver.Run(commands).status.ok());
  }
  const LedgerDump before = DumpOf(*store_);
  for (int restart = 0; restart < 2; ++restart) {
    LedgerDriver again(*store_);
    const auto repeated = again.Run(all);
    ASSERT_TRUE(repeated.status.ok());
    for (std::size_t i = 0; i < all.size(); ++i) {
      // What was never kept is decided anew.
      const auto* rejection = std::get_if<domain::Rejection>(&repeated.answers[i].outcome);
      EXPECT_TRUE(repeated.answers[i].replayed ||
                  (rejection != nullptr && !domain::IsKept(rejection->reason)));
    }
    EXPECT_EQ(repeated.changes.transactions.size(), 0U);
    store_.reset();
    store_ = Open(Directory());
    EXPECT_EQ(DumpOf(*store_)["journal"], before.at("journal"));
  }
}

}  // namespace
}  // namespace coalition::store
