#include "coalition/error.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/result.h"
#include "partner_sdk/src/status.h"
#include "tests/sdk/failures.h"

namespace coalition::sdk_test {
namespace {

using sdk_internal::ErrorFrom;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(ErrorFromStatus, DecodesReasonAndMetadata) {
  v1::Status status;
  status.set_code(grpc::StatusCode::FAILED_PRECONDITION);
  status.set_message("120 points needed, 80 available");
  v1::ErrorInfo info;
  info.set_reason("INSUFFICIENT_POINTS");
  info.set_domain("coalition");
  (*info.mutable_metadata())["available"] = "80";
  (*info.mutable_metadata())["needed"] = "120";
  Pack("ErrorInfo", info, &status);
  const Error error = ErrorFrom(OnTheWire(status));
  EXPECT_EQ(error.code, ErrorCode::kFailedPrecondition);
  EXPECT_EQ(error.reason, ErrorReason::kInsufficientPoints);
  EXPECT_EQ(error.reason_text, "INSUFFICIENT_POINTS");
  EXPECT_EQ(error.message, "120 points needed, 80 available");
  EXPECT_THAT(error.metadata, ElementsAre(Pair("available", "80"), Pair("needed", "120")));
  EXPECT_FALSE(error.retryable());
  EXPECT_EQ(error, ErrorFrom(status)) << "a batch item's failure reads like a call's";
}

TEST(ErrorFromStatus, DecodesFieldViolations) {
  v1::Status status = Failure(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD");
  v1::BadRequest bad_request;
  for (const char* field : {"currency", "purchase.lines[2].quantity"}) {
    v1::BadRequest::FieldViolation* violation = bad_request.add_field_violations();
    violation->set_field(field);
    violation->set_description("out of range");
  }
  Pack("BadRequest", bad_request, &status);
  EXPECT_THAT(ErrorFrom(OnTheWire(status)).field_violations,
              ElementsAre(FieldViolation{"currency", "out of range"},
                          FieldViolation{"purchase.lines[2].quantity", "out of range"}));
}

TEST(ErrorFromStatus, DecodesRetryInfo) {
  v1::Status status = Failure(grpc::StatusCode::RESOURCE_EXHAUSTED, "QUEUE_FULL");
  v1::RetryInfo retry_info;
  retry_info.mutable_retry_delay()->set_seconds(2);
  retry_info.mutable_retry_delay()->set_nanos(500'000'000);
  Pack("RetryInfo", retry_info, &status);
  const Error error = ErrorFrom(OnTheWire(status));
  EXPECT_EQ(error.retry_delay, std::chrono::milliseconds(2'500));
  EXPECT_TRUE(error.retryable());
}

TEST(ErrorFromStatus, ReasonOfANewerServerKeepsItsText) {
  const Error error =
      ErrorFrom(OnTheWire(Failure(grpc::StatusCode::FAILED_PRECONDITION, "MOON_IS_FULL")));
  EXPECT_EQ(error.reason, ErrorReason::kUnknown);
  EXPECT_EQ(error.reason_text, "MOON_IS_FULL");
  EXPECT_EQ(error.code, ErrorCode::kFailedPrecondition);
}

TEST(ErrorFromStatus, OtherDomainsAndGarbageArePassedOver) {
  v1::Status status;
  status.set_code(grpc::StatusCode::UNAVAILABLE);
  v1::ErrorInfo info;
  info.set_reason("SHUTTING_DOWN");
  info.set_domain("proxy.example");
  Pack("ErrorInfo", info, &status);
  status.add_details()->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  status.mutable_details(1)->set_value("\xff\xff");
  const Error error = ErrorFrom(OnTheWire(status));
  EXPECT_EQ(error.reason, ErrorReason::kUnknown);
  EXPECT_EQ(error.reason_text, "");

  const Error unparsed = ErrorFrom(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone", "\xff\xff"));
  EXPECT_EQ(unparsed.code, ErrorCode::kUnavailable);
  EXPECT_THAT(unparsed.metadata, IsEmpty());
  EXPECT_TRUE(unparsed.retryable());
}

TEST(Error, IsRetryableByReasonBeforeCode) {
  EXPECT_TRUE((Error{.code = ErrorCode::kUnavailable}).retryable());
  EXPECT_TRUE((Error{.code = ErrorCode::kDeadlineExceeded}).retryable());
  EXPECT_TRUE((Error{.code = ErrorCode::kCancelled}).retryable());
  EXPECT_FALSE((Error{.code = ErrorCode::kInternal}).retryable());
  EXPECT_FALSE((Error{.code = ErrorCode::kResourceExhausted}).retryable());
  EXPECT_TRUE((Error{.code = ErrorCode::kResourceExhausted, .reason = ErrorReason::kRateLimited})
                  .retryable());
  EXPECT_FALSE(
      (Error{.code = ErrorCode::kResourceExhausted, .reason = ErrorReason::kTooLarge}).retryable());
}

TEST(Error, PrintsWhatAnOperatorNeeds) {
  std::ostringstream out;
  out << Error{.code = ErrorCode::kInvalidArgument,
               .reason = ErrorReason::kInvalidField,
               .reason_text = "INVALID_FIELD",
               .message = "bad request",
               .field_violations = {{.field = "currency", .description = "unknown"}},
               .request_id = "r-1"};
  EXPECT_EQ(out.str(),
            "INVALID_ARGUMENT INVALID_FIELD: bad request; currency: unknown (request r-1)");
}

TEST(ResultDeathTest, ValueOfAFailedResultDiesWithTheError) {
  const Result<int> result = Error{.code = ErrorCode::kNotFound, .message = "no such thing"};
  EXPECT_DEATH((void)result.value(), "NOT_FOUND: no such thing");
}

TEST(ResultDeathTest, ErrorOfAGoodResultDies) {
  const Result<int> result = 1;
  EXPECT_DEATH((void)result.error(), "holds a value");
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<std::string> good = std::string("x");
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, "x");
  EXPECT_EQ(good->size(), 1U);
  const Result<void> done;
  EXPECT_TRUE(done.ok());
  const Result<void> failed = Error{.code = ErrorCode::kAborted};
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kAborted);
}

}  // namespace
}  // namespace coalition::sdk_test
