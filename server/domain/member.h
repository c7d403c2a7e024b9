#ifndef COALITION_SERVER_DOMAIN_MEMBER_H_
#define COALITION_SERVER_DOMAIN_MEMBER_H_

#include <algorithm>
#include <compare>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/calendar.h"
#include "server/domain/ids.h"

namespace coalition::domain {

// By which one partner knows a member; names at most one.
struct Identifier {
  PartnerId partner;
  std::string kind;
  std::string value;

  friend auto operator<=>(const Identifier&, const Identifier&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Identifier& identifier) {
    return H::combine(std::move(h), identifier.partner, identifier.kind, identifier.value);
  }
};

struct Member {
  MemberId id;
  std::vector<Identifier> identifiers;
  // Lets one more partner link itself; drawn anew when it was used.
  std::string link_code;
  Moment enrolled_at;

  bool IsLinkedTo(PartnerId partner) const {
    return std::any_of(identifiers.begin(), identifiers.end(),
                       [&](const Identifier& i) { return i.partner == partner; });
  }
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_MEMBER_H_
