#ifndef COALITION_PARTNER_SDK_SRC_BATCH_H_
#define COALITION_PARTNER_SDK_SRC_BATCH_H_

#include <vector>

#include "coalition/points.h"
#include "partner_sdk/src/connection.h"

namespace coalition::sdk_internal {

// Client::SubmitBatch: one result per item, in order. Items that fail with a retryable error are
// sent again within the budget of one call.
std::vector<BatchResult> SubmitBatch(const Connection& connection,
                                     const SubmitBatchRequest& request);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_BATCH_H_
