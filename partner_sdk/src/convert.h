#ifndef COALITION_PARTNER_SDK_SRC_CONVERT_H_
#define COALITION_PARTNER_SDK_SRC_CONVERT_H_

#include <vector>

#include "google/protobuf/timestamp.pb.h"

#include "coalition/members.h"
#include "coalition/page.h"
#include "coalition/partners.h"
#include "coalition/points.h"
#include "coalition/reporting.h"
#include "coalition/settlement.h"
#include "coalition/transaction_watch.h"
#include "coalition/types.h"
#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

// The only place that knows both the public types and the messages of the wire. ToProto writes a
// request into an empty message; FromProto reads an answer, and of an answer that only wraps one
// thing, that thing. Neither checks anything: ranges are the server's business.
namespace coalition::sdk_internal {

// convert.cc: what all share. Moments lose what is finer than a microsecond.
Timestamp FromProto(const google::protobuf::Timestamp& from);
void ToProto(Timestamp from, google::protobuf::Timestamp* to);
Money FromProto(const v1::Money& from);
void ToProto(const Money& from, v1::Money* to);
Ratio FromProto(const v1::Ratio& from);
void ToProto(const Ratio& from, v1::Ratio* to);

// convert_points.cc: points_service, transaction, types.
void ToProto(const PurchaseLine& from, v1::PurchaseLine* to);
void ToProto(const Purchase& from, v1::Purchase* to);
void ToProto(const Activity& from, v1::Activity* to);
void ToProto(const LineQuantity& from, v1::LineQuantity* to);
PurchaseLine FromProto(const v1::PurchaseLine& from);
Purchase FromProto(const v1::Purchase& from);
Activity FromProto(const v1::Activity& from);
LineQuantity FromProto(const v1::LineQuantity& from);
ExpiringPoints FromProto(const v1::ExpiringPoints& from);
Balance FromProto(const v1::Balance& from);
Lot FromProto(const v1::Lot& from);
LotMovement FromProto(const v1::LotMovement& from);
Conversion FromProto(const v1::Conversion& from);
MoneyLeg FromProto(const v1::MoneyLeg& from);
ReversedSoFar FromProto(const v1::ReversedSoFar& from);
Counterpart FromProto(const v1::Counterpart& from);
Reservation FromProto(const v1::Reservation& from);
Transaction FromProto(const v1::Transaction& from);

void ToProto(const QuoteRequest& from, v1::QuoteRequest* to);
void ToProto(const GetBalanceRequest& from, v1::GetBalanceRequest* to);
void ToProto(const ListTransactionsRequest& from, v1::ListTransactionsRequest* to);
void ToProto(const WatchTransactionsRequest& from, v1::WatchTransactionsRequest* to);

Receipt FromProto(const v1::Receipt& from);
Receipt FromProto(const v1::EarnResponse& from);
Receipt FromProto(const v1::BurnResponse& from);
Receipt FromProto(const v1::ReverseResponse& from);
Receipt FromProto(const v1::CaptureResponse& from);
Receipt FromProto(const v1::VoidResponse& from);
Receipt FromProto(const v1::AdjustResponse& from);
Authorization FromProto(const v1::AuthorizeResponse& from);
MovedPoints FromProto(const v1::ConvertResponse& from);
MovedPoints FromProto(const v1::TransferResponse& from);
ExpiredPoints FromProto(const v1::ExpirePointsResponse& from);
QuotedPrice FromProto(const v1::QuoteResponse& from);
MemberPoints FromProto(const v1::GetBalanceResponse& from);
Transaction FromProto(const v1::GetTransactionResponse& from);
Page<Transaction> FromProto(const v1::ListTransactionsResponse& from);

// convert_postings.cc: the commands of points_service.
void ToProto(const EarnRequest& from, v1::EarnRequest* to);
void ToProto(const BurnRequest& from, v1::BurnRequest* to);
void ToProto(const ReverseRequest& from, v1::ReverseRequest* to);
void ToProto(const AuthorizeRequest& from, v1::AuthorizeRequest* to);
void ToProto(const CaptureRequest& from, v1::CaptureRequest* to);
void ToProto(const VoidRequest& from, v1::VoidRequest* to);
void ToProto(const ConvertRequest& from, v1::ConvertRequest* to);
void ToProto(const TransferRequest& from, v1::TransferRequest* to);
void ToProto(const AdjustRequest& from, v1::AdjustRequest* to);
void ToProto(const ExpirePointsRequest& from, v1::ExpirePointsRequest* to);
void ToProto(const PostingCommand& from, v1::BatchItem* to);
void ToProto(const BatchItem& from, v1::BatchItem* to);
void ToProto(const SubmitBatchRequest& from, v1::SubmitBatchRequest* to);

// convert_members.cc: member_service, and how other requests name a member.
Identifier FromProto(const v1::Identifier& from);
Member FromProto(const v1::Member& from);
void ToProto(const Identifier& from, v1::Identifier* to);
void ToProto(const MemberRef& from, v1::MemberRef* to);
void ToProto(const EnrollMemberRequest& from, v1::EnrollMemberRequest* to);
void ToProto(const Identifier& from, v1::ResolveMemberRequest* to);
void ToProto(const LinkIdentifierRequest& from, v1::LinkIdentifierRequest* to);
void ToProto(const UnlinkIdentifierRequest& from, v1::UnlinkIdentifierRequest* to);
void ToProto(const ListMembersRequest& from, v1::ListMembersRequest* to);
void ToProto(const MergeMembersRequest& from, v1::MergeMembersRequest* to);
void ToProto(const EraseMemberRequest& from, v1::EraseMemberRequest* to);

Member FromProto(const v1::EnrollMemberResponse& from);
Member FromProto(const v1::GetMemberResponse& from);
Member FromProto(const v1::ResolveMemberResponse& from);
Member FromProto(const v1::LinkIdentifierResponse& from);
Member FromProto(const v1::UnlinkIdentifierResponse& from);
Member FromProto(const v1::MergeMembersResponse& from);
Page<Member> FromProto(const v1::ListMembersResponse& from);

// convert_partners.cc: partner_service.
void ToProto(const MoneyRate& from, v1::MoneyRate* to);
void ToProto(const ActivityRate& from, v1::ActivityRate* to);
void ToProto(const ExchangeRate& from, v1::ExchangeRate* to);
void ToProto(const ConversionRate& from, v1::ConversionRate* to);
void ToProto(const Fees& from, v1::Fees* to);
void ToProto(const NetDebitCap& from, v1::NetDebitCap* to);
void ToProto(const Terms& from, v1::Terms* to);
void ToProto(const Limits& from, v1::Limits* to);
MoneyRate FromProto(const v1::MoneyRate& from);
ActivityRate FromProto(const v1::ActivityRate& from);
ExchangeRate FromProto(const v1::ExchangeRate& from);
ConversionRate FromProto(const v1::ConversionRate& from);
Fees FromProto(const v1::Fees& from);
NetDebitCap FromProto(const v1::NetDebitCap& from);
Terms FromProto(const v1::Terms& from);
Limits FromProto(const v1::Limits& from);
Partner FromProto(const v1::Partner& from);
Currency FromProto(const v1::Currency& from);
Credential FromProto(const v1::Credential& from);

void ToProto(const CreatePartnerRequest& from, v1::CreatePartnerRequest* to);
void ToProto(const UpdatePartnerRequest& from, v1::UpdatePartnerRequest* to);
void ToProto(const ChangePartnerStateRequest& from, v1::SuspendPartnerRequest* to);
void ToProto(const ChangePartnerStateRequest& from, v1::ResumePartnerRequest* to);
void ToProto(const ListPartnersRequest& from, v1::ListPartnersRequest* to);
void ToProto(const CreateCurrencyRequest& from, v1::CreateCurrencyRequest* to);
void ToProto(const SetExchangeRateRequest& from, v1::SetExchangeRateRequest* to);
void ToProto(const SetConversionRateRequest& from, v1::SetExchangeRateRequest* to);
void ToProto(const ListVersionsRequest& from, v1::ListExchangeRatesRequest* to);
void ToProto(const ListConversionRatesRequest& from, v1::ListConversionRatesRequest* to);
void ToProto(const SetTermsRequest& from, v1::SetTermsRequest* to);
void ToProto(const ListVersionsRequest& from, v1::ListTermsRequest* to);
void ToProto(const SetLimitsRequest& from, v1::SetLimitsRequest* to);
void ToProto(const GetLimitsRequest& from, v1::GetLimitsRequest* to);
void ToProto(const CreateCredentialRequest& from, v1::CreateCredentialRequest* to);
void ToProto(const RevokeCredentialRequest& from, v1::RevokeCredentialRequest* to);

Partner FromProto(const v1::CreatePartnerResponse& from);
Partner FromProto(const v1::GetPartnerResponse& from);
Page<Partner> FromProto(const v1::ListPartnersResponse& from);
Partner FromProto(const v1::UpdatePartnerResponse& from);
Partner FromProto(const v1::SuspendPartnerResponse& from);
Partner FromProto(const v1::ResumePartnerResponse& from);
Currency FromProto(const v1::CreateCurrencyResponse& from);
// Of an exchange rate; the one that answers a conversion rate is read by its caller.
ExchangeRate FromProto(const v1::SetExchangeRateResponse& from);
Page<ExchangeRate> FromProto(const v1::ListExchangeRatesResponse& from);
Page<ConversionRate> FromProto(const v1::ListConversionRatesResponse& from);
Terms FromProto(const v1::SetTermsResponse& from);
Page<Terms> FromProto(const v1::ListTermsResponse& from);
Limits FromProto(const v1::SetLimitsResponse& from);
Limits FromProto(const v1::GetLimitsResponse& from);
NewCredential FromProto(const v1::CreateCredentialResponse& from);
Credential FromProto(const v1::RevokeCredentialResponse& from);

// convert_settlement.cc: settlement_service, reporting_service.
Window FromProto(const v1::Window& from);
LegTotal FromProto(const v1::LegTotal& from);
Position FromProto(const v1::Position& from);
StatementTotal FromProto(const v1::StatementTotal& from);
Statement FromProto(const v1::Statement& from);
StatementLine FromProto(const v1::StatementLine& from);
Obligation FromProto(const v1::Obligation& from);
Liability FromProto(const v1::Liability& from);
AuditEvent FromProto(const v1::AuditEvent& from);

void ToProto(const PositionsQuery& from, v1::GetPositionsRequest* to);
void ToProto(const WindowQuery& from, v1::GetStatementRequest* to);
void ToProto(const CloseWindowRequest& from, v1::CloseWindowRequest* to);
void ToProto(const ListWindowsRequest& from, v1::ListWindowsRequest* to);
void ToProto(const ListWindowEntriesRequest& from, v1::ListStatementLinesRequest* to);
void ToProto(const ListWindowEntriesRequest& from, v1::ListObligationsRequest* to);
void ToProto(const GetLiabilityRequest& from, v1::GetLiabilityRequest* to);
void ToProto(const ListAuditEventsRequest& from, v1::ListAuditEventsRequest* to);

Positions FromProto(const v1::GetPositionsResponse& from);
ClosedWindow FromProto(const v1::CloseWindowResponse& from);
Page<Window> FromProto(const v1::ListWindowsResponse& from);
Window FromProto(const v1::GetWindowResponse& from);
Statement FromProto(const v1::GetStatementResponse& from);
Page<StatementLine> FromProto(const v1::ListStatementLinesResponse& from);
Page<Obligation> FromProto(const v1::ListObligationsResponse& from);
std::vector<Liability> FromProto(const v1::GetLiabilityResponse& from);
LedgerVerification FromProto(const v1::VerifyLedgerResponse& from);
Page<AuditEvent> FromProto(const v1::ListAuditEventsResponse& from);

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_CONVERT_H_
