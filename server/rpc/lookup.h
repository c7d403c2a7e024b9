#ifndef COALITION_SERVER_RPC_LOOKUP_H_
#define COALITION_SERVER_RPC_LOOKUP_H_

#include <optional>

#include "server/domain/ledger_state.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// What questions look up in a snapshot, with the permission that it takes.

// See domain::FindMember.
Decoded<domain::Member> LookUpMember(const QuestionContext& context, const domain::MemberRef& ref,
                                     std::optional<domain::PartnerId> partner);

struct TransactionWithReversals {
  domain::Transaction transaction;
  domain::ReversalState reversed;
};
// TRANSACTION_NOT_FOUND for the operator; a partner that did not report it gets PERMISSION_DENIED.
Decoded<TransactionWithReversals> LookUpTransaction(const QuestionContext& context,
                                                    const domain::TransactionId& id);

// The open window for an absent id. WINDOW_NOT_FOUND.
Decoded<domain::Window> LookUpWindow(const QuestionContext& context,
                                     std::optional<domain::WindowId> id);

Decoded<domain::Account> LookUpAccount(const QuestionContext& context,
                                       const domain::AccountKey& key);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_LOOKUP_H_
