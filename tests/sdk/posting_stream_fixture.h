#ifndef COALITION_TESTS_SDK_POSTING_STREAM_FIXTURE_H_
#define COALITION_TESTS_SDK_POSTING_STREAM_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "coalition/client.h"
#include "partner_sdk/src/connection.h"
#include "tests/sdk/fake_time.h"
#include "tests/sdk/posting_server.h"

namespace coalition::sdk_test {

inline const grpc::Status kLost(grpc::StatusCode::UNAVAILABLE, "connection lost");

inline EarnRequest Earn(const std::string& request_id) {
  return {.request_id = request_id, .member = MemberId{"m"}, .amount = PartnerPoints{1}};
}

class PostingStreamTest : public testing::Test {
 protected:
  PostingStream Open(PostingServer& server, PostingStreamOptions options = {}) {
    ClientOptions client_options = client_options_;
    client_options.server = server.server().address();
    return OpenTo(std::move(client_options), std::move(options));
  }

  PostingStream OpenTo(ClientOptions client_options, PostingStreamOptions options = {}) {
    return Client(std::make_shared<const sdk_internal::Connection>(std::move(client_options),
                                                                   time_.environment()))
        .SubmitStream(std::move(options));
  }

  ClientOptions client_options_{.deadline = std::chrono::seconds(10),
                                .attempt_deadline = std::chrono::seconds(6)};
  FakeTime time_;
};

inline void ExpectPosted(const BatchResult& result, const std::string& id) {
  EXPECT_EQ(result.request_id, id);
  ASSERT_TRUE(result.receipt.ok()) << result.receipt.error();
  EXPECT_EQ(result.receipt->transaction.request_id, id);
}

inline void ExpectFailed(const BatchResult& result, const std::string& id, ErrorReason reason) {
  EXPECT_EQ(result.request_id, id);
  ASSERT_FALSE(result.receipt.ok());
  EXPECT_EQ(result.receipt.error().reason, reason);
  EXPECT_EQ(result.receipt.error().request_id, id);
}

inline void ExpectPosted(const std::vector<BatchResult>& results,
                         const std::vector<std::string>& ids) {
  ASSERT_EQ(results.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ExpectPosted(results[i], ids[i]);
}

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_POSTING_STREAM_FIXTURE_H_
