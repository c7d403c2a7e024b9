#include "coalition/account_client.h"

#include <utility>

#include "partner_sdk/src/connection.h"

namespace coalition {

using Partners = v1::PartnerService::Stub;
using Settlement = v1::SettlementService::Stub;

AccountClient::AccountClient(std::shared_ptr<const sdk_internal::Connection> connection)
    : connection_(std::move(connection)) {}

Result<ExchangeRate> AccountClient::SetExchangeRate(const SetExchangeRateRequest& request) const {
  return connection_->Ask(&Partners::SetExchangeRate, request);
}

Result<Page<ExchangeRate>> AccountClient::ListExchangeRates(
    const ListVersionsRequest& request) const {
  return connection_->Ask(&Partners::ListExchangeRates, request);
}

Listing<ExchangeRate> AccountClient::EachExchangeRate(ListVersionsRequest request) const {
  return connection_->Each(&Partners::ListExchangeRates, std::move(request));
}

Result<Page<ConversionRate>> AccountClient::ListConversionRates(
    const ListConversionRatesRequest& request) const {
  return connection_->Ask(&Partners::ListConversionRates, request);
}

Listing<ConversionRate> AccountClient::EachConversionRate(
    ListConversionRatesRequest request) const {
  return connection_->Each(&Partners::ListConversionRates, std::move(request));
}

Result<Page<Terms>> AccountClient::ListTerms(const ListVersionsRequest& request) const {
  return connection_->Ask(&Partners::ListTerms, request);
}

Listing<Terms> AccountClient::EachTerms(ListVersionsRequest request) const {
  return connection_->Each(&Partners::ListTerms, std::move(request));
}

Result<Limits> AccountClient::GetLimits(const GetLimitsRequest& request) const {
  return connection_->Ask(&Partners::GetLimits, request);
}

Result<Page<Member>> AccountClient::ListMembers(const ListMembersRequest& request) const {
  return connection_->Ask(&v1::MemberService::Stub::ListMembers, request);
}

Listing<Member> AccountClient::EachMember(ListMembersRequest request) const {
  return connection_->Each(&v1::MemberService::Stub::ListMembers, std::move(request));
}

Result<Positions> AccountClient::GetPositions(const PositionsQuery& query) const {
  return connection_->Ask(&Settlement::GetPositions, query);
}

Result<Statement> AccountClient::GetStatement(const WindowQuery& query) const {
  return connection_->Ask(&Settlement::GetStatement, query);
}

Result<Page<StatementLine>> AccountClient::ListStatementLines(
    const ListWindowEntriesRequest& request) const {
  return connection_->Ask(&Settlement::ListStatementLines, request);
}

Listing<StatementLine> AccountClient::EachStatementLine(ListWindowEntriesRequest request) const {
  return connection_->Each(&Settlement::ListStatementLines, std::move(request));
}

Result<Page<Obligation>> AccountClient::ListObligations(
    const ListWindowEntriesRequest& request) const {
  return connection_->Ask(&Settlement::ListObligations, request);
}

Listing<Obligation> AccountClient::EachObligation(ListWindowEntriesRequest request) const {
  return connection_->Each(&Settlement::ListObligations, std::move(request));
}

Result<std::vector<Liability>> AccountClient::GetLiability(
    const GetLiabilityRequest& request) const {
  return connection_->Ask(&v1::ReportingService::Stub::GetLiability, request);
}

}  // namespace coalition
