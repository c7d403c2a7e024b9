#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

constexpr int kThreads = 16;

// Runs `work` with each number below `threads` at once.
template <typename Work>
void AtOnce(int threads, Work work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : running) thread.join();
}

class Concurrency : public testing::Test {
 protected:
  // An item of a batch.
  static std::string Item(const std::string& kind, const std::string& member, int points) {
    return absl::StrCat("items { ", kind, " { request_id: '", FreshId(), "' member { member_id: '",
                        member, "' } points: ", points, " } } ");
  }

  Network network_;
};

TEST_F(Concurrency, BurnsOfOneBalanceNeverTakeItBelowZero) {
  constexpr int kBalance = 1000;
  constexpr int kBurnsEach = 40;
  const Partner nike = network_.Join("nike");
  const Partner headspace = network_.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
  const std::string member = network_.Enroll(nike, "card");
  network_.Link(member, headspace, "other-card");
  network_.Earned(nike, member, absl::StrCat("points: ", kBalance));

  std::atomic<int> burned = 0;
  std::atomic<int> refused = 0;
  AtOnce(kThreads, [&](int thread) {
    for (int i = 0; i < kBurnsEach; ++i) {
      const int points = 1 + (thread * 7 + i) % 5;
      const auto reply = network_.Burn(thread % 2 == 0 ? nike : headspace, member,
                                       absl::StrCat("points: ", points));
      if (reply.ok()) {
        burned += points;
        EXPECT_GE(reply->receipt().balance().available(), 0);
      } else {
        EXPECT_EQ(reply.reason(), "INSUFFICIENT_POINTS") << reply;
        ++refused;
      }
    }
  });
  EXPECT_GT(refused, 0);
  EXPECT_LE(burned, kBalance);
  EXPECT_EQ(network_.AvailableTo(member), kBalance - burned);
  // What is left is too little for some burn that was refused.
  EXPECT_LT(network_.AvailableTo(member), 5);
  network_.ExpectLedgerOk();
}

