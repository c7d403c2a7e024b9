#include "clients/coalitionctl/failure.h"

#include "gtest/gtest.h"

#include "tests/coalitionctl/error_statuses.h"

namespace coalition::ctl {
namespace {

TEST(FailureTest, ReasonAndMetadataComeFromTheErrorInfo) {
  EXPECT_EQ(ToText(FailureOf(ToGrpc(InsufficientPoints()))),
            "INSUFFICIENT_POINTS: 120 points are needed and 80 are there\n"
            "  available: 80\n"
            "  needed: 120\n");
}

TEST(FailureTest, ViolationsNameTheirFieldsOnce) {
  v1::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.set_message("a field is not valid");
  v1::ErrorInfo info;
  info.set_reason("INVALID_FIELD");
  (*info.mutable_metadata())["field"] = "purchase.lines[2].quantity";
  AddDetail("ErrorInfo", info, &status);
  v1::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field("purchase.lines[2].quantity");
  violation->set_description("must be at least 1");
  AddDetail("BadRequest", bad_request, &status);
  EXPECT_EQ(ToText(FailureOf(ToGrpc(status))),
            "INVALID_FIELD: a field is not valid\n"
            "  purchase.lines[2].quantity: must be at least 1\n");
}

TEST(FailureTest, TellsWhenToRetry) {
  v1::Status status;
  status.set_code(grpc::StatusCode::RESOURCE_EXHAUSTED);
  v1::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  AddDetail("RetryInfo", retry, &status);
  EXPECT_EQ(ToText(FailureOf(status)), "RESOURCE_EXHAUSTED: \n  retry after: 0.250s\n");
}

TEST(FailureTest, WithoutUsableDetailsTheCodeIsTheReason) {
  EXPECT_EQ(ToText(FailureOf(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone", "\xff\xff"))),
            "NOT_FOUND: gone\n");
  EXPECT_EQ(ToText(FailureOf(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "a\nb\x1b"))),
            "UNIMPLEMENTED: a b \n");
}

TEST(FailureTest, OnlyUnavailableAndDeadlineAreUnreachable) {
  for (int code = 1; code <= 16; ++code) {
    const auto status_code = static_cast<grpc::StatusCode>(code);
    const bool expected = status_code == grpc::StatusCode::UNAVAILABLE ||
                          status_code == grpc::StatusCode::DEADLINE_EXCEEDED;
    EXPECT_EQ(IsUnreachable(FailureOf(grpc::Status(status_code, ""))), expected) << code;
  }
}

}  // namespace
}  // namespace coalition::ctl
