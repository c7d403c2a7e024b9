// The database refuses what is written, or is away, for a while.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/engine/mysql_engine.h"
#include "tests/engine/till.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"
#include "tests/testing/private_mariadb.h"
#include "tests/testing/wait_until.h"

namespace coalition::engine {
namespace {

using testing_processes::PrivateMariadb;
using testing_processes::WaitUntil;

constexpr std::uint64_t kMembers = 5;
constexpr std::chrono::seconds kPatience{60};

// Tills that earn and burn without a pause, each on a thread of its own, and send again what was
// not taken.
class Trade {
 public:
  explicit Trade(MysqlEngine& engine) : engine_(engine) {
    constexpr int kTills = 4;
    for (int number = 0; number < kTills; ++number) tills_.emplace_back(number, kMembers, true);
    for (Till& till : tills_) threads_.emplace_back([this, &till] { Run(till); });
  }
  ~Trade() { End(); }

  // What was sent is answered.
  void End() {
    ends_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  // Wait for some more that are taken, or refused; false when there are none in time.
  bool GoesOn() const { return Grows(taken_); }
  bool IsRefused() const { return Grows(refusals_); }

  const std::vector<Till>& tills() const { return tills_; }

 private:
  void Run(Till& till) {
    while (!ends_ && !testing::Test::HasFatalFailure()) {
      SubmitUntilTaken(engine_, till, refusals_);
      ++taken_;
    }
  }
  static bool Grows(const std::atomic<std::int64_t>& count) {
    constexpr std::int64_t kMore = 10;
    const std::int64_t enough = count + kMore;
    return WaitUntil([&] { return count >= enough; }, kPatience);
  }

  MysqlEngine& engine_;
  std::vector<Till> tills_;
  std::atomic<bool> ends_ = false;
  std::atomic<std::int64_t> taken_ = 0;
  std::atomic<std::int64_t> refusals_ = 0;
  std::vector<std::thread> threads_;
};

class MysqlOutageTest : public testing::Test {
 protected:
  explicit MysqlOutageTest(PrivateMariadb::Options options = {}) : mariadb_(std::move(options)) {
    store::SetUpNetwork(*OpenMysql(address_), kMembers);
    engine_ = std::make_unique<MysqlEngine>(address_);
  }

  void ExpectLedgerOfTrade(Trade& trade) {
    trade.End();
    // A reader whose connection did not outlive the server is told so.
    WaitUntil([&] { return engine_->TryView().ok(); }, kPatience);
    const auto view = engine_->View();
    ExpectLedgerOf(trade.tills(), *view.snapshot, *view.catalog);
  }

  PrivateMariadb mariadb_;
  const std::string address_ = mariadb_.FreshDatabase();
  std::unique_ptr<MysqlEngine> engine_;
};

// As before a failover: this server is not the one to write to any more, and then it is again.
TEST_F(MysqlOutageTest, WhileTheServerIsReadOnlyNothingIsTakenAndThenAllIs) {
  Trade trade(*engine_);
  ASSERT_TRUE(trade.GoesOn());
  for (int time = 0; time < 3; ++time) {
    mariadb_.RunAsRoot("SET GLOBAL read_only = ON");
    EXPECT_TRUE(trade.IsRefused());
    const auto before = store::DumpOf(engine_->store());
    EXPECT_TRUE(trade.IsRefused());
    EXPECT_EQ(store::DumpOf(engine_->store()), before) << "questions are answered meanwhile";
    mariadb_.RunAsRoot("SET GLOBAL read_only = OFF");
    EXPECT_TRUE(trade.GoesOn());
  }
  ExpectLedgerOfTrade(trade);
}

TEST_F(MysqlOutageTest, AServerThatRestartsUnderLoadLosesNothingAndDoesNothingTwice) {
  Trade trade(*engine_);
  for (const bool crashes : {true, false, true}) {
    ASSERT_TRUE(trade.GoesOn());
    crashes ? mariadb_.Kill() : mariadb_.Stop();
    EXPECT_TRUE(trade.IsRefused());
    mariadb_.Start();
  }
  EXPECT_TRUE(trade.GoesOn());
  ExpectLedgerOfTrade(trade);
}

// All tables share a file that may have so much and no more.
class MysqlFullTest : public MysqlOutageTest {
 protected:
  MysqlFullTest() : MysqlOutageTest(UpTo("40M")) {}

  static PrivateMariadb::Options UpTo(const std::string& size) {
    return {.flags = {"--innodb-file-per-table=OFF",
                      "--innodb-data-file-path=ibdata1:12M:autoextend:max:" + size}};
  }

  // Takes what room there is, in smaller and smaller pieces.
  void Fill() {
    const auto connection = store::mysql::Connect(address_);
    ASSERT_TRUE(
        connection
            ->Run(store::mysql::SqlText("CREATE TABLE filler (bytes LONGBLOB) ENGINE = InnoDB"))
            .ok());
    for (int piece_bytes = 1 << 20; piece_bytes >= kPieceBytesMin; piece_bytes /= 4) {
      const store::mysql::SqlText insert(
          absl::StrCat("INSERT INTO filler VALUES (REPEAT('x', ", piece_bytes, "))"));
      absl::Status filled;
      for (int piece = 0; filled.ok() && piece < kPiecesMax; ++piece) {
        filled = connection->Run(insert);
      }
      ASSERT_TRUE(absl::IsUnavailable(filled)) << filled;
    }
  }
  // As an operator does it. A full server takes no DROP TABLE either.
  void GiveRoom() {
    mariadb_.Stop();
    mariadb_.Start(UpTo("120M"));
  }

  static std::vector<domain::Command> Earns(const std::string& name) {
    constexpr int kEarns = 2'000;
    std::vector<domain::Command> earns;
    for (int i = 0; i < kEarns; ++i) {
      earns.push_back(store::EarnPoints(absl::StrCat(name, "-", i), store::kBakery,
                                        store::Member(1 + static_cast<std::uint64_t>(i) % kMembers),
                                        2));
    }
    return earns;
  }

 private:
  static constexpr int kPiecesMax = 4'096;
  static constexpr int kPieceBytesMin = 1 << 16;
};

TEST_F(MysqlFullTest, WithoutRoomNothingIsHalfDoneAndWithRoomAllGoesOn) {
  EXPECT_EQ(engine_->OutcomeOf(store::EarnPoints("before", store::kBakery, store::Member(1), 2)),
            "ok");
  Fill();
  const auto before = store::DumpOf(engine_->store());
  for (int attempt = 0; attempt < 3; ++attempt) {
    for (const domain::Answer& answer : engine_->Submit(Earns("large"))) {
      ASSERT_TRUE(IsStoreUnavailable(answer)) << domain::Outcome(answer);
    }
    ASSERT_EQ(store::DumpOf(engine_->store()), before) << "nothing is half done";
  }
  GiveRoom();
  Answers answers;
  // The first connection of the pool did not outlive the server.
  EXPECT_TRUE(WaitUntil(
      [&] {
        answers = engine_->Submit(Earns("large"));
        return !IsStoreUnavailable(answers.front());
      },
      kPatience));
  for (const domain::Answer& answer : answers) {
    ASSERT_EQ(domain::Outcome(answer), "ok");
    ASSERT_FALSE(answer.replayed) << "nothing of it was done before";
  }
  WaitUntil([&] { return engine_->TryView().ok(); }, kPatience);
  const auto view = engine_->View();
  const auto report = reporting::AuditLedger(*view.snapshot, *view.catalog);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->first_difference, "");
}

}  // namespace
}  // namespace coalition::engine
