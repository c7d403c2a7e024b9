#ifndef COALITION_TESTS_E2E_CALLS_H_
#define COALITION_TESTS_E2E_CALLS_H_

#include <string>
#include <utility>

#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "tests/e2e/wire.h"

namespace coalition::e2e {

// Which answer goes with which request, at compile time. Declarations only.
v1::QuoteResponse AnswerTo(const v1::QuoteRequest&);
v1::EarnResponse AnswerTo(const v1::EarnRequest&);
v1::BurnResponse AnswerTo(const v1::BurnRequest&);
v1::ReverseResponse AnswerTo(const v1::ReverseRequest&);
v1::AuthorizeResponse AnswerTo(const v1::AuthorizeRequest&);
v1::CaptureResponse AnswerTo(const v1::CaptureRequest&);
v1::VoidResponse AnswerTo(const v1::VoidRequest&);
v1::ConvertResponse AnswerTo(const v1::ConvertRequest&);
v1::TransferResponse AnswerTo(const v1::TransferRequest&);
v1::AdjustResponse AnswerTo(const v1::AdjustRequest&);
v1::ExpirePointsResponse AnswerTo(const v1::ExpirePointsRequest&);
v1::SubmitBatchResponse AnswerTo(const v1::SubmitBatchRequest&);
v1::GetBalanceResponse AnswerTo(const v1::GetBalanceRequest&);
v1::GetTransactionResponse AnswerTo(const v1::GetTransactionRequest&);
v1::ListTransactionsResponse AnswerTo(const v1::ListTransactionsRequest&);
v1::EnrollMemberResponse AnswerTo(const v1::EnrollMemberRequest&);
v1::GetMemberResponse AnswerTo(const v1::GetMemberRequest&);
v1::ResolveMemberResponse AnswerTo(const v1::ResolveMemberRequest&);
v1::LinkIdentifierResponse AnswerTo(const v1::LinkIdentifierRequest&);
v1::UnlinkIdentifierResponse AnswerTo(const v1::UnlinkIdentifierRequest&);
v1::MergeMembersResponse AnswerTo(const v1::MergeMembersRequest&);
v1::EraseMemberResponse AnswerTo(const v1::EraseMemberRequest&);
v1::ListMembersResponse AnswerTo(const v1::ListMembersRequest&);
v1::CreatePartnerResponse AnswerTo(const v1::CreatePartnerRequest&);
v1::GetPartnerResponse AnswerTo(const v1::GetPartnerRequest&);
v1::ListPartnersResponse AnswerTo(const v1::ListPartnersRequest&);
v1::UpdatePartnerResponse AnswerTo(const v1::UpdatePartnerRequest&);
v1::SuspendPartnerResponse AnswerTo(const v1::SuspendPartnerRequest&);
v1::ResumePartnerResponse AnswerTo(const v1::ResumePartnerRequest&);
v1::CreateCurrencyResponse AnswerTo(const v1::CreateCurrencyRequest&);
v1::SetExchangeRateResponse AnswerTo(const v1::SetExchangeRateRequest&);
v1::ListExchangeRatesResponse AnswerTo(const v1::ListExchangeRatesRequest&);
v1::ListConversionRatesResponse AnswerTo(const v1::ListConversionRatesRequest&);
v1::SetTermsResponse AnswerTo(const v1::SetTermsRequest&);
v1::ListTermsResponse AnswerTo(const v1::ListTermsRequest&);
v1::SetLimitsResponse AnswerTo(const v1::SetLimitsRequest&);
v1::GetLimitsResponse AnswerTo(const v1::GetLimitsRequest&);
v1::CreateCredentialResponse AnswerTo(const v1::CreateCredentialRequest&);
v1::RevokeCredentialResponse AnswerTo(const v1::RevokeCredentialRequest&);
v1::GetPositionsResponse AnswerTo(const v1::GetPositionsRequest&);
v1::CloseWindowResponse AnswerTo(const v1::CloseWindowRequest&);
v1::ListWindowsResponse AnswerTo(const v1::ListWindowsRequest&);
v1::GetWindowResponse AnswerTo(const v1::GetWindowRequest&);
v1::GetStatementResponse AnswerTo(const v1::GetStatementRequest&);
v1::ListStatementLinesResponse AnswerTo(const v1::ListStatementLinesRequest&);
v1::ListObligationsResponse AnswerTo(const v1::ListObligationsRequest&);
v1::GetLiabilityResponse AnswerTo(const v1::GetLiabilityRequest&);
v1::VerifyLedgerResponse AnswerTo(const v1::VerifyLedgerRequest&);
v1::ListAuditEventsResponse AnswerTo(const v1::ListAuditEventsRequest&);

template <typename Request>
using ResponseOf = decltype(AnswerTo(std::declval<const Request&>()));

// "EarnRequest" is the request of "Earn".
template <typename Request>
const google::protobuf::MethodDescriptor& MethodOf() {
  constexpr std::size_t kSuffix = std::string_view("Request").size();
  const std::string& name = Request::descriptor()->name();
  return MethodNamed(name.substr(0, name.size() - kSuffix));
}

template <typename Response>
struct Reply {
  Outcome outcome;
  Response response;

  bool ok() const { return outcome.ok(); }
  // "OK" when it succeeded.
  const std::string& reason() const { return outcome.reason; }
  const Response* operator->() const { return &response; }
};

template <typename Response>
std::ostream& operator<<(std::ostream& out, const Reply<Response>& reply) {
  return out << reply.outcome << "\n" << reply.response.DebugString();
}

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_CALLS_H_
