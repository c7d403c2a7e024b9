#include <map>
#include <string>

#include "gtest/gtest.h"

#include "coalition/v1/errors.pb.h"
#include "server/domain/rejection.h"
#include "server/rpc/call_error.h"
#include "tests/e2e/wire.h"

namespace coalition::e2e {
namespace {

// What is promised, reason by reason.
const std::map<std::string, grpc::StatusCode>& PromisedCodes() {
  static const std::map<std::string, grpc::StatusCode> codes{
      {"INVALID_FIELD", grpc::INVALID_ARGUMENT},
      {"RATE_YIELDS_NOTHING", grpc::INVALID_ARGUMENT},
      {"AMOUNT_OVERFLOW", grpc::INVALID_ARGUMENT},
      {"UNAUTHENTICATED", grpc::UNAUTHENTICATED},
      {"PERMISSION_DENIED", grpc::PERMISSION_DENIED},
      {"PARTNER_NOT_FOUND", grpc::NOT_FOUND},
      {"MEMBER_NOT_FOUND", grpc::NOT_FOUND},
      {"TRANSACTION_NOT_FOUND", grpc::NOT_FOUND},
      {"HOLD_NOT_FOUND", grpc::NOT_FOUND},
      {"WINDOW_NOT_FOUND", grpc::NOT_FOUND},
      {"REQUEST_ID_REUSED", grpc::ALREADY_EXISTS},
      {"ALREADY_EXISTS", grpc::ALREADY_EXISTS},
      {"IDENTIFIER_TAKEN", grpc::ALREADY_EXISTS},
      {"INSUFFICIENT_POINTS", grpc::FAILED_PRECONDITION},
      {"NET_DEBIT_CAP_EXCEEDED", grpc::FAILED_PRECONDITION},
      {"PARTNER_SUSPENDED", grpc::FAILED_PRECONDITION},
      {"NO_RATE_IN_FORCE", grpc::FAILED_PRECONDITION},
      {"HOLD_EXPIRED", grpc::FAILED_PRECONDITION},
      {"HOLD_CLOSED", grpc::FAILED_PRECONDITION},
      {"REVERSAL_EXCEEDS_ORIGINAL", grpc::FAILED_PRECONDITION},
      {"QUOTE_EXPIRED", grpc::FAILED_PRECONDITION},
      {"WINDOW_STATE", grpc::FAILED_PRECONDITION},
      {"EVENT_TIME_OUT_OF_RANGE", grpc::FAILED_PRECONDITION},
      {"LIMIT_EXCEEDED", grpc::FAILED_PRECONDITION},
      {"QUEUE_FULL", grpc::RESOURCE_EXHAUSTED},
      {"RATE_LIMITED", grpc::RESOURCE_EXHAUSTED},
      {"TOO_LARGE", grpc::RESOURCE_EXHAUSTED},
      {"STORE_UNAVAILABLE", grpc::UNAVAILABLE},
      {"SHUTTING_DOWN", grpc::UNAVAILABLE},
      {"LINKED_ITEM_FAILED", grpc::FAILED_PRECONDITION},
  };
  return codes;
}

TEST(ErrorCodes, EveryReasonOfTheApiHasItsRowAndPromisedCode) {
  const auto& values = *v1::ErrorReason_descriptor();
  EXPECT_EQ(static_cast<std::size_t>(values.value_count()), PromisedCodes().size() + 1);
  for (int i = 0; i < values.value_count(); ++i) {
    const auto& value = *values.value(i);
    if (value.number() == v1::ERROR_REASON_UNSPECIFIED) continue;
    const auto reason = static_cast<domain::Reason>(value.number());
    const std::string name = rpc::NameOf(reason);
    EXPECT_EQ("ERROR_REASON_" + name, value.name());
    ASSERT_TRUE(PromisedCodes().contains(name)) << name;
    EXPECT_EQ(rpc::CodeOf(reason), PromisedCodes().at(name)) << name;
  }
}

TEST(ErrorCodes, EveryReasonTravelsAsErrorInfoAndBusynessAsRetryInfo) {
  for (const auto& [name, code] : PromisedCodes()) {
    v1::ErrorReason value = v1::ERROR_REASON_UNSPECIFIED;
    ASSERT_TRUE(v1::ErrorReason_Parse("ERROR_REASON_" + name, &value)) << name;
    const rpc::CallError error(
        domain::Rejection{static_cast<domain::Reason>(value), {{"field", "there"}}});
    const Outcome unary = OutcomeOf(rpc::ToGrpc(error));
    const Outcome in_batch = OutcomeOf(rpc::ToProto(error));
    for (const Outcome& outcome : {unary, in_batch}) {
      EXPECT_EQ(outcome.code, code) << name;
      EXPECT_EQ(outcome.reason, name);
      EXPECT_EQ(outcome.domain, "coalition");
      EXPECT_FALSE(outcome.message.empty()) << name;
      EXPECT_EQ(outcome.type_urls.front(), "type.googleapis.com/google.rpc.ErrorInfo") << name;
      EXPECT_EQ(outcome.retry_delay_ms > 0, name == "QUEUE_FULL" || name == "RATE_LIMITED") << name;
      EXPECT_EQ(outcome.Names("there"), name == "INVALID_FIELD") << name;
    }
  }
}

}  // namespace
}  // namespace coalition::e2e
