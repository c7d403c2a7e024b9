// Members, their mergers and identifiers.
#include <algorithm>

#include "server/reporting/kept_audit.h"

namespace coalition::reporting {
namespace {

using domain::Identifier;
using domain::Member;
using domain::MemberId;

using Members = absl::flat_hash_map<MemberId, Member>;

bool Lists(const Member& survivor, const MemberId& merged) {
  return std::find(survivor.merged.begin(), survivor.merged.end(), merged) != survivor.merged.end();
}

// One step leads from whom was merged to who is left, and back.
bool IsMergedRightly(const Member& member, const Members& members) {
  if (member.merged_into) {
    const auto survivor = members.find(*member.merged_into);
    return survivor != members.end() && !survivor->second.merged_into &&
           Lists(survivor->second, member.id) && member.identifiers.empty() &&
           member.merged.empty();
  }
  return std::all_of(member.merged.begin(), member.merged.end(), [&](const MemberId& id) {
    const auto merged = members.find(id);
    return merged != members.end() && merged->second.merged_into == member.id;
  });
}

void CheckMembers(const Members& members, AuditReport& report) {
  for (const auto& [id, member] : members) {
    if (!IsMergedRightly(member, members)) {
      Differs(report, "mergers of member " + id.ToString() + " do not agree with the others'");
    }
    if (member.erased && !(member.identifiers.empty() && member.link_code.empty())) {
      Differs(report, "member " + id.ToString() + " was erased and is still named");
    }
  }
}

void CheckAgainstJournal(const Books& books, const Members& members, AuditReport& report) {
  for (const auto& [key, account] : books.accounts) {
    if (!members.contains(key.member)) {
      Differs(report, "there is no member " + key.member.ToString() + ", who has points");
    }
  }
  for (const auto& [from, into] : books.merged) {
    const auto member = members.find(from);
    if (member == members.end() || member->second.merged_into != books.SurvivorOf(from)) {
      Differs(report, "member " + from.ToString() + " was merged by the journal");
    }
  }
}

}  // namespace

absl::Status AuditMembers(const KeptAndBooks& both, AuditReport& report) {
  Members members;
  absl::flat_hash_map<Identifier, MemberId> named;
  absl::Status scanned = both.snapshot.ScanMembers(std::nullopt, [&](const Member& member) {
    ++report.members;
    for (const domain::LinkedIdentifier& linked : member.identifiers) {
      if (!named.emplace(linked.identifier, member.id).second) {
        return Differs(report, "two members have one identifier: " + member.id.ToString());
      }
    }
    members.emplace(member.id, member);
    return true;
  });
  if (!scanned.ok() || !report.ok()) return scanned;
  CheckMembers(members, report);
  CheckAgainstJournal(both.books, members, report);
  if (!report.ok()) return scanned;
  return CompareRows(
      named,
      [&](auto visit) {
        return both.snapshot.ScanIdentifiers(
            [&](const Identifier& identifier, const MemberId& member) {
              return visit(identifier, member);
            });
      },
      [](const MemberId& a, const MemberId& b) { return a == b; }, "identifiers", report);
}

}  // namespace coalition::reporting
