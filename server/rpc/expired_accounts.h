#ifndef COALITION_SERVER_RPC_EXPIRED_ACCOUNTS_H_
#define COALITION_SERVER_RPC_EXPIRED_ACCOUNTS_H_

#include "server/rpc/call.h"

namespace coalition::rpc {

// Puts the accounts that have something to post as expired into the ExpirePoints of `command`, the
// first by key. Accounts whose expired points are all reserved are passed over: however many of
// them there are, each call gets something done or is the last.
Answered FindExpiredAccounts(domain::Command& command, const QuestionContext& context);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_EXPIRED_ACCOUNTS_H_
