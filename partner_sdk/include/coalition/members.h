#ifndef COALITION_MEMBERS_H_
#define COALITION_MEMBERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "coalition/types.h"

// Members and the identifiers by which partners know them. A partner is linked to a member by
// having an identifier for it. It sees and posts to linked members only: for any other MemberId it
// gets kPermissionDenied, whether the member exists or not, and for an identifier of its own that
// nobody has kMemberNotFound.
namespace coalition {

struct Member {
  std::string member_id{};
  // A partner sees its own; the operator sees all.
  std::vector<Identifier> identifiers{};
  // Lets one more partner link itself, once; see LinkIdentifierRequest. 16 characters. Treat it as
  // a secret of the shopper.
  std::string link_code{};
  Timestamp enrolled_at{};
  // The member that this one was merged into. Answers by id name the survivor, so only the
  // operator's ListMembers shows it.
  std::string merged_into_member_id{};
  // By EraseMember: the id names nobody any more.
  bool erased = false;

  bool operator==(const Member&) const = default;
};

struct EnrollMemberRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  // From 1 to 10, each (partner, kind, value) once.
  std::vector<Identifier> identifiers{};
  // The enrolling partner. Empty: as in points.h.
  std::string partner_id{};

  bool operator==(const EnrollMemberRequest&) const = default;
};

struct LinkIdentifierRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  std::string member_id{};
  Identifier identifier{};
  // The shopper's consent: Member::link_code as any linked partner sees it. The operator and
  // partners that are linked already need none.
  std::string link_code{};

  bool operator==(const LinkIdentifierRequest&) const = default;
};

struct UnlinkIdentifierRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  std::string member_id{};
  Identifier identifier{};

  bool operator==(const UnlinkIdentifierRequest&) const = default;
};

struct ListMembersRequest {
  // Members linked to this partner. Empty: as in points.h; for the operator all.
  std::string partner_id{};
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListMembersRequest&) const = default;
};

struct MergeMembersRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  std::string from_member_id{};
  std::string into_member_id{};
  // 1 to 500 characters; audited.
  std::string reason{};

  bool operator==(const MergeMembersRequest&) const = default;
};

struct EraseMemberRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  std::string member_id{};
  // 1 to 500 characters; audited.
  std::string reason{};

  bool operator==(const EraseMemberRequest&) const = default;
};

}  // namespace coalition

#endif  // COALITION_MEMBERS_H_
