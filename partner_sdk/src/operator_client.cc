#include "coalition/operator_client.h"

#include <utility>

#include "partner_sdk/src/connection.h"

namespace coalition {

using Members = v1::MemberService::Stub;
using Partners = v1::PartnerService::Stub;
using Points = v1::PointsService::Stub;
using Reporting = v1::ReportingService::Stub;
using Settlement = v1::SettlementService::Stub;

namespace {

ClientOptions ForNoPartner(ClientOptions options) {
  options.partner_id.clear();
  return options;
}

}  // namespace

OperatorClient::OperatorClient(ClientOptions options)
    : OperatorClient(
          std::make_shared<const sdk_internal::Connection>(ForNoPartner(std::move(options)))) {}

OperatorClient::OperatorClient(std::shared_ptr<const sdk_internal::Connection> connection)
    : AccountClient(std::move(connection)) {}

Result<Partner> OperatorClient::CreatePartner(const CreatePartnerRequest& request) const {
  return connection_->Ask(&Partners::CreatePartner, request);
}

Result<Partner> OperatorClient::GetPartner(const std::string& partner_id) const {
  v1::GetPartnerRequest request;
  request.set_partner_id(partner_id);
  return connection_->Send(&Partners::GetPartner, std::move(request));
}

Result<Page<Partner>> OperatorClient::ListPartners(const ListPartnersRequest& request) const {
  return connection_->Ask(&Partners::ListPartners, request);
}

Listing<Partner> OperatorClient::EachPartner(ListPartnersRequest request) const {
  return connection_->Each(&Partners::ListPartners, std::move(request));
}

Result<Partner> OperatorClient::UpdatePartner(const UpdatePartnerRequest& request) const {
  return connection_->Ask(&Partners::UpdatePartner, request);
}

Result<Partner> OperatorClient::SuspendPartner(const ChangePartnerStateRequest& request) const {
  return connection_->Ask(&Partners::SuspendPartner, request);
}

Result<Partner> OperatorClient::ResumePartner(const ChangePartnerStateRequest& request) const {
  return connection_->Ask(&Partners::ResumePartner, request);
}

Result<Currency> OperatorClient::CreateCurrency(const CreateCurrencyRequest& request) const {
  return connection_->Ask(&Partners::CreateCurrency, request);
}

Result<ConversionRate> OperatorClient::SetConversionRate(
    const SetConversionRateRequest& request) const {
  const auto answer = connection_->AskForMessage(&Partners::SetExchangeRate, request);
  if (!answer) return answer.error();
  return sdk_internal::FromProto(answer->conversion_rate());
}

Result<Terms> OperatorClient::SetTerms(const SetTermsRequest& request) const {
  return connection_->Ask(&Partners::SetTerms, request);
}

Result<Limits> OperatorClient::SetLimits(const SetLimitsRequest& request) const {
  return connection_->Ask(&Partners::SetLimits, request);
}

Result<Receipt> OperatorClient::Adjust(const AdjustRequest& request) const {
  return connection_->Ask(&Points::Adjust, request);
}

Result<ExpiredPoints> OperatorClient::ExpirePoints(const ExpirePointsRequest& request) const {
  return connection_->Ask(&Points::ExpirePoints, request);
}

Result<Member> OperatorClient::MergeMembers(const MergeMembersRequest& request) const {
  return connection_->Ask(&Members::MergeMembers, request);
}

Result<void> OperatorClient::EraseMember(const EraseMemberRequest& request) const {
  const auto answer = connection_->AskForMessage(&Members::EraseMember, request);
  if (!answer) return answer.error();
  return {};
}

Result<NewCredential> OperatorClient::CreateCredential(
    const CreateCredentialRequest& request) const {
  return connection_->Ask(&Partners::CreateCredential, request);
}

Result<Credential> OperatorClient::RevokeCredential(const RevokeCredentialRequest& request) const {
  return connection_->Ask(&Partners::RevokeCredential, request);
}

Result<ClosedWindow> OperatorClient::CloseWindow(const CloseWindowRequest& request) const {
  return connection_->Ask(&Settlement::CloseWindow, request);
}

Result<Page<Window>> OperatorClient::ListWindows(const ListWindowsRequest& request) const {
  return connection_->Ask(&Settlement::ListWindows, request);
}

Listing<Window> OperatorClient::EachWindow(ListWindowsRequest request) const {
  return connection_->Each(&Settlement::ListWindows, std::move(request));
}

Result<Window> OperatorClient::GetWindow(std::int64_t window_id) const {
  v1::GetWindowRequest request;
  request.set_window_id(window_id);
  return connection_->Send(&Settlement::GetWindow, std::move(request));
}

Result<Page<AuditEvent>> OperatorClient::ListAuditEvents(
    const ListAuditEventsRequest& request) const {
  return connection_->Ask(&Reporting::ListAuditEvents, request);
}

Listing<AuditEvent> OperatorClient::EachAuditEvent(ListAuditEventsRequest request) const {
  return connection_->Each(&Reporting::ListAuditEvents, std::move(request));
}

Result<LedgerVerification> OperatorClient::VerifyLedger(std::chrono::milliseconds deadline) const {
  return connection_->Send(&Reporting::VerifyLedger, v1::VerifyLedgerRequest(),
                           {.call = deadline, .attempt = deadline});
}

}  // namespace coalition
