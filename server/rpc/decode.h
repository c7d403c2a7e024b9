#ifndef COALITION_SERVER_RPC_DECODE_H_
#define COALITION_SERVER_RPC_DECODE_H_

#include <optional>
#include <string>
#include <string_view>

#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "server/domain/command.h"
#include "server/rpc/call_error.h"
#include "server/rpc/field_checks.h"
#include "server/rpc/quote_token.h"

namespace coalition::rpc {

// From requests to commands. What a request may hold is checked here, all of it; what depends on
// the ledger's state is left to the ledger. Permission comes before everything else: whoever names
// what is not its own learns nothing about it.

template <typename T>
using Decoded = domain::Decided<T, CallError>;

struct DecodeContext {
  const domain::Catalog& catalog;
  const domain::Caller& caller;
  const QuoteTokens& quotes;
  domain::Moment now;
  // Of the ledger.
  int lane_count = 1;
};

// PointsService.
Decoded<domain::Command> Decode(const v1::EarnRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::BurnRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::AuthorizeRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::CaptureRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::VoidRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::ReverseRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::ConvertRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::TransferRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::AdjustRequest& request, const DecodeContext& context);
// Without its accounts, which are looked up afterwards.
Decoded<domain::Command> Decode(const v1::ExpirePointsRequest& request,
                                const DecodeContext& context);
// `default_partner_id` stands in for an item that names no partner.
Decoded<domain::Command> Decode(const v1::BatchItem& item, const std::string& default_partner_id,
                                const DecodeContext& context);
// The item's request id, also when it is malformed.
std::string RequestIdOf(const v1::BatchItem& item);

// MemberService.
Decoded<domain::Command> Decode(const v1::EnrollMemberRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::LinkIdentifierRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::UnlinkIdentifierRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::MergeMembersRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::EraseMemberRequest& request,
                                const DecodeContext& context);

// Draws what an enrolment needs.
// Born where `first` will lead to it; see domain::InLaneOf.
domain::NewMember DrawMember(const domain::Identifier& first, const DecodeContext& context);

// PartnerService and SettlementService.
Decoded<domain::Command> Decode(const v1::CreatePartnerRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::UpdatePartnerRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::SuspendPartnerRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::ResumePartnerRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::CreateCurrencyRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::SetExchangeRateRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::SetTermsRequest& request, const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::SetLimitsRequest& request, const DecodeContext& context);
// The key itself is made by the caller of this, which puts `hash` and `id` in.
Decoded<domain::Command> Decode(const v1::CreateCredentialRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::RevokeCredentialRequest& request,
                                const DecodeContext& context);
Decoded<domain::Command> Decode(const v1::CloseWindowRequest& request,
                                const DecodeContext& context);

// What Quote prices: an earn or a burn, without a request id.
struct QuoteQuestion {
  std::variant<domain::Earn, domain::Burn> posting;
  std::int32_t valid_for_s = 0;
};
Decoded<QuoteQuestion> Decode(const v1::QuoteRequest& request, const DecodeContext& context);

// The partner that a call is about: a partner's own (empty means itself, another's is
// PERMISSION_DENIED); the operator must name one that exists.
Decoded<domain::PartnerId> DecodePartner(const std::string& partner_id,
                                         const DecodeContext& context);
// The same for lists, where the operator's empty means all.
Decoded<std::optional<domain::PartnerId>> DecodePartnerFilter(const std::string& partner_id,
                                                              const DecodeContext& context);
// Empty: the network's default.
std::optional<domain::CurrencyId> DecodeCurrency(std::string_view field, const std::string& code,
                                                 const DecodeContext& context, FieldChecks& checks);
// `partner` stands in for an identifier that names none.
Decoded<domain::MemberRef> DecodeMember(std::string_view field, const v1::MemberRef& member,
                                        const std::optional<domain::PartnerId>& partner,
                                        const DecodeContext& context);
Decoded<domain::Identifier> DecodeIdentifier(std::string_view field,
                                             const v1::Identifier& identifier,
                                             const std::optional<domain::PartnerId>& partner,
                                             const DecodeContext& context);
std::optional<domain::MemberId> DecodeMemberId(std::string_view field, const std::string& id,
                                               FieldChecks& checks);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_H_
