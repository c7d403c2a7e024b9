#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/client.h"
#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/connection.h"
#include "tests/sdk/failures.h"
#include "tests/sdk/fake_server.h"
#include "tests/sdk/fake_time.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kEarn[] = "/coalition.v1.PointsService/Earn";

const EarnRequest kAnEarn{.member = MemberId{"m"}, .amount = PartnerPoints{1}};

class RetryTest : public testing::Test {
 protected:
  // Answers the n-th earn with the n-th of `failures`, and after those with a receipt.
  void FailEarnsWith(std::vector<grpc::Status> failures) {
    server_.On<v1::EarnRequest, v1::EarnResponse>(
        kEarn, [this, failures](const v1::EarnRequest& request, v1::EarnResponse* response) {
          request_ids_.push_back(request.request_id());
          if (request_ids_.size() <= failures.size()) return failures[request_ids_.size() - 1];
          response->mutable_receipt()->mutable_transaction()->set_request_id(request.request_id());
          return grpc::Status::OK;
        });
  }

  Client MakeClient(ClientOptions options, FakeTime* time) {
    options.server = server_.address();
    return Client(
        std::make_shared<const sdk_internal::Connection>(std::move(options), time->environment()));
  }
  Client MakeClient(FakeTime* time) { return MakeClient({}, time); }

  FakeServer server_;
  std::vector<std::string> request_ids_;
};

const grpc::Status kUnavailable(grpc::StatusCode::UNAVAILABLE, "connection lost");

TEST_F(RetryTest, UnavailableIsRetriedWithTheSameRequestId) {
  FailEarnsWith({kUnavailable, kUnavailable});
  FakeTime time;
  const Result<Receipt> receipt = MakeClient(&time).Earn(kAnEarn);
  ASSERT_TRUE(receipt.ok()) << receipt.error();
  ASSERT_EQ(request_ids_.size(), 3U);
  EXPECT_EQ(std::set<std::string>(request_ids_.begin(), request_ids_.end()).size(), 1U);
  EXPECT_EQ(receipt->transaction.request_id, request_ids_[0]);
}

TEST_F(RetryTest, RequestIdOfTheCallerIsKept) {
  FailEarnsWith({kUnavailable});
  FakeTime time;
  EarnRequest request = kAnEarn;
  request.request_id = "till-7/4711";
  EXPECT_TRUE(MakeClient(&time).Earn(request).ok());
  EXPECT_THAT(request_ids_, ElementsAre("till-7/4711", "till-7/4711"));
}

TEST_F(RetryTest, EachCallHasItsOwnRequestId) {
  FailEarnsWith({});
  FakeTime time;
  const Client client = MakeClient(&time);
  EXPECT_TRUE(client.Earn(kAnEarn).ok());
  EXPECT_TRUE(client.Earn(kAnEarn).ok());
  ASSERT_EQ(request_ids_.size(), 2U);
  EXPECT_LT(request_ids_[0], request_ids_[1]);
}

