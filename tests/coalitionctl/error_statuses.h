// Statuses as the server builds them, for tests.
#pragma once

#include <string>

#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"

#include "coalition/v1/errors.pb.h"

namespace coalition::ctl {

inline void AddDetail(const std::string& google_rpc_name, const google::protobuf::Message& detail,
                      v1::Status* status) {
  auto* any = status->add_details();
  any->set_type_url("type.googleapis.com/google.rpc." + google_rpc_name);
  any->set_value(detail.SerializeAsString());
}

inline v1::Status InsufficientPoints() {
  v1::Status status;
  status.set_code(grpc::StatusCode::FAILED_PRECONDITION);
  status.set_message("120 points are needed and 80 are there");
  v1::ErrorInfo info;
  info.set_reason("INSUFFICIENT_POINTS");
  info.set_domain("coalition");
  (*info.mutable_metadata())["needed"] = "120";
  (*info.mutable_metadata())["available"] = "80";
  AddDetail("ErrorInfo", info, &status);
  return status;
}

inline grpc::Status ToGrpc(const v1::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), status.message(),
          status.SerializeAsString()};
}

}  // namespace coalition::ctl
