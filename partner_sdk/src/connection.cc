#include "partner_sdk/src/connection.h"

#include "grpc/support/time.h"

#include "partner_sdk/src/channel.h"
#include "partner_sdk/src/check_options.h"

namespace coalition::sdk_internal {

namespace {

Error TooLarge(std::size_t request_bytes) {
  Error error;
  error.code = ErrorCode::kResourceExhausted;
  error.reason = ErrorReason::kTooLarge;
  error.reason_text = ToString(error.reason);
  error.message = "the request has " + std::to_string(request_bytes) + " bytes, the limit is " +
                  std::to_string(kMessageBytesMax);
  error.metadata = {{"limit", "message_bytes"}, {"maximum", std::to_string(kMessageBytesMax)}};
  return error;
}

}  // namespace

Connection::Connection(ClientOptions options, Environment environment)
    : options_(std::move(options)),
      environment_(std::move(environment)),
      authorization_("Bearer " + options_.api_key),
      options_error_(CheckOptions(options_)),
      channel_(options_error_ ? nullptr : MakeChannel(options_)),
      stubs_(options_error_ ? Stubs() : MakeStubs(channel_)) {}

Connection::Stubs Connection::MakeStubs(const std::shared_ptr<grpc::Channel>& channel) {
  return {v1::PointsService::NewStub(channel), v1::MemberService::NewStub(channel),
          v1::PartnerService::NewStub(channel), v1::SettlementService::NewStub(channel),
          v1::ReportingService::NewStub(channel)};
}

std::optional<Error> Connection::Refusal(std::size_t request_bytes) const {
  if (options_error_) return options_error_;
  if (request_bytes > static_cast<std::size_t>(kMessageBytesMax)) return TooLarge(request_bytes);
  return std::nullopt;
}

bool Connection::IsConnected() const {
  return channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
}

void Connection::PrepareOpenEnded(grpc::ClientContext* context) const {
  if (!options_.api_key.empty()) context->AddMetadata("authorization", authorization_);
}

void Connection::Prepare(std::chrono::nanoseconds timeout, grpc::ClientContext* context) const {
  // By the monotonic clock, so that a step of the wall clock ends no call.
  context->set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                     gpr_time_from_nanos(timeout.count(), GPR_TIMESPAN)));
  PrepareOpenEnded(context);
}

}  // namespace coalition::sdk_internal
