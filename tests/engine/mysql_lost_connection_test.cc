// The connection to the database is cut at each moment of a batch.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/engine/mysql_engine.h"
#include "tests/engine/till.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/mysql/cutting_proxy.h"
#include "tests/store/scenario.h"

namespace coalition::engine {
namespace {

using store::mysql::CuttingProxy;
using Moment = CuttingProxy::Moment;

constexpr Moment kMoments[] = {Moment::kBefore, Moment::kDuring, Moment::kAfter};
constexpr char kCommit[] = "COMMIT";

class MysqlLostConnectionTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kMembers = 5;

  MysqlLostConnectionTest()
      : address_(store::mysql::FreshDatabase()), proxy_(store::mysql::AddressOf(address_)) {
    store::SetUpNetwork(*OpenMysql(address_), kMembers);
    cut_ = std::make_unique<MysqlEngine>(OpenMysql(proxy_.address()));
    other_ = std::make_unique<MysqlEngine>(address_);
  }

  static domain::Command Earn(const std::string& name) {
    return store::EarnPoints(name, store::kBakery, store::Member(1), 5);
  }
  std::int64_t AskInt(const std::string& question) {
    return store::mysql::Ask(*store::mysql::Connect(address_), question);
  }
  // Each is posted by a batch of its own, and so has a row of its own.
  std::int64_t Transactions() { return AskInt("SELECT COUNT(*) FROM journal"); }

  // Other servers than the one whose connection is cut see what it did.
  void ExpectDoneOnce(const domain::Command& command, const domain::Answer& answer,
                      std::int64_t transactions_before) {
    EXPECT_EQ(domain::Outcome(answer), "ok");
    const domain::Answer again = other_->SubmitOne(command);
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(domain::Posted(again).id, domain::Posted(answer).id);
    EXPECT_EQ(Transactions(), transactions_before + 1);
  }

