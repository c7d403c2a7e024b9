// Why a call or one item of a batch failed, decoded for people and for exit codes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "grpcpp/support/status.h"

#include "coalition/v1/errors.pb.h"

namespace coalition::ctl {

struct Failure {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  // The ErrorInfo's, such as INSUFFICIENT_POINTS; the code's name when there is no ErrorInfo.
  std::string reason;
  std::string message;
  // By key.
  std::vector<std::pair<std::string, std::string>> metadata;
  // Field and description.
  std::vector<std::pair<std::string, std::string>> violations;
  // `0.250s`; empty without a RetryInfo.
  std::string retry_after;
};

// Of a status that is not OK. Details that do not parse count as absent.
Failure FailureOf(const grpc::Status& status);
Failure FailureOf(const v1::Status& status);

// Whether the server may not have heard of the call, or its answer was lost: UNAVAILABLE and
// DEADLINE_EXCEEDED.
bool IsUnreachable(const Failure& failure);

// `REASON: message` and a line, indented, for each further thing that is known. Ends with a
// newline.
std::string ToText(const Failure& failure);

}  // namespace coalition::ctl
