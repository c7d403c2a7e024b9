#include "clients/coalitionctl/json_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "tests/coalitionctl/error_statuses.h"

namespace coalition::ctl {
namespace {

using ::testing::HasSubstr;

TEST(ToJsonTest, KeepsProtoNamesAndDefaults) {
  v1::CreatePartnerResponse response;
  response.mutable_partner()->set_partner_id("nike");
  const std::string json = ToJson(response).value();
  EXPECT_THAT(json, HasSubstr("\"partner_id\": \"nike\""));
  EXPECT_THAT(json, HasSubstr("\"backdating_days\": 0"));
  EXPECT_THAT(json, HasSubstr("\"replayed\": false"));
}

TEST(ToJsonTest, ErrorDetailsComeOutInFull) {
  v1::SubmitBatchResponse response;
  *response.add_results()->mutable_error() = InsufficientPoints();
  const std::string json = ToJson(response).value();
  EXPECT_THAT(json, HasSubstr("\"@type\": \"type.googleapis.com/google.rpc.ErrorInfo\""));
  EXPECT_THAT(json, HasSubstr("\"reason\": \"INSUFFICIENT_POINTS\""));
}

TEST(ToJsonTest, SixtyFourBitNumbersAreStringsAndExact) {
  v1::GetBalanceResponse response;
  response.add_balances()->set_available(9'007'199'254'740'993);
  EXPECT_THAT(ToJson(response).value(), HasSubstr("\"available\": \"9007199254740993\""));
}

TEST(MergeJsonTest, KeepsWhatTheTextDoesNotName) {
  v1::EarnRequest request;
  request.set_reference("kept");
  ASSERT_TRUE(MergeJson(R"({"partner_points": "5", "partnerId": "nike"})", &request).ok());
  EXPECT_EQ(request.ShortDebugString(),
            "partner_id: \"nike\" partner_points: 5 reference: \"kept\"");
}

TEST(MergeJsonTest, RefusesWhatTheMessageDoesNotHave) {
  v1::EarnRequest request;
  EXPECT_FALSE(MergeJson(R"({"nonsense": 1})", &request).ok());
  EXPECT_FALSE(MergeJson("{", &request).ok());
  EXPECT_FALSE(MergeJson(R"({"points": 1.5})", &request).ok());
}

}  // namespace
}  // namespace coalition::ctl
