#ifndef COALITION_SERVER_RPC_DECODE_POSTING_H_
#define COALITION_SERVER_RPC_DECODE_POSTING_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {

// Of the decode_*.cc files: what postings have in common.

// Whose posting it is, of whose points, in which currency.
struct PostingFields {
  domain::PartnerId partner;
  domain::MemberRef member;
  domain::CurrencyId currency;
};

template <typename Posting>
void Fill(const PostingFields& fields, Posting& posting) {
  posting.partner = fields.partner;
  posting.member = fields.member;
  posting.currency = fields.currency;
}

// What is denied is denied before anything else is looked at; what is malformed is remembered, and
// then the answer is a default.
inline Decoded<domain::MemberRef> DecodeMemberOrNote(std::string_view field,
                                                     const v1::MemberRef& member,
                                                     domain::PartnerId partner,
                                                     const DecodeContext& context,
                                                     FieldChecks& checks) {
  auto decoded = DecodeMember(field, member, partner, context);
  if (decoded.ok() || decoded.rejection().rejection.reason != domain::Reason::kInvalidField) {
    return decoded;
  }
  for (const FieldViolation& violation : decoded.rejection().fields) {
    checks.Reject(violation.field, violation.description);
  }
  return domain::MemberRef();
}

template <typename Request>
Decoded<PostingFields> DecodePosting(const Request& request, const DecodeContext& context,
                                     FieldChecks& checks) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  auto member = DecodeMemberOrNote("member", request.member(), *partner, context, checks);
  if (!member.ok()) return member.rejection();
  const auto currency = DecodeCurrency("currency", request.currency(), context, checks);
  return PostingFields{*partner, *std::move(member), currency.value_or(domain::CurrencyId())};
}

template <typename Request>
std::optional<domain::Moment> DecodeEventTime(const Request& request, FieldChecks& checks) {
  if (!request.has_event_time()) return std::nullopt;
  return checks.Moment("event_time", request.event_time());
}

// The circumstances of every posting that a partner reports.
template <typename Request, typename Posting>
void DecodeCircumstances(const Request& request, FieldChecks& checks, Posting& posting) {
  posting.event_time = DecodeEventTime(request, checks);
  checks.Text("reference", request.reference(), 0, kReferenceCharsMax);
  posting.reference = request.reference();
}

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_POSTING_H_