  const std::string address_;
  CuttingProxy proxy_;
  // The engine whose connections are cut, and one whose are not.
  std::unique_ptr<MysqlEngine> cut_;
  std::unique_ptr<MysqlEngine> other_;
};

TEST_F(MysqlLostConnectionTest, ACommitWithoutAnAnswerHasItsEffectOnce) {
  for (const Moment moment : kMoments) {
    const domain::Command earn = Earn("earn " + std::to_string(static_cast<int>(moment)));
    const std::int64_t before = Transactions();
    proxy_.Plan(kCommit, moment);
    const domain::Answer answer = cut_->SubmitOne(earn);
    EXPECT_EQ(proxy_.plans(), 0u);
    ExpectDoneOnce(earn, answer, before);
    // What was done, though nobody was told, is found by its request id; the rest is done anew.
    // Of the third nobody knows.
    if (moment != Moment::kDuring) {
      EXPECT_EQ(answer.replayed, moment == Moment::kAfter);
    }
  }
}

TEST_F(MysqlLostConnectionTest, CommitsThatAreCutOneAfterTheOtherHaveOneEffect) {
  const domain::Command earn = Earn("earn");
  const std::int64_t before = Transactions();
  proxy_.Plan(kCommit, Moment::kBefore);
  proxy_.Plan(kCommit, Moment::kAfter);
  // The outcome was found; nothing is written, but this COMMIT too has no answer.
  proxy_.Plan(kCommit, Moment::kAfter);
  ExpectDoneOnce(earn, cut_->SubmitOne(earn), before);
  EXPECT_EQ(proxy_.plans(), 0u);
}

TEST_F(MysqlLostConnectionTest, ARejectionWhoseCommitIsCutIsKeptOnce) {
  const auto burn = store::BurnPoints("burn", store::kBakery, store::Member(1), 1'000);
  proxy_.Plan(kCommit, Moment::kAfter);
  const domain::Answer answer = cut_->SubmitOne(burn);
  EXPECT_THAT(domain::Outcome(answer), testing::StartsWith("INSUFFICIENT_POINTS"));
  EXPECT_TRUE(answer.replayed);
  EXPECT_EQ(domain::Outcome(other_->SubmitOne(burn)), domain::Outcome(answer));
  EXPECT_EQ(AskInt("SELECT COUNT(*) FROM requests WHERE request_id = 'burn'"), 1);
}

TEST_F(MysqlLostConnectionTest, AChangeOfTheCatalogWhoseCommitIsCutIsInForce) {
  std::int64_t most = 40;
  for (const Moment moment : kMoments) {
    domain::Limits limits;
    limits.earn_per_transaction = domain::Points(--most);
    const std::string name = "limit " + std::to_string(most);
    proxy_.Plan(kCommit, moment);
    EXPECT_EQ(cut_->OutcomeOf(store::ByOperator(
                  name, domain::SetLimits{{store::kBakery, store::kPoints, limits}})),
              "ok");
    for (MysqlEngine* engine : {cut_.get(), other_.get()}) {
      EXPECT_THAT(
          engine->OutcomeOf(store::EarnPoints(name + (engine == cut_.get() ? " here" : " there"),
                                              store::kBakery, store::Member(1), most + 1)),
          testing::StartsWith("LIMIT_EXCEEDED"));
    }
  }
}

// Before COMMIT nothing can have been done, so that the caller is told.
TEST_F(MysqlLostConnectionTest, ABatchThatIsCutBeforeItsCommitLeavesNothing) {
  const auto before = store::DumpOf(other_->store());
  for (const char* statement : {"SELECT scope", "INSERT", "UPDATE"}) {
    for (const Moment moment : kMoments) {
      proxy_.Plan(statement, moment);
      const Answers answers = cut_->Submit({Earn("a"), Earn("b")});
      ASSERT_EQ(proxy_.plans(), 0u) << statement;
      for (const domain::Answer& answer : answers) EXPECT_TRUE(IsStoreUnavailable(answer));
      ASSERT_EQ(store::DumpOf(other_->store()), before) << statement;
    }
  }
  // The same requests, by a new connection.
  for (const domain::Answer& answer : cut_->Submit({Earn("a"), Earn("b")})) {
    EXPECT_EQ(domain::Outcome(answer), "ok");
    EXPECT_FALSE(answer.replayed);
  }
}

// As when a connection ended while it was idle.
TEST_F(MysqlLostConnectionTest, ABatchThatIsCutWhereItBeginsBeginsAnew) {
  int number = 0;
  for (const char* statement : {"START TRANSACTION READ WRITE", "SELECT lane"}) {
    for (const Moment moment : kMoments) {
      proxy_.Plan(statement, moment);
      const domain::Answer answer = cut_->SubmitOne(Earn(std::to_string(++number)));
      EXPECT_EQ(proxy_.plans(), 0u) << statement;
      EXPECT_EQ(domain::Outcome(answer), "ok");
      EXPECT_FALSE(answer.replayed);
    }
  }
}

TEST_F(MysqlLostConnectionTest, AQuestionThatIsCutIsToldAndTheNextOneIsAnswered) {
  domain::ReadSet wanted;
  wanted.members.insert(store::Member(1));
  for (const Moment moment : kMoments) {
    proxy_.Plan("SELECT lane", moment);
    const auto view = cut_->TryView();
    ASSERT_TRUE(view.ok()) << "what has read nothing begins anew";
    EXPECT_EQ(proxy_.plans(), 0u);
    proxy_.Plan("SELECT member", moment);
    domain::LedgerState state;
    EXPECT_TRUE(absl::IsUnavailable(view->snapshot->Load(wanted, state)));
    EXPECT_EQ(proxy_.plans(), 0u);
    EXPECT_TRUE(cut_->TryView().ok());
  }
}

TEST_F(MysqlLostConnectionTest, TillsThatSendAgainHaveOneEffectEachWhateverIsCut) {
  constexpr int kTills = 4;
  constexpr int kSubmissions = 40;
  constexpr int kCuts = 30;
  std::vector<Till> tills;
  for (int number = 0; number < kTills; ++number) tills.emplace_back(number, kMembers, true);
  for (int cut = 0; cut < kCuts; ++cut) {
    const bool at_commit = cut % 3 != 0;
    proxy_.Plan(at_commit ? kCommit : "INSERT", kMoments[cut / 3 % std::size(kMoments)]);
  }
  std::atomic<std::int64_t> refusals = 0;
  std::vector<std::thread> threads;
  for (Till& till : tills) {
    threads.emplace_back([&] {
      for (int i = 0; i < kSubmissions && !HasFatalFailure(); ++i) {
        SubmitUntilTaken(*cut_, till, refusals);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(proxy_.plans(), 0u);
  EXPECT_GT(refusals, 0) << "what was cut before its COMMIT";
  const auto view = other_->View();
  ExpectLedgerOf(tills, *view.snapshot, *view.catalog);
}

}  // namespace
}  // namespace coalition::engine
