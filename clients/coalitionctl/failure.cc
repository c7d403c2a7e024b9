#include "clients/coalitionctl/failure.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/util/time_util.h"

#include "clients/coalitionctl/value_text.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Any;

constexpr absl::string_view kFieldKey = "field";

std::string CodeName(grpc::StatusCode code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

// Type URLs name google.rpc types; the namesakes in coalition.v1 have their wire format.
template <typename Detail>
bool Unpack(const Any& any, absl::string_view google_rpc_name, Detail* detail) {
  return absl::EndsWith(any.type_url(), absl::StrCat("/google.rpc.", google_rpc_name)) &&
         detail->ParseFromString(any.value());
}

void AddDetail(const Any& any, Failure* failure) {
  v1::ErrorInfo info;
  v1::BadRequest bad_request;
  v1::RetryInfo retry;
  if (Unpack(any, "ErrorInfo", &info)) {
    if (!info.reason().empty()) failure->reason = Printable(info.reason());
    failure->metadata.assign(info.metadata().begin(), info.metadata().end());
    std::sort(failure->metadata.begin(), failure->metadata.end());
  } else if (Unpack(any, "BadRequest", &bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      failure->violations.emplace_back(violation.field(), violation.description());
    }
  } else if (Unpack(any, "RetryInfo", &retry)) {
    failure->retry_after = google::protobuf::util::TimeUtil::ToString(retry.retry_delay());
  }
}

std::string DetailLine(absl::string_view name, absl::string_view value) {
  return absl::StrCat("  ", Printable(name), ": ", Printable(value), "\n");
}

}  // namespace

Failure FailureOf(const v1::Status& status) {
  Failure failure;
  failure.code = static_cast<grpc::StatusCode>(status.code());
  failure.reason = CodeName(failure.code);
  failure.message = status.message();
  for (const Any& any : status.details()) AddDetail(any, &failure);
  return failure;
}

Failure FailureOf(const grpc::Status& status) {
  v1::Status decoded;
  if (!decoded.ParseFromString(status.error_details())) decoded.Clear();
  decoded.set_code(status.error_code());
  decoded.set_message(status.error_message());
  return FailureOf(decoded);
}

bool IsUnreachable(const Failure& failure) {
  return failure.code == grpc::StatusCode::UNAVAILABLE ||
         failure.code == grpc::StatusCode::DEADLINE_EXCEEDED;
}

std::string ToText(const Failure& failure) {
  std::string text = absl::StrCat(failure.reason, ": ", Printable(failure.message), "\n");
  for (const auto& [key, value] : failure.metadata) {
    // The violations say it better.
    if (key == kFieldKey && !failure.violations.empty()) continue;
    text += DetailLine(key, value);
  }
  for (const auto& [field, description] : failure.violations)
    text += DetailLine(field, description);
  if (!failure.retry_after.empty()) text += DetailLine("retry after", failure.retry_after);
  return text;
}

}  // namespace coalition::ctl