TEST_F(RetryTest, WaitsGrowUpToTheLongest) {
  FailEarnsWith(std::vector<grpc::Status>(6, kUnavailable));
  FakeTime time(FakeTime::Draw::kLimit);
  EXPECT_TRUE(MakeClient({.retry = {.initial_backoff = milliseconds(100),
                                    .max_backoff = milliseconds(1'000)}},
                         &time)
                  .Earn(kAnEarn)
                  .ok());
  EXPECT_THAT(time.sleeps(),
              ElementsAre(milliseconds(100), milliseconds(200), milliseconds(400),
                          milliseconds(800), milliseconds(1'000), milliseconds(1'000)));
}

TEST_F(RetryTest, JitterMayDrawNoWaitAtAll) {
  FailEarnsWith({kUnavailable});
  FakeTime time(FakeTime::Draw::kNothing);
  EXPECT_TRUE(MakeClient(&time).Earn(kAnEarn).ok());
  EXPECT_THAT(time.sleeps(), ElementsAre(milliseconds(0)));
}

TEST_F(RetryTest, RetryInfoIsWaitedOut) {
  FailEarnsWith({OnTheWire(QueueFull(seconds(3)))});
  FakeTime time(FakeTime::Draw::kLimit);
  EXPECT_TRUE(
      MakeClient({.retry = {.initial_backoff = milliseconds(70)}}, &time).Earn(kAnEarn).ok());
  EXPECT_THAT(time.sleeps(), ElementsAre(seconds(3) + milliseconds(70)));
}

TEST_F(RetryTest, EveryShedReasonIsRetried) {
  using grpc::StatusCode;
  FailEarnsWith({OnTheWire(Failure(StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED", seconds(1))),
                 OnTheWire(Failure(StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE")),
                 OnTheWire(Failure(StatusCode::UNAVAILABLE, "SHUTTING_DOWN"))});
  FakeTime time;
  EXPECT_TRUE(MakeClient(&time).Earn(kAnEarn).ok());
  EXPECT_EQ(request_ids_.size(), 4U);
}

TEST_F(RetryTest, FinalFailuresAreNotRetried) {
  using grpc::StatusCode;
  const grpc::Status kFinal[] = {
      OnTheWire(Failure(StatusCode::FAILED_PRECONDITION, "NET_DEBIT_CAP_EXCEEDED")),
      OnTheWire(Failure(StatusCode::RESOURCE_EXHAUSTED, "TOO_LARGE")),
      OnTheWire(Failure(StatusCode::ALREADY_EXISTS, "REQUEST_ID_REUSED")),
      grpc::Status(StatusCode::RESOURCE_EXHAUSTED, "no reason"),
      grpc::Status(StatusCode::UNIMPLEMENTED, "not served yet"),
      grpc::Status(StatusCode::INTERNAL, "no reason"),
  };
  for (const grpc::Status& failure : kFinal) {
    request_ids_.clear();
    FailEarnsWith({failure});
    FakeTime time;
    const Result<Receipt> receipt = MakeClient(&time).Earn(kAnEarn);
    ASSERT_FALSE(receipt.ok()) << failure.error_message();
    EXPECT_EQ(static_cast<int>(receipt.error().code), failure.error_code());
    EXPECT_EQ(receipt.error().attempts, 1);
    EXPECT_THAT(time.sleeps(), IsEmpty());
    EXPECT_THAT(request_ids_, ElementsAre(receipt.error().request_id));
  }
}

TEST_F(RetryTest, AttemptsAreLimited) {
  FailEarnsWith(std::vector<grpc::Status>(10, kUnavailable));
  FakeTime time;
  const Result<Receipt> receipt = MakeClient({.retry = {.max_attempts = 3}}, &time).Earn(kAnEarn);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(receipt.error().retryable());
  EXPECT_EQ(receipt.error().attempts, 3);
  EXPECT_EQ(request_ids_.size(), 3U);
}

TEST_F(RetryTest, NoWaitEndsAfterTheDeadline) {
  FailEarnsWith(std::vector<grpc::Status>(10, OnTheWire(QueueFull(seconds(4)))));
  FakeTime time;
  const Result<Receipt> receipt = MakeClient({.deadline = seconds(10)}, &time).Earn(kAnEarn);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().reason, ErrorReason::kQueueFull);
  EXPECT_EQ(receipt.error().retry_delay, seconds(4));
  EXPECT_EQ(receipt.error().attempts, 3);
  EXPECT_THAT(time.sleeps(), ElementsAre(seconds(4), seconds(4)));
}

// The first scripts block until the test is over, so the client's own deadline ends those attempts.
class DeadlineTest : public RetryTest {
 protected:
  void BlockFirstEarns(int blocked, seconds passes) {
    server_.On<v1::EarnRequest, v1::EarnResponse>(
        kEarn, [this, blocked, passes](const v1::EarnRequest&, v1::EarnResponse*) {
          if (++earns_ > blocked) return grpc::Status::OK;
          time_.Pass(passes);
          over_.wait();
          return grpc::Status::OK;
        });
  }

  void TearDown() override {
    end_.set_value();
    server_.Stop();
  }

  FakeTime time_;
  std::atomic<int> earns_ = 0;
  std::promise<void> end_;
  const std::shared_future<void> over_ = end_.get_future().share();
};

TEST_F(DeadlineTest, AttemptThatTimesOutIsRetried) {
  BlockFirstEarns(1, seconds(1));
  const Client client = MakeClient({.attempt_deadline = milliseconds(100)}, &time_);
  const Result<Receipt> receipt = client.Earn(kAnEarn);
  EXPECT_TRUE(receipt.ok()) << receipt.error();
  EXPECT_GE(server_.calls().size(), 2U);
}

TEST_F(DeadlineTest, CallEndsAtItsDeadline) {
  BlockFirstEarns(100, seconds(4));
  const Client client = MakeClient({.deadline = seconds(10),
                                    .attempt_deadline = milliseconds(100),
                                    .retry = {.max_attempts = 100}},
                                   &time_);
  const Result<Receipt> receipt = client.Earn(kAnEarn);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_TRUE(receipt.error().retryable());
  EXPECT_FALSE(receipt.error().request_id.empty());
  EXPECT_LT(receipt.error().attempts, 100);
}

TEST(NoServerTest, IsUnavailable) {
  FakeTime time;
  std::string address;
  { address = FakeServer().address(); }
  const Client client(std::make_shared<const sdk_internal::Connection>(
      ClientOptions{.server = address, .retry = {.max_attempts = 3}}, time.environment()));
  const Result<Receipt> receipt = client.Earn(kAnEarn);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(receipt.error().attempts, 3);
}

}  // namespace
}  // namespace coalition::sdk_test
