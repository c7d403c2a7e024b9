#ifndef COALITION_MEMBERS_H_
#define COALITION_MEMBERS_H_

#include <optional>
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

}  // namespace coalition

#endif  // COALITION_MEMBERS_H_
