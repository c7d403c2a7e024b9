#ifndef COALITION_SERVER_RPC_TRANSACTION_LIST_H_
#define COALITION_SERVER_RPC_TRANSACTION_LIST_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/rpc/call.h"

namespace coalition::rpc {

// ListTransactions: of a member by the chains that its accounts' transactions form, of a partner by
// its own journal, of the network by the journal.
//
// A transaction is in the chain of its own account and of its counterpart's. The chains of a member
// that was merged into another are followed from the transfers of the merger on, which are in both
// members' chains.

struct TransactionListQuestion {
  std::optional<domain::PartnerId> partner;
  std::optional<domain::MemberRef> member;
  int page_size = 0;
  // Empty on the first page. Of a member: the sequence of the next transaction of each chain.
  // Otherwise the sequence before which the page begins.
  std::vector<std::int64_t> position;
};

Decoded<TransactionListQuestion> DecodeTransactionList(const v1::ListTransactionsRequest& request,
                                                       const DecodeContext& context);
Answered AnswerTransactionList(const TransactionListQuestion& question,
                               const QuestionContext& context,
                               v1::ListTransactionsResponse* response);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_TRANSACTION_LIST_H_
