#ifndef COALITION_SERVER_RPC_POSITIONS_H_
#define COALITION_SERVER_RPC_POSITIONS_H_

#include <optional>

#include "server/rpc/as_of.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// GetPositions.

struct PositionsQuestion {
  // Absent: everybody's (operator).
  std::optional<domain::PartnerId> partner;
  // Absent: the open window.
  std::optional<domain::WindowId> window;
  AsOf as_of;
};

Decoded<PositionsQuestion> DecodePositions(const v1::GetPositionsRequest& request,
                                           const DecodeContext& context);
Answered AnswerPositions(const PositionsQuestion& question, const QuestionContext& context,
                         v1::GetPositionsResponse* response);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_POSITIONS_H_
