#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/engine/posting_engine.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/engine/hand_clock.h"
#include "tests/engine/till.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::engine {
namespace {

constexpr domain::LaneId kLane{0};

std::unique_ptr<store::LedgerStore> OpenStore(const std::string& address) {
  return store::mysql::Need(
      store::mysql::MysqlStore::Open({.address = store::mysql::AddressOf(address)}));
}

// What a coalitiond has below its gRPC services.
class Server {
 public:
  explicit Server(const std::string& address)
      : store_(OpenStore(address)),
        catalog_(store::mysql::Need(store_->LoadCatalog())),
        engine_(*store_, catalog_, clock_, {}) {}

  Answers Submit(std::vector<domain::Command> commands) {
    auto promise = std::make_shared<std::promise<Answers>>();
    const auto taken = engine_.Submit(std::move(commands), [promise](Answers answers) {
      promise->set_value(std::move(answers));
    });
    COALITION_CHECK(taken.ok(), "the queue has room");
    return promise->get_future().get();
  }
  std::string OutcomeOf(domain::Command command) {
    return domain::Outcome(Submit({std::move(command)}).front());
  }
  PublishedCatalog::View View() { return store::mysql::Need(catalog_.OpenView(*store_)); }
  void Drain() { engine_.Drain(); }

 private:
  std::unique_ptr<store::LedgerStore> store_;
  HandClock clock_;
  PublishedCatalog catalog_;
  PostingEngine engine_;
};

class SeveralServersTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kMembers = 5;

  SeveralServersTest() : address_(store::mysql::FreshDatabase()) {
    store::SetUpNetwork(*OpenStore(address_), kMembers);
    for (int i = 0; i < 3; ++i) servers_.push_back(std::make_unique<Server>(address_));
  }

  Server& server(std::size_t number) { return *servers_[number % servers_.size()]; }

  const std::string address_;
  std::vector<std::unique_ptr<Server>> servers_;
};

TEST_F(SeveralServersTest, ARetryOnAnotherServerHasTheFirstAnswer) {
  const auto earn = store::EarnPoints("earn", store::kBakery, store::Member(1), 5);
  const auto too_much = store::BurnPoints("burn", store::kBakery, store::Member(1), 1'000);
  const Answers first = server(0).Submit({earn, too_much});
  for (std::size_t other : {1, 2, 0}) {
    const Answers again = server(other).Submit({earn, too_much});
    EXPECT_TRUE(again[0].replayed);
    EXPECT_EQ(domain::Posted(again[0]).id, domain::Posted(first[0]).id);
    EXPECT_TRUE(again[1].replayed);
    EXPECT_EQ(domain::Outcome(again[1]), domain::Outcome(first[1]));
  }
  auto other_payload = earn;
  other_payload.header.digest.fill(9);
  EXPECT_THAT(server(1).OutcomeOf(other_payload), testing::StartsWith("REQUEST_ID_REUSED"));
}

TEST_F(SeveralServersTest, WhatOneServerSetsIsInForceInTheOthersNextBatch) {
  EXPECT_EQ(server(1).OutcomeOf(store::EarnPoints("1", store::kBakery, store::Member(1), 50)),
            "ok");
  domain::Limits limits;
  limits.earn_per_transaction = domain::Points(49);
  EXPECT_EQ(server(0).OutcomeOf(store::ByOperator(
                "limits", domain::SetLimits{{store::kBakery, store::kPoints, limits}})),
            "ok");
  for (std::size_t other : {1, 2}) {
    EXPECT_THAT(server(other).OutcomeOf(store::EarnPoints("over " + std::to_string(other),
                                                          store::kBakery, store::Member(1), 50)),
                testing::StartsWith("LIMIT_EXCEEDED"));
  }
  // And back, by another one.
  EXPECT_EQ(server(2).OutcomeOf(store::ByOperator(
                "no limits", domain::SetLimits{{store::kBakery, store::kPoints, {}}})),
            "ok");
  EXPECT_EQ(server(0).OutcomeOf(store::EarnPoints("2", store::kBakery, store::Member(1), 50)),
            "ok");
}

TEST_F(SeveralServersTest, AViewKnowsThePartnersThatOtherServersMade) {
  EXPECT_EQ(server(0).OutcomeOf(store::ByOperator(
                "florist", domain::CreatePartner{"florist", "Florist", domain::MoneyOf("GBP"), 0})),
            "ok");
  EXPECT_NE(server(1).View().catalog->FindPartner("florist"), nullptr);
}

TEST_F(SeveralServersTest, BatchesOfAllAreDecidedAsIfOneByOne) {
  std::vector<Till> tills;
  for (int number = 0; number < 6; ++number) tills.emplace_back(number, kMembers);
  std::vector<std::thread> threads;
  for (Till& till : tills) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 60; ++i) {
        const auto commands = till.Next();
        till.Hear(commands, server(i).Submit(commands));
      }
    });
  }
  for (std::size_t i = 0; i < 10; ++i) {
    const std::string name = "operator " + std::to_string(i);
    domain::Limits limits;
    limits.earn_per_partner_day = domain::Points(1'000'000 + static_cast<std::int64_t>(i));
    EXPECT_EQ(server(i).OutcomeOf(store::ByOperator(
                  name, domain::SetLimits{{store::kBakery, store::kPoints, limits}})),
              "ok");
    EXPECT_EQ(server(i + 1).OutcomeOf(store::Close(name + " closes", name)), "ok");
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& server : servers_) server->Drain();
  const auto view = server(1).View();
  ExpectLedgerOf(tills, *view.snapshot, *view.catalog);
}

}  // namespace
}  // namespace coalition::engine