TEST_F(Concurrency, EarnsNeverPassTheNetDebitCap) {
  constexpr int kCapPoints = 500;
  // 1,000 points cost 10 pounds: a point is 10,000 micros.
  const Partner nike = network_.Join(
      "nike", {"GBP", EvenRate(),
               absl::StrCat(kPlainTerms, " net_debit_cap { kind: KIND_POSTPAID limit_micros: ",
                            kCapPoints * 10'000, " }")});
  std::vector<std::string> members;
  for (int i = 0; i < kThreads; ++i) {
    members.push_back(network_.Enroll(nike, absl::StrCat("card-", i)));
  }
  std::atomic<int> earned = 0;
  std::atomic<int> refused = 0;
  const auto count = [&](const Outcome& outcome, int points) {
    if (outcome.ok()) {
      earned += points;
    } else {
      EXPECT_EQ(outcome.reason, "NET_DEBIT_CAP_EXCEEDED") << outcome;
      ++refused;
    }
  };
  AtOnce(kThreads, [&](int thread) {
    const std::string& member = members[static_cast<std::size_t>(thread)];
    if (thread % 2 == 0) {
      for (int i = 0; i < 20; ++i) count(network_.Earn(nike, member, "points: 3").outcome, 3);
      return;
    }
    std::string items;
    for (int i = 0; i < 20; ++i) items += Item("earn", member, 7);
    const auto batch = network_.Must<v1::SubmitBatchRequest>(nike.key, items);
    for (const v1::BatchResult& result : batch.results()) {
      count(result.has_error() ? OutcomeOf(result.error()) : Outcome{}, 7);
    }
  });
  EXPECT_GT(refused, 0);
  EXPECT_LE(earned, kCapPoints);
  // The last earn that was refused did not fit any more.
  EXPECT_GT(earned, kCapPoints - 7);
  const auto positions = network_.Must<v1::GetPositionsRequest>(nike.key, "");
  ASSERT_EQ(positions.positions_size(), 1);
  EXPECT_EQ(positions.positions(0).net().micros(), -earned * 10'000);
  network_.ExpectLedgerOk();

  // A new window makes room, and so does what the partner is paid for a burn.
  EXPECT_EQ(network_.Earn(nike, members[0], "points: 7").reason(), "NET_DEBIT_CAP_EXCEEDED");
  network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
  EXPECT_EQ(network_.Earn(nike, members[0], "points: 500").reason(), "OK");
  EXPECT_EQ(network_.Earn(nike, members[0], "points: 1").reason(), "NET_DEBIT_CAP_EXCEEDED");
  EXPECT_EQ(network_.Burn(nike, members[0], "points: 10").reason(), "OK");
  EXPECT_EQ(network_.Earn(nike, members[0], "points: 8").reason(), "OK");
  EXPECT_EQ(network_.Earn(nike, members[0], "points: 1").reason(), "NET_DEBIT_CAP_EXCEEDED");
}

TEST_F(Concurrency, EnrolmentsOfOneCardMakeOneMember) {
  const Partner nike = network_.Join("nike");
  std::atomic<int> enrolled = 0;
  AtOnce(kThreads, [&](int) {
    const auto reply = network_.Call<v1::EnrollMemberRequest>(
        nike.key, "identifiers { kind: 'card' value: 'one' }");
    if (reply.ok()) {
      ++enrolled;
    } else {
      EXPECT_EQ(reply.reason(), "IDENTIFIER_TAKEN") << reply;
    }
  });
  EXPECT_EQ(enrolled, 1);
  EXPECT_EQ(network_.Verify().members(), 1);
}

TEST_F(Concurrency, ReversalsOfOneEarnNeverTakeBackMoreThanItGave) {
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  const auto earned = network_.Earned(nike, member, "points: 100");
  std::atomic<int> reversed = 0;
  AtOnce(kThreads, [&](int) {
    for (int i = 0; i < 10; ++i) {
      const auto reply = network_.Reverse(nike, earned.transaction().transaction_id(), "points: 3");
      if (reply.ok()) {
        reversed += 3;
      } else {
        EXPECT_EQ(reply.reason(), "REVERSAL_EXCEEDS_ORIGINAL") << reply;
      }
    }
  });
  EXPECT_EQ(reversed, 99);
  EXPECT_EQ(network_.AvailableTo(member), 1);
  network_.ExpectLedgerOk();
}

TEST_F(Concurrency, WindowsCloseUnderTrafficAndEachTransactionIsInOne) {
  constexpr int kWindows = 10;
  constexpr int kEarnsEach = 50;
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  AtOnce(kThreads, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < kWindows; ++i) {
        network_.Must<v1::CloseWindowRequest>(network_.operator_key(), "");
      }
      return;
    }
    for (int i = 0; i < kEarnsEach; ++i) network_.Earned(nike, member, "points: 1");
  });
  std::int64_t lines = 0;
  std::int64_t net = 0;
  for (int window = 1; window <= kWindows + 1; ++window) {
    const auto statement =
        network_.Must<v1::GetStatementRequest>(nike.key, absl::StrCat("window_id: ", window))
            .statement();
    lines += statement.line_count();
    net += statement.net_micros() - statement.opening_residue_micros();
  }
  EXPECT_EQ(lines, (kThreads - 1) * kEarnsEach);
  EXPECT_EQ(net, -(kThreads - 1) * kEarnsEach * 10'000);
  network_.ExpectLedgerOk();
}

TEST_F(Concurrency, CallersThatGiveUpDoNoHarmAndTheirRetriesHaveOneEffect) {
  constexpr int kEarnsEach = 60;
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  const std::string path = PathOf(MethodNamed("Earn"));
  std::vector<std::vector<v1::EarnRequest>> given_up(kThreads);
  AtOnce(kThreads, [&](int thread) {
    for (int i = 0; i < kEarnsEach; ++i) {
      const auto request = Proto<v1::EarnRequest>(absl::StrCat(
          "request_id: '", FreshId(), "' points: 1 member { member_id: '", member, "' }"));
      const auto reply = Send(network_.channel(), path, request.SerializeAsString(),
                              Bearer(nike.key), std::chrono::milliseconds(i % 3));
      if (reply.status.ok()) continue;
      EXPECT_EQ(reply.status.error_code(), grpc::DEADLINE_EXCEEDED);
      given_up[static_cast<std::size_t>(thread)].push_back(request);
    }
  });
  for (const auto& requests : given_up) {
    for (const v1::EarnRequest& request : requests) {
      EXPECT_TRUE(network_.Call(nike.key, request).ok());
    }
  }
  EXPECT_EQ(network_.AvailableTo(member), kThreads * kEarnsEach);
  network_.ExpectLedgerOk();
}

TEST_F(Concurrency, AFloodIsShedWithQueueFullAndTheSameRequestsWorkLater) {
  // Far more commands at once than the queue holds.
  constexpr int kBatches = 32;
  constexpr int kItems = 10'000;
  const Partner nike = network_.Join("nike");
  const std::string member = network_.Enroll(nike, "card");
  std::vector<v1::SubmitBatchRequest> requests(kBatches);
  for (v1::SubmitBatchRequest& request : requests) {
    for (int i = 0; i < kItems; ++i) {
      v1::EarnRequest* earn = request.add_items()->mutable_earn();
      earn->set_request_id(FreshId());
      earn->mutable_member()->set_member_id(member);
      earn->set_points(1);
    }
  }
  std::vector<Outcome> outcomes(kBatches);
  AtOnce(kBatches, [&](int i) {
    const auto at = static_cast<std::size_t>(i);
    outcomes[at] = network_.Call(nike.key, requests[at]).outcome;
  });
  int taken = 0;
  int shed = -1;
  for (int i = 0; i < kBatches; ++i) {
    const Outcome& outcome = outcomes[static_cast<std::size_t>(i)];
    if (outcome.ok()) {
      ++taken;
      continue;
    }
    shed = i;
    EXPECT_EQ(outcome.reason, "QUEUE_FULL") << outcome;
    EXPECT_EQ(outcome.code, grpc::RESOURCE_EXHAUSTED);
    EXPECT_GT(outcome.retry_delay_ms, 0);
    EXPECT_EQ(outcome.type_urls.back(), "type.googleapis.com/google.rpc.RetryInfo");
  }
  EXPECT_GT(taken, 0);
  EXPECT_EQ(network_.AvailableTo(member), taken * kItems);
  if (shed < 0) GTEST_SKIP() << "the server was quick enough for all of them";
  const auto again = network_.Call(nike.key, requests[static_cast<std::size_t>(shed)]);
  ASSERT_TRUE(again.ok()) << again.outcome;
  EXPECT_FALSE(again->results(0).receipt().replayed());
  EXPECT_EQ(network_.AvailableTo(member), (taken + 1) * kItems);
}

}  // namespace
}  // namespace coalition::e2e
