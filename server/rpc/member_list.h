#ifndef COALITION_SERVER_RPC_MEMBER_LIST_H_
#define COALITION_SERVER_RPC_MEMBER_LIST_H_

#include <optional>

#include "server/rpc/call.h"

namespace coalition::rpc {

// ListMembers: of a partner in the order of its identifiers, each member at the first of its own;
// of the network by member id.

struct MemberListQuestion {
  // Absent: all members (operator).
  std::optional<domain::PartnerId> partner;
  int page_size = 0;
  // After which the page begins, of the partner's list and of the network's.
  std::optional<domain::Identifier> after_identifier;
  std::optional<domain::MemberId> after_member;
};

Decoded<MemberListQuestion> DecodeMemberList(const v1::ListMembersRequest& request,
                                             const DecodeContext& context);
Answered AnswerMemberList(const MemberListQuestion& question, const QuestionContext& context,
                          v1::ListMembersResponse* response);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_MEMBER_LIST_H_
