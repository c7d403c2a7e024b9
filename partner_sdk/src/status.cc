#include "partner_sdk/src/status.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "google/protobuf/any.pb.h"

namespace coalition::sdk_internal {

namespace {

constexpr std::string_view kDomain = "coalition";
constexpr std::int64_t kRetryDelaySecondsMax = 24 * 60 * 60;

// The Any names google.rpc.<name>, which is not what our wire-compatible message is called, so
// Any::UnpackTo would refuse it.
template <class Detail>
std::optional<Detail> Unpack(const google::protobuf::Any& any, std::string_view name) {
  const std::string& url = any.type_url();
  if (url.substr(url.rfind('/') + 1) != "google.rpc." + std::string(name)) return std::nullopt;
  Detail detail;
  if (!detail.ParseFromString(any.value())) return std::nullopt;
  return detail;
}

ErrorReason ReasonNamed(const std::string& name) {
  v1::ErrorReason reason;
  if (!v1::ErrorReason_Parse("ERROR_REASON_" + name, &reason)) return ErrorReason::kUnknown;
  return static_cast<ErrorReason>(reason);
}

void Apply(const v1::ErrorInfo& info, Error* error) {
  if (info.domain() != kDomain) return;
  error->reason = ReasonNamed(info.reason());
  error->reason_text = info.reason();
  error->metadata.insert(info.metadata().begin(), info.metadata().end());
}

void Apply(const v1::BadRequest& bad_request, Error* error) {
  for (const v1::BadRequest::FieldViolation& violation : bad_request.field_violations()) {
    error->field_violations.push_back(
        {.field = violation.field(), .description = violation.description()});
  }
}

void Apply(const v1::RetryInfo& retry_info, Error* error) {
  const google::protobuf::Duration& delay = retry_info.retry_delay();
  error->retry_delay =
      std::chrono::seconds(std::clamp<std::int64_t>(delay.seconds(), 0, kRetryDelaySecondsMax)) +
      std::chrono::nanoseconds(std::clamp(delay.nanos(), 0, 999'999'999));
}

void ApplyDetails(const v1::Status& status, Error* error) {
  for (const google::protobuf::Any& any : status.details()) {
    if (auto info = Unpack<v1::ErrorInfo>(any, "ErrorInfo")) Apply(*info, error);
    if (auto bad_request = Unpack<v1::BadRequest>(any, "BadRequest")) Apply(*bad_request, error);
    if (auto retry_info = Unpack<v1::RetryInfo>(any, "RetryInfo")) Apply(*retry_info, error);
  }
}

}  // namespace

Error ErrorFrom(const v1::Status& status) {
  Error error;
  error.code = static_cast<ErrorCode>(status.code());
  error.message = status.message();
  ApplyDetails(status, &error);
  return error;
}

Error ErrorFrom(const grpc::Status& status) {
  Error error;
  error.code = static_cast<ErrorCode>(status.error_code());
  error.message = status.error_message();
  v1::Status details;
  if (details.ParseFromString(status.error_details())) ApplyDetails(details, &error);
  return error;
}

Error EndOfStream(const grpc::Status& status) {
  if (!status.ok()) return ErrorFrom(status);
  return {.code = ErrorCode::kUnavailable, .message = "the server ended the stream"};
}

Error NoAnswerInTime() {
  return {.code = ErrorCode::kDeadlineExceeded, .message = "no answer in time"};
}

Error MoreTelling(const std::optional<Error>& before, Error error) {
  const bool never_connected = before && before->code == ErrorCode::kUnavailable &&
                               error.code == ErrorCode::kDeadlineExceeded;
  return never_connected ? *before : error;
}

const Error* WorthAnother(const std::vector<BatchResult>& results) {
  const Error* longest = nullptr;
  for (const BatchResult& result : results) {
    if (result.receipt.ok() || !result.receipt.error().retryable()) continue;
    const Error& error = result.receipt.error();
    if (longest == nullptr || error.retry_delay > longest->retry_delay) longest = &error;
  }
  return longest;
}

}  // namespace coalition::sdk_internal
