#ifndef COALITION_SERVER_DOMAIN_MEMBER_H_
#define COALITION_SERVER_DOMAIN_MEMBER_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
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

// Counts the identifiers that a member ever had, from 0.
struct LinkedIdentifier {
  Identifier identifier;
  std::int32_t ordinal = 0;

  friend bool operator==(const LinkedIdentifier&, const LinkedIdentifier&) = default;
};

struct Member {
  MemberId id;
  // By ordinal.
  std::vector<LinkedIdentifier> identifiers;
  // Lets one more partner link itself; drawn anew when it was used.
  std::string link_code;
  Moment enrolled_at;
  std::int32_t next_ordinal = 0;
  // The survivor of a merger; it never was merged itself.
  std::optional<MemberId> merged_into;
  // Who was merged into this one.
  std::vector<MemberId> merged;
  bool erased = false;

  bool IsLinkedTo(PartnerId partner) const {
    return std::any_of(identifiers.begin(), identifiers.end(), [&](const LinkedIdentifier& linked) {
      return linked.identifier.partner == partner;
    });
  }
  void Link(Identifier identifier) {
    identifiers.push_back({std::move(identifier), next_ordinal});
    ++next_ordinal;
  }
};

// What is kept of an answer that shows a member. It holds no personal data: the answer is made
// again from the member, of whom it shows what it showed then and is still there.
struct MemberOutcome {
  MemberId member;
  // Identifiers with ordinals below it were there.
  std::int32_t ordinal_end = 0;
  std::string link_code;

  friend bool operator==(const MemberOutcome&, const MemberOutcome&) = default;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_MEMBER_H_
