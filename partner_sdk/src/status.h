#ifndef COALITION_PARTNER_SDK_SRC_STATUS_H_
#define COALITION_PARTNER_SDK_SRC_STATUS_H_

#include "grpcpp/support/status.h"

#include "coalition/error.h"
#include "coalition/v1/errors.pb.h"

namespace coalition::sdk_internal {

// How one item of a batch failed. `status.code()` is not OK.
Error ErrorFrom(const v1::Status& status);

// How a call failed, with what `grpc-status-details-bin` says. Details that do not parse, or that
// are of another domain, are passed over. `status` is not OK.
Error ErrorFrom(const grpc::Status& status);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_STATUS_H_
