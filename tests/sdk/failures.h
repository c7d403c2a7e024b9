#ifndef COALITION_TESTS_SDK_FAILURES_H_
#define COALITION_TESTS_SDK_FAILURES_H_

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "google/protobuf/any.pb.h"
#include "grpcpp/support/status.h"

#include "coalition/v1/errors.pb.h"

namespace coalition::sdk_test {

template <class Detail>
void Pack(const std::string& name, const Detail& detail, v1::Status* status) {
  google::protobuf::Any* any = status->add_details();
  any->set_type_url("type.googleapis.com/google.rpc." + name);
  any->set_value(detail.SerializeAsString());
}

// A failure as the server builds it.
inline v1::Status Failure(grpc::StatusCode code, const std::string& reason,
                          std::optional<std::chrono::seconds> retry_delay = std::nullopt) {
  v1::Status status;
  status.set_code(code);
  status.set_message("text for people");
  v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("coalition");
  Pack("ErrorInfo", info, &status);
  if (retry_delay) {
    v1::RetryInfo retry_info;
    retry_info.mutable_retry_delay()->set_seconds(retry_delay->count());
    Pack("RetryInfo", retry_info, &status);
  }
  return status;
}

inline v1::Status QueueFull(std::chrono::seconds retry_delay) {
  return Failure(grpc::StatusCode::RESOURCE_EXHAUSTED, "QUEUE_FULL", retry_delay);
}

inline v1::Status LinkedItemFailed() {
  return Failure(grpc::StatusCode::FAILED_PRECONDITION, "LINKED_ITEM_FAILED");
}

inline grpc::Status OnTheWire(const v1::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_FAILURES_H_
