#ifndef COALITION_SERVER_RPC_LOOKUP_H_
#define COALITION_SERVER_RPC_LOOKUP_H_

#include <optional>
#include <vector>

#include "server/domain/ledger_state.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// What questions look up in a snapshot, with the permission that it takes.

// See domain::FindMember; by its id the operator also finds a member that was erased.
Decoded<domain::Member> LookUpMember(const QuestionContext& context, const domain::MemberRef& ref,
                                     std::optional<domain::PartnerId> partner);

// Those that exist, in no order.
Decoded<std::vector<domain::Member>> LookUpMembers(const QuestionContext& context,
                                                   const std::vector<domain::MemberId>& ids);

struct TransactionWithReversals {
  domain::Transaction transaction;
  domain::ReversalState reversed;
  // Of an authorization.
  std::optional<domain::Transaction> closed_by;
};
// TRANSACTION_NOT_FOUND for the operator; a partner that did not report it gets PERMISSION_DENIED.
Decoded<TransactionWithReversals> LookUpTransaction(const QuestionContext& context,
                                                    const domain::TransactionId& id);

// The open window for an absent id. WINDOW_NOT_FOUND.
Decoded<domain::Window> LookUpWindow(const QuestionContext& context,
                                     std::optional<domain::WindowId> id);

// Without the holds that expired.
Decoded<domain::Account> LookUpAccount(const QuestionContext& context,
                                       const domain::AccountKey& key);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_LOOKUP_H_
