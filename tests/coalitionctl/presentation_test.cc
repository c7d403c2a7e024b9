#include "clients/coalitionctl/presentation.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "tests/coalitionctl/error_statuses.h"

namespace coalition::ctl {
namespace {

TEST(VerifyLedgerTest, OkHasItsCounts) {
  v1::VerifyLedgerResponse response;
  response.set_ok(true);
  response.set_transactions(1200);
  response.set_members(7);
  EXPECT_TRUE(IsSuccess(response));
  EXPECT_EQ(Present(response),
            "VerifyLedger: ok\n"
            "transactions  1200\n"
            "members          7\n"
            "lots             0\n"
            "positions        0\n"
            "windows          0\n");
}

TEST(VerifyLedgerTest, AFailureShowsTheFirstDifference) {
  v1::VerifyLedgerResponse response;
  response.set_first_difference("lane 3: balance of m-1 is 5, journal says 6");
  EXPECT_FALSE(IsSuccess(response));
  EXPECT_EQ(Present(response).substr(0, 65),
            "VerifyLedger: FAILED\nlane 3: balance of m-1 is 5, journal says 6\n");
}

TEST(BatchTest, EachItemHasItsOutcome) {
  v1::SubmitBatchResponse response;
  auto* posted = response.add_results();
  posted->set_request_id("r-1");
  posted->mutable_receipt()->mutable_transaction()->set_transaction_id("3-17");
  posted->mutable_receipt()->mutable_transaction()->set_points(66);
  posted->mutable_receipt()->mutable_balance()->set_available(1066);
  *response.add_results() = *posted;
  response.mutable_results(1)->mutable_receipt()->set_replayed(true);
  EXPECT_TRUE(IsSuccess(response));

  auto* failed = response.add_results();
  failed->set_request_id("r-2");
  *failed->mutable_error() = InsufficientPoints();
  EXPECT_FALSE(IsSuccess(response));
  EXPECT_EQ("\n" + Present(response),
            R"(
item  request_id  result               transaction_id  points  available  message
   1  r-1         ok                   3-17                66       1066
   2  r-1         replayed             3-17                66       1066
   3  r-2         INSUFFICIENT_POINTS                                     120 points are needed and 80 are there
2 ok, 1 failed
)");
}

TEST(PositionsTest, TotalsAndNetStandInOneTable) {
  v1::GetPositionsResponse response;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        window_id: 4
        positions {
          partner_id: "nike"
          net { currency_code: "GBP" micros: -660000 }
          totals { kind: LEG_KIND_ISSUE lines: 1 points: 66 amount_micros: -660000 }
        }
        positions { net { currency_code: "GBP" micros: 660000 } }
      )pb",
      &response));
  EXPECT_EQ("\n" + Present(response), R"(
window_id  4

partner_id  kind   lines  points     amount
nike        issue      1      66      -0.66
nike        net                   -0.66 GBP
(network)   net                    0.66 GBP
)");
}

}  // namespace
}  // namespace coalition::ctl
