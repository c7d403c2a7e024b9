#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/client.h"
#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/connection.h"
#include "tests/sdk/batch_items.h"
#include "tests/sdk/failures.h"
#include "tests/sdk/fake_server.h"
#include "tests/sdk/fake_time.h"

namespace coalition::sdk_test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSubmitBatch[] = "/coalition.v1.PointsService/SubmitBatch";

EarnRequest Earn(const std::string& request_id) {
  return {.request_id = request_id, .member = MemberId{"m"}, .amount = PartnerPoints{1}};
}

class BatchTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.On<v1::SubmitBatchRequest, v1::SubmitBatchResponse>(
        kSubmitBatch,
        [this](const v1::SubmitBatchRequest& request, v1::SubmitBatchResponse* response) {
          return Decide(request, response);
        });
  }

  // Each item is answered by the next failure scripted for its id, or else posted.
  grpc::Status Decide(const v1::SubmitBatchRequest& request, v1::SubmitBatchResponse* response) {
    std::vector<std::string>& ids = batches_.emplace_back();
    for (const v1::BatchItem& item : request.items()) {
      ids.push_back(IdOf(item) + (item.linked() ? "+" : ""));
    }
    if (batches_.size() <= call_failures_.size() && !call_failures_[batches_.size() - 1].ok()) {
      return call_failures_[batches_.size() - 1];
    }
    for (const v1::BatchItem& item : request.items()) {
      const std::string id = IdOf(item);
      v1::BatchResult* result = response->add_results();
      result->set_request_id(id);
      std::vector<v1::Status>& failures = item_failures_[id];
      if (failures.empty()) {
        result->mutable_receipt()->mutable_transaction()->set_request_id(id);
        continue;
      }
      *result->mutable_error() = failures.front();
      failures.erase(failures.begin());
    }
    return grpc::Status::OK;
  }

  std::vector<BatchResult> Submit(const std::vector<std::string>& ids) {
    SubmitBatchRequest request;
    for (const std::string& id : ids) request.items.push_back(Earn(id));
    return MakeClient().SubmitBatch(request);
  }

  Client MakeClient() {
    return Client(std::make_shared<const sdk_internal::Connection>(options_, time_.environment()));
  }

  FakeServer server_;
  FakeTime time_;
  ClientOptions options_{.server = server_.address(), .retry = {.max_attempts = 4}};
  // Request ids, with a `+` when the item is linked to the next.
  std::vector<std::vector<std::string>> batches_;
  std::vector<grpc::Status> call_failures_;
  std::map<std::string, std::vector<v1::Status>> item_failures_;
};

void ExpectPosted(const BatchResult& result, const std::string& id) {
  EXPECT_EQ(result.request_id, id);
  ASSERT_TRUE(result.receipt.ok()) << result.receipt.error();
  EXPECT_EQ(result.receipt->transaction.request_id, id);
}

TEST_F(BatchTest, OnlyRetryableItemsAreSentAgainAndOrderIsKept) {
  item_failures_["b"] = {QueueFull(seconds(1)), QueueFull(seconds(1))};
  item_failures_["c"] = {Failure(grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_POINTS")};
  item_failures_["d"] = {Failure(grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE")};
  const std::vector<BatchResult> results = Submit({"a", "b", "c", "d", "e"});
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a", "b", "c", "d", "e"), ElementsAre("b", "d"),
                                    ElementsAre("b")));
  ASSERT_EQ(results.size(), 5U);
  ExpectPosted(results[0], "a");
  ExpectPosted(results[1], "b");
  ASSERT_FALSE(results[2].receipt.ok());
  EXPECT_EQ(results[2].receipt.error().reason, ErrorReason::kInsufficientPoints);
  EXPECT_EQ(results[2].receipt.error().request_id, "c");
  EXPECT_EQ(results[2].receipt.error().attempts, 1);
  ExpectPosted(results[3], "d");
  ExpectPosted(results[4], "e");
}

TEST_F(BatchTest, LinkedGroupsAreSentAgainWhole) {
  item_failures_["b"] = {LinkedItemFailed()};
  item_failures_["c"] = {QueueFull(seconds(1))};
  const std::vector<BatchResult> results = MakeClient().SubmitBatch(
      {.items = {Earn("a"), LinkedToNext(Earn("b")), LinkedToNext(Earn("c")), Earn("d"),
                 LinkedToNext(Earn("e")), Earn("f")}});
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a", "b+", "c+", "d", "e+", "f"),
                                    ElementsAre("b+", "c+", "d")));
  EXPECT_THAT(time_.sleeps(), ElementsAre(seconds(1)));
  ASSERT_EQ(results.size(), 6U);
  for (std::size_t i = 0; i < results.size(); ++i) {
    ExpectPosted(results[i], std::string(1, static_cast<char>('a' + i)));
  }
}

