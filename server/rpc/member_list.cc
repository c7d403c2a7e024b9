#include "server/rpc/member_list.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

constexpr char kOfNetwork[] = "members";
constexpr char kOfPartner[] = "partner-members";

// A kind has no space, so "<kind> <value>" can be taken apart.
std::string TokenOf(const domain::Identifier& last) {
  return PageToken::IssueText(kOfPartner, last.kind + " " + last.value);
}

std::optional<domain::Identifier> IdentifierIn(const std::string& token, domain::PartnerId partner,
                                               FieldChecks& checks) {
  const auto text = PageToken::OpenText(kOfPartner, token, checks);
  if (!text) return std::nullopt;
  const auto space = text->find(' ');
  if (space == std::string::npos) {
    PageToken::Reject(checks);
    return std::nullopt;
  }
  return domain::Identifier{partner, text->substr(0, space), text->substr(space + 1)};
}

std::optional<domain::MemberId> MemberIn(const std::string& token, FieldChecks& checks) {
  const auto text = PageToken::OpenText(kOfNetwork, token, checks);
  if (!text) return std::nullopt;
  const auto id = domain::MemberId::Parse(*text);
  if (!id) PageToken::Reject(checks);
  return id;
}

Answered AnswerOfNetwork(const MemberListQuestion& question, const QuestionContext& context,
                         v1::ListMembersResponse* response) {
  Page page(question.page_size, response->mutable_members());
  domain::MemberId last;
  absl::Status scanned =
      context.snapshot.ScanMembers(question.after_member, [&](const domain::Member& member) {
        if (page.IsFull()) {
          response->set_next_page_token(PageToken::IssueText(kOfNetwork, last.ToString()));
          return false;
        }
        last = member.id;
        page.Add([&](v1::Member* out) { Encode(member, context.encode(), out); });
        return true;
      });
  if (!scanned.ok()) return FromStore(scanned);
  return domain::Accepted{};
}

struct Named {
  domain::Identifier identifier;
  domain::MemberId member;
};

// What one page may look at, and whether there is more.
struct Search {
  std::vector<Named> found;
  bool more = false;
};

Decoded<Search> SearchIdentifiers(const MemberListQuestion& question,
                                  const QuestionContext& context) {
  Search search;
  absl::Status scanned = context.snapshot.ScanIdentifiersOf(
      *question.partner, question.after_identifier,
      [&](const domain::Identifier& identifier, const domain::MemberId& member) {
        search.more = search.found.size() == kPageSearchMax;
        if (!search.more) search.found.push_back({identifier, member});
        return !search.more;
      });
  if (!scanned.ok()) return FromStore(scanned);
  return search;
}

// Of those by which the partner knows the member, in the order of the list.
bool IsFirst(const domain::Identifier& identifier, const domain::Member& member) {
  return std::none_of(member.identifiers.begin(), member.identifiers.end(),
                      [&](const domain::LinkedIdentifier& linked) {
                        return linked.identifier.partner == identifier.partner &&
                               linked.identifier < identifier;
                      });
}

using MembersById = absl::flat_hash_map<domain::MemberId, domain::Member>;

Decoded<MembersById> MembersOf(const Search& search, const QuestionContext& context) {
  std::vector<domain::MemberId> ids;
  for (const Named& named : search.found) ids.push_back(named.member);
  auto members = LookUpMembers(context, ids);
  if (!members.ok()) return members.rejection();
  MembersById by_id;
  for (domain::Member& member : *members) by_id.emplace(member.id, std::move(member));
  return by_id;
}

Answered AnswerOfPartner(const MemberListQuestion& question, const QuestionContext& context,
                         v1::ListMembersResponse* response) {
  const auto search = SearchIdentifiers(question, context);
  if (!search.ok()) return search.rejection();
  const auto members = MembersOf(*search, context);
  if (!members.ok()) return members.rejection();
  Page page(question.page_size, response->mutable_members());
  const Named* last = nullptr;
  bool more = search->more;
  for (const Named& named : search->found) {
    const domain::Member& member = members->at(named.member);
    const bool is_first = IsFirst(named.identifier, member);
    if (is_first && page.IsFull()) {
      more = true;
      break;
    }
    last = &named;
    if (is_first) page.Add([&](v1::Member* out) { Encode(member, context.encode(), out); });
  }
  if (more) response->set_next_page_token(TokenOf(last->identifier));
  return domain::Accepted{};
}

}  // namespace

Decoded<MemberListQuestion> DecodeMemberList(const v1::ListMembersRequest& request,
                                             const DecodeContext& context) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  MemberListQuestion question;
  question.partner = *partner;
  question.page_size = checks.PageSize(request.page_size());
  if (*partner) {
    question.after_identifier = IdentifierIn(request.page_token(), **partner, checks);
  } else {
    question.after_member = MemberIn(request.page_token(), checks);
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerMemberList(const MemberListQuestion& question, const QuestionContext& context,
                          v1::ListMembersResponse* response) {
  return question.partner ? AnswerOfPartner(question, context, response)
                          : AnswerOfNetwork(question, context, response);
}

}  // namespace coalition::rpc
