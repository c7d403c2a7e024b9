#include <algorithm>
#include <utility>

#include "server/domain/lanes.h"
#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

// A link code carries 80 random bits.
constexpr std::size_t kLinkCodeChars = 16;

}  // namespace

domain::NewMember DrawMember(const domain::Identifier& first, const DecodeContext& context) {
  return {domain::InLaneOf(first, NewMemberId(context.now), context.lane_count),
          RandomText(kLinkCodeChars)};
}

Decoded<domain::Command> Decode(const v1::EnrollMemberRequest& request,
                                const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, *partner, context, checks);
  domain::EnrollMember enroll;
  enroll.partner = *partner;
  if (request.identifiers_size() < 1 || request.identifiers_size() > kIdentifiersPerEnrollmentMax) {
    checks.Reject("identifiers",
                  "must have 1 to " + std::to_string(kIdentifiersPerEnrollmentMax) + " entries");
    return checks.Error();
  }
  for (int i = 0; i < request.identifiers_size(); ++i) {
    const std::string path = Indexed("identifiers", i);
    auto identifier = DecodeIdentifier(path, request.identifiers(i), *partner, context);
    if (!identifier.ok()) return identifier.rejection();
    if (std::find(enroll.identifiers.begin(), enroll.identifiers.end(), *identifier) !=
        enroll.identifiers.end()) {
      checks.Reject(path, "must not be given twice");
    }
    enroll.identifiers.push_back(*std::move(identifier));
  }
  if (!checks.ok()) return checks.Error();
  domain::NewMember drawn = DrawMember(enroll.identifiers.front(), context);
  enroll.new_member = drawn.id;
  enroll.new_link_code = std::move(drawn.link_code);
  command.action = std::move(enroll);
  return command;
}

Decoded<domain::Command> Decode(const v1::LinkIdentifierRequest& request,
                                const DecodeContext& context) {
  auto identifier = DecodeIdentifier("identifier", request.identifier(), std::nullopt, context);
  if (!identifier.ok()) return identifier.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  const auto member = DecodeMemberId("member_id", request.member_id(), checks);
  checks.Text("link_code", request.link_code(), 0, kLinkCodeChars);
  if (!checks.ok()) return checks.Error();
  command.action = domain::LinkIdentifier{*member, *std::move(identifier), request.link_code(),
                                          RandomText(kLinkCodeChars)};
  return command;
}

Decoded<domain::Command> Decode(const v1::UnlinkIdentifierRequest& request,
                                const DecodeContext& context) {
  auto identifier = DecodeIdentifier("identifier", request.identifier(), std::nullopt, context);
  if (!identifier.ok()) return identifier.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  const auto member = DecodeMemberId("member_id", request.member_id(), checks);
  if (!checks.ok()) return checks.Error();
  command.action = domain::UnlinkIdentifier{*member, *std::move(identifier)};
  return command;
}

Decoded<domain::Command> Decode(const v1::MergeMembersRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  const auto from = DecodeMemberId("from_member_id", request.from_member_id(), checks);
  const auto into = DecodeMemberId("into_member_id", request.into_member_id(), checks);
  checks.Text("reason", request.reason(), 1, kReasonCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::MergeMembers{*from, *into, request.reason()};
  return command;
}

Decoded<domain::Command> Decode(const v1::EraseMemberRequest& request,
                                const DecodeContext& context) {
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, context.caller.partner, context, checks);
  const auto member = DecodeMemberId("member_id", request.member_id(), checks);
  checks.Text("reason", request.reason(), 1, kReasonCharsMax);
  if (!checks.ok()) return checks.Error();
  command.action = domain::EraseMember{*member, request.reason()};
  return command;
}

}  // namespace coalition::rpc
