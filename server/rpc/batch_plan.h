#ifndef COALITION_SERVER_RPC_BATCH_PLAN_H_
#define COALITION_SERVER_RPC_BATCH_PLAN_H_

#include <vector>

#include "coalition/v1/points_service.pb.h"
#include "server/domain/command.h"
#include "server/rpc/decode.h"

namespace coalition::rpc {

// Where the results of a batch go: malformed items are answered at once, and with them the linked
// groups that they are in; the others are for the engine.
struct BatchPlan {
  std::vector<domain::Command> commands;
  // The result that each command answers.
  std::vector<int> result_of_command;
};

// Adds a result for each item to `response`, which must have none.
BatchPlan PlanBatch(const v1::SubmitBatchRequest& request, const DecodeContext& context,
                    v1::SubmitBatchResponse* response);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_BATCH_PLAN_H_
