#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

// Earns and burns from many threads, each with requests of its own, until the server goes.
class Crash : public testing::Test {
 protected:
  static constexpr int kThreads = 8;
  // Of one thread; far more than are sent before the server is ended.
  static constexpr int kRequestsMax = 20'000;
  static constexpr int kAcknowledgedBeforeTheEnd = 400;

  struct Sent {
    v1::EarnRequest request;
    // Empty: the answer never came.
    std::string transaction_id;
  };

  void SetUp() override {
    nike_ = network_.Join("nike");
    for (int i = 0; i < kThreads; ++i) {
      members_.push_back(network_.Enroll(nike_, absl::StrCat("card-", i)));
    }
  }

  // Load from all threads; `end` is called once enough is acknowledged, and ends the server.
  template <typename End>
  std::vector<Sent> LoadUntil(End end) {
    std::vector<std::vector<Sent>> sent(kThreads);
    std::atomic<int> acknowledged = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kRequestsMax; ++i) {
          Sent one{EarnOf(t, i), ""};
          const auto reply = network_.Call(nike_.key, one.request);
          if (reply.ok()) {
            one.transaction_id = reply->receipt().transaction().transaction_id();
            ++acknowledged;
          } else {
            // gRPC cancels what reaches it between the signal and the end.
            EXPECT_TRUE(reply.outcome.code == grpc::UNAVAILABLE ||
                        reply.outcome.code == grpc::CANCELLED)
                << reply.outcome;
          }
          sent[static_cast<std::size_t>(t)].push_back(one);
          if (!reply.ok()) return;
        }
      });
    }
    EXPECT_TRUE(testing_processes::WaitUntil(
        [&] { return acknowledged >= kAcknowledgedBeforeTheEnd; }, std::chrono::seconds(60)));
    end();
    for (std::thread& thread : threads) thread.join();
    std::vector<Sent> all;
    for (const auto& some : sent) all.insert(all.end(), some.begin(), some.end());
    return all;
  }

  v1::EarnRequest EarnOf(int thread, int i) {
    v1::EarnRequest request;
    request.set_request_id(absl::StrCat("load-", round_, "-", thread, "-", i));
    request.mutable_member()->set_member_id(members_[static_cast<std::size_t>(thread)]);
    request.set_points(1 + i % 3);
    return request;
  }

  // Every acknowledged transaction is there, once; what was not acknowledged is there or not, and a
  // retry makes it so.
  void ExpectAllThereOnce(const std::vector<Sent>& sent) {
    network_.ExpectLedgerOk();
    std::map<std::string, int> seen;
    for (const Sent& one : sent) {
      if (!one.transaction_id.empty()) {
        const auto found = network_.Must<v1::GetTransactionRequest>(
            nike_.key, absl::StrCat("transaction_id: '", one.transaction_id, "'"));
        EXPECT_EQ(found.transaction().request_id(), one.request.request_id());
        EXPECT_EQ(found.transaction().points(), one.request.points());
      }
      const auto again = network_.Call(nike_.key, one.request);
      ASSERT_TRUE(again.ok()) << again.outcome;
      const std::string id = again->receipt().transaction().transaction_id();
      if (!one.transaction_id.empty()) {
        EXPECT_TRUE(again->receipt().replayed()) << one.request.request_id();
        EXPECT_EQ(id, one.transaction_id);
      }
      EXPECT_EQ(++seen[id], 1) << id;
      expected_[one.request.member().member_id()] += one.request.points();
    }
    for (const auto& [member, points] : expected_) {
      EXPECT_EQ(network_.AvailableTo(member), points) << member;
    }
    network_.ExpectLedgerOk();
  }

  Network network_;
  Partner nike_;
  std::vector<std::string> members_;
  std::map<std::string, std::int64_t> expected_;
  int round_ = 0;
};

TEST_F(Crash, Kill9UnderLoadLosesNothingThatWasAcknowledged) {
  for (round_ = 0; round_ < 3; ++round_) {
    const auto sent = LoadUntil([&] { network_.process().Kill9(); });
    network_.Kill9AndRestart();
    ExpectAllThereOnce(sent);
  }
}

TEST_F(Crash, SigtermUnderLoadExitsWithZeroAndEverythingAcknowledgedOnDisk) {
  const auto sent = LoadUntil([&] {
    const absl::Status ended = network_.process().Terminate();
    EXPECT_TRUE(ended.ok()) << ended;
  });
  network_.Kill9AndRestart();
  ExpectAllThereOnce(sent);
}

}  // namespace
}  // namespace coalition::e2e
