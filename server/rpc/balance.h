#ifndef COALITION_SERVER_RPC_BALANCE_H_
#define COALITION_SERVER_RPC_BALANCE_H_

#include <optional>

#include "server/rpc/as_of.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// GetBalance.

struct BalanceQuestion {
  std::optional<domain::PartnerId> partner;
  domain::MemberRef member;
  // Absent: all that the member has points in.
  std::optional<domain::CurrencyId> currency;
  AsOf as_of;
};

Decoded<BalanceQuestion> DecodeBalance(const v1::GetBalanceRequest& request,
                                       const DecodeContext& context);
Answered AnswerBalance(const BalanceQuestion& question, const QuestionContext& context,
                       v1::GetBalanceResponse* response);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_BALANCE_H_