TEST_F(BatchTest, LinkedGroupThatFailsForGoodIsNotSentAgain) {
  item_failures_["a"] = {LinkedItemFailed()};
  item_failures_["b"] = {Failure(grpc::StatusCode::FAILED_PRECONDITION, "INSUFFICIENT_POINTS")};
  const std::vector<BatchResult> results =
      MakeClient().SubmitBatch({.items = {LinkedToNext(Earn("a")), Earn("b")}});
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a+", "b")));
  ASSERT_FALSE(results[0].receipt.ok());
  EXPECT_EQ(results[0].receipt.error().reason, ErrorReason::kLinkedItemFailed);
  ASSERT_FALSE(results[1].receipt.ok());
  EXPECT_EQ(results[1].receipt.error().reason, ErrorReason::kInsufficientPoints);
}

TEST_F(BatchTest, AnswerOfALinkedGroupIsNotLostWhenTheGroupIs) {
  item_failures_["b"] = {QueueFull(seconds(0))};
  call_failures_ = {grpc::Status::OK,
                    OnTheWire(Failure(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"))};
  const std::vector<BatchResult> results =
      MakeClient().SubmitBatch({.items = {LinkedToNext(Earn("a")), Earn("b")}});
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a+", "b"), ElementsAre("a+", "b")));
  ExpectPosted(results[0], "a");
  ASSERT_FALSE(results[1].receipt.ok());
  EXPECT_EQ(results[1].receipt.error().reason, ErrorReason::kUnauthenticated);
}

TEST_F(BatchTest, LongestRetryDelayOfItsItemsIsWaitedOut) {
  item_failures_["a"] = {QueueFull(seconds(1))};
  item_failures_["b"] = {QueueFull(seconds(3))};
  item_failures_["c"] = {Failure(grpc::StatusCode::UNAVAILABLE, "SHUTTING_DOWN")};
  Submit({"a", "b", "c"});
  EXPECT_THAT(time_.sleeps(), ElementsAre(seconds(3)));
}

TEST_F(BatchTest, CallAndItemsShareOneBudget) {
  call_failures_ = {grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection lost")};
  item_failures_["b"] = std::vector<v1::Status>(10, QueueFull(seconds(0)));
  const std::vector<BatchResult> results = Submit({"a", "b"});
  EXPECT_THAT(batches_, ElementsAre(ElementsAre("a", "b"), ElementsAre("a", "b"), ElementsAre("b"),
                                    ElementsAre("b")));
  ExpectPosted(results[0], "a");
  ASSERT_FALSE(results[1].receipt.ok());
  EXPECT_EQ(results[1].receipt.error().reason, ErrorReason::kQueueFull);
  EXPECT_EQ(results[1].receipt.error().attempts, 4);
}

TEST_F(BatchTest, FailedCallIsTheOutcomeOfEveryItemThatIsLeft) {
  call_failures_ = {grpc::Status::OK,
                    OnTheWire(Failure(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"))};
  item_failures_["a"] = {QueueFull(seconds(0))};
  const std::vector<BatchResult> results = Submit({"a", "b"});
  ASSERT_EQ(results.size(), 2U);
  ASSERT_FALSE(results[0].receipt.ok());
  EXPECT_EQ(results[0].receipt.error().reason, ErrorReason::kUnauthenticated);
  EXPECT_EQ(results[0].receipt.error().request_id, "a");
  ExpectPosted(results[1], "b");
}

TEST_F(BatchTest, MadeRequestIdsAreKeptAcrossRetriesAndAnswered) {
  call_failures_ = {grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection lost")};
  const std::vector<BatchResult> results = MakeClient().SubmitBatch(
      {.items = {EarnRequest{}, BurnRequest{}, ReverseRequest{}, AuthorizeRequest{},
                 CaptureRequest{}, VoidRequest{}, ConvertRequest{}, TransferRequest{}}});
  ASSERT_EQ(batches_.size(), 2U);
  EXPECT_EQ(batches_[0], batches_[1]);
  ASSERT_EQ(results.size(), 8U);
  for (std::size_t i = 0; i < results.size(); ++i) {
    ExpectPosted(results[i], batches_[0][i]);
    if (i > 0) {
      EXPECT_LT(results[i - 1].request_id, results[i].request_id);
    }
  }
}

TEST_F(BatchTest, AnswerThatDoesNotMatchIsAnInternalError) {
  server_.On<v1::SubmitBatchRequest, v1::SubmitBatchResponse>(
      kSubmitBatch, [](const v1::SubmitBatchRequest& request, v1::SubmitBatchResponse* response) {
        for (int i = request.items_size(); i > 0; --i) {
          v1::BatchResult* result = response->add_results();
          result->set_request_id(IdOf(request.items(i - 1)));
          result->mutable_receipt();
        }
        return grpc::Status::OK;
      });
  for (const BatchResult& result : Submit({"a", "b"})) {
    ASSERT_FALSE(result.receipt.ok());
    EXPECT_EQ(result.receipt.error().code, ErrorCode::kInternal);
  }
}

TEST_F(BatchTest, EmptyBatchIsNotSent) {
  EXPECT_THAT(MakeClient().SubmitBatch({}), IsEmpty());
  EXPECT_THAT(batches_, IsEmpty());
}

TEST_F(BatchTest, MessagesOfManyMegabytesPassBothWays) {
  server_.On<v1::SubmitBatchRequest, v1::SubmitBatchResponse>(
      kSubmitBatch, [](const v1::SubmitBatchRequest& request, v1::SubmitBatchResponse* response) {
        EXPECT_GT(request.ByteSizeLong(), std::size_t{8} << 20);
        for (const v1::BatchItem& item : request.items()) {
          v1::BatchResult* result = response->add_results();
          result->set_request_id(item.earn().request_id());
          *result->mutable_receipt()->mutable_transaction()->mutable_purchase() =
              item.earn().purchase();
        }
        return grpc::Status::OK;
      });
  Purchase purchase;
  for (int i = 0; i < 10; ++i) {
    purchase.lines.push_back({.sku = std::string(60, 's'),
                              .category = std::string(60, 'c'),
                              .quantity = 1,
                              .unit_price_micros = 1});
  }
  SubmitBatchRequest request;
  for (int i = 0; i < kBatchItemsMax; ++i) {
    request.items.push_back(EarnRequest{.member = MemberId{"m"}, .amount = purchase});
  }
  const std::vector<BatchResult> results = MakeClient().SubmitBatch(request);
  ASSERT_EQ(results.size(), static_cast<std::size_t>(kBatchItemsMax));
  for (const BatchResult& result : results) ASSERT_TRUE(result.receipt.ok());
  EXPECT_EQ(std::get<Purchase>(results.back().receipt->transaction.facts), purchase);
}

TEST_F(BatchTest, BatchOverTheMessageLimitIsRefusedUnsent) {
  SubmitBatchRequest request;
  EarnRequest earn = Earn("a");
  earn.reference = std::string(std::size_t{33} << 20, 'x');
  request.items = {earn, earn};
  for (const BatchResult& result : MakeClient().SubmitBatch(request)) {
    ASSERT_FALSE(result.receipt.ok());
    EXPECT_EQ(result.receipt.error().reason, ErrorReason::kTooLarge);
    EXPECT_EQ(result.receipt.error().attempts, 0);
  }
  EXPECT_THAT(server_.calls(), IsEmpty());
}

}  // namespace
}  // namespace coalition::sdk_test
