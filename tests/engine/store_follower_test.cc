#include "server/engine/store_follower.h"

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/engine/fault_store.h"
#include "tests/engine/mysql_engines.h"

namespace coalition::engine {
namespace {

using Step = FaultStore::Step;
using testing::ElementsAre;
using testing::IsEmpty;

// By the number of lanes: a server that only follows, beside three that write.
class StoreFollowerTest : public testing::TestWithParam<int> {
 protected:
  static constexpr std::uint64_t kMembers = 5;
  static constexpr int kSeveral = 5;

  void Follow(std::chrono::milliseconds pause = {}) {
    StoreFollower::Options options;
    options.pause = pause;
    options.on_error = [this](const absl::Status& error) {
      const std::lock_guard lock(errors_mutex_);
      errors_.push_back(error.code());
    };
    follower_ = std::make_unique<StoreFollower>(store_, catalog_, tail_, options);
  }
  void AwaitLookBegins() {
    const auto begins = std::make_shared<std::promise<void>>();
    store_.Plan(Step::kOpenSnapshot, {absl::OkStatus(), false, [begins] { begins->set_value(); }});
    begins->get_future().get();
  }
  // One that begins after this call, until its end.
  void AwaitLook() {
    AwaitLookBegins();
    AwaitLookBegins();
  }
  void AwaitLooks(int count) {
    for (int look = 0; look < count; ++look) AwaitLook();
  }
  void AwaitCommitAfter(JournalTail::Count seen) {
    const auto told = std::make_shared<std::promise<void>>();
    tail_.CallAfter(seen, [told] { told->set_value(); });
    told->get_future().get();
  }
  std::vector<absl::StatusCode> Errors() {
    const std::lock_guard lock(errors_mutex_);
    return errors_;
  }

  static void Earn(MysqlEngine& server, std::uint64_t member) {
    EXPECT_EQ(server.OutcomeOf(store::EarnPoints("earn " + std::to_string(member), store::kBakery,
                                                 store::Member(member), 5)),
              "ok");
  }
  static void CreatePartner(MysqlEngine& server, const std::string& handle) {
    EXPECT_EQ(server.OutcomeOf(store::ByOperator(
                  handle, domain::CreatePartner{handle, handle, domain::MoneyOf("GBP"), 0})),
              "ok");
  }
  bool IsPublished(const std::string& handle) const {
    return catalog_.Get()->FindPartner(handle) != nullptr;
  }

  MysqlEngines others_{GetParam(), kMembers};
  const std::unique_ptr<store::LedgerStore> mysql_ = OpenMysql(others_.address());
  FaultStore store_{*mysql_};
  PublishedCatalog catalog_{store::mysql::Need(mysql_->LoadCatalog())};
  JournalTail tail_;

 private:
  std::mutex errors_mutex_;
  std::vector<absl::StatusCode> errors_;

 protected:
  // Last, so that it ends before what it uses.
  std::unique_ptr<StoreFollower> follower_;
};

TEST_P(StoreFollowerTest, WhileNothingIsNewNobodyIsTold) {
  Earn(others_[0], 1);
  Follow();
  AwaitLook();
  const JournalTail::Count seen = tail_.commits();
  AwaitLooks(kSeveral);
  EXPECT_EQ(tail_.commits(), seen);
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_P(StoreFollowerTest, ACommitOfAnotherServerIsToldOnceInWhateverLane) {
  Follow();
  AwaitLook();
  for (std::uint64_t member = 1; member <= kMembers; ++member) {
    const JournalTail::Count seen = tail_.commits();
    Earn(others_[member], member);
    AwaitCommitAfter(seen);
    AwaitLooks(kSeveral);
    EXPECT_EQ(tail_.commits(), seen + 1) << "member " << member;
  }
}

TEST_P(StoreFollowerTest, WhatAnotherServerChangesOfTheCatalogIsPublished) {
  Follow();
  AwaitLook();
  const JournalTail::Count seen = tail_.commits();
  const auto before = catalog_.Get();
  for (const char* handle : {"florist", "baker"}) {
    EXPECT_FALSE(IsPublished(handle));
    CreatePartner(others_[0], handle);
    AwaitLook();
    EXPECT_TRUE(IsPublished(handle));
  }
  EXPECT_EQ(before->FindPartner("florist"), nullptr) << "what was got stays the same";
  AwaitLooks(kSeveral);
  // Several lanes may end later after what all of them decided, also when it was no transaction.
  EXPECT_LE(tail_.commits(), GetParam() == 1 ? seen : seen + 2);
}

TEST_P(StoreFollowerTest, ALookThatFailsIsToldAndTheNextOneSeesAll) {
  Follow();
  AwaitLook();
  const JournalTail::Count seen = tail_.commits();
  // The commit and the new partner lie before the looks that fail.
  Gate gate;
  store_.Plan(Step::kOpenSnapshot, {absl::UnavailableError("away"), false, [&] { gate.Pass(); }});
  store_.Plan(Step::kOpenSnapshot, {absl::AbortedError("in the way"), false, {}});
  store_.Plan(Step::kLoadCatalog, {absl::DataLossError("unreadable"), false, {}});
  gate.AwaitArrivals(1);
  Earn(others_[0], 1);
  CreatePartner(others_[1], "florist");
  EXPECT_EQ(tail_.commits(), seen);
  EXPECT_FALSE(IsPublished("florist"));
  gate.Open();
  AwaitCommitAfter(seen);
  EXPECT_TRUE(IsPublished("florist"));
  AwaitLooks(kSeveral);
  EXPECT_EQ(tail_.commits(), seen + 1);
  EXPECT_THAT(Errors(), ElementsAre(absl::StatusCode::kUnavailable, absl::StatusCode::kAborted,
                                    absl::StatusCode::kDataLoss));
}

TEST_P(StoreFollowerTest, EndsWhileItPausesAtOnce) {
  constexpr std::chrono::seconds kPause{60};
  const JournalTail::Count seen = tail_.commits();
  Follow(kPause);
  // The last that a first look does.
  AwaitCommitAfter(seen);
  const auto begin = std::chrono::steady_clock::now();
  follower_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPause / 2);
}

INSTANTIATE_TEST_SUITE_P(Lanes, StoreFollowerTest, testing::Values(1, 4),
                         [](const auto& lanes) { return std::to_string(lanes.param); });

}  // namespace
}  // namespace coalition::engine
