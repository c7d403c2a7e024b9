#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/engine/mysql_engines.h"

namespace coalition::engine {
namespace {

// By the number of lanes.
class SeveralServersTest : public testing::TestWithParam<int> {
 protected:
  static constexpr std::uint64_t kMembers = 5;

  MysqlEngine& server(std::size_t number) { return servers_[number]; }

  MysqlEngines servers_{GetParam(), kMembers};
};

TEST_P(SeveralServersTest, ARetryOnAnotherServerHasTheFirstAnswer) {
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

TEST_P(SeveralServersTest, WhatOneServerSetsIsInForceInTheOthersNextBatch) {
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

TEST_P(SeveralServersTest, AViewKnowsThePartnersThatOtherServersMade) {
  EXPECT_EQ(server(0).OutcomeOf(store::ByOperator(
                "florist", domain::CreatePartner{"florist", "Florist", domain::MoneyOf("GBP"), 0})),
            "ok");
  EXPECT_NE(server(1).View().catalog->FindPartner("florist"), nullptr);
}

TEST_P(SeveralServersTest, BatchesOfAllAreDecidedAsIfOneByOne) {
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
  servers_.Drain();
  const auto view = server(1).View();
  ExpectLedgerOf(tills, *view.snapshot, *view.catalog);
}

INSTANTIATE_TEST_SUITE_P(Lanes, SeveralServersTest, testing::Values(1, 2, 4),
                         [](const auto& lanes) { return std::to_string(lanes.param); });

}  // namespace
}  // namespace coalition::engine
