#ifndef COALITION_PARTNER_SDK_SRC_STATUS_H_
#define COALITION_PARTNER_SDK_SRC_STATUS_H_

#include <optional>
#include <string>
#include <vector>

#include "grpcpp/support/status.h"

#include "coalition/error.h"
#include "coalition/points.h"
#include "coalition/v1/errors.pb.h"

namespace coalition::sdk_internal {

// How one item of a batch failed. `status.code()` is not OK.
Error ErrorFrom(const v1::Status& status);

// How a call failed, with what `grpc-status-details-bin` says. Details that do not parse, or that
// are of another domain, are passed over. `status` is not OK.
Error ErrorFrom(const grpc::Status& status);

// Why a call that should have stayed open ended; OK is no reason of its own.
Error EndOfStream(const grpc::Status& status);

// This library waited long enough.
Error NoAnswerInTime();

// What to tell of an attempt that failed with `error` after one that failed with `before`: why
// there is no connection says more than that it did not come in time.
Error MoreTelling(const std::optional<Error>& before, Error error);

// Why the items with these results are worth sending again, together: the retryable error that asks
// for the longest wait. Null when none is.
const Error* WorthAnother(const std::vector<BatchResult>& results);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_STATUS_H_
