#ifndef COALITION_ACCOUNT_CLIENT_H_
#define COALITION_ACCOUNT_CLIENT_H_

#include <memory>
#include <vector>

#include "coalition/members.h"
#include "coalition/options.h"
#include "coalition/page.h"
#include "coalition/partners.h"
#include "coalition/reporting.h"
#include "coalition/result.h"
#include "coalition/settlement.h"

namespace coalition {

namespace sdk_internal {
class Connection;
}  // namespace sdk_internal

// The calls that a partner and the operator have in common: rates, terms, limits, members,
// positions, statements, obligations, liability. A partner gets what is its own. Base of Client and
// OperatorClient; not made by itself.
//
// What holds for every call of every client:
//   * It blocks until there is an answer, the error is final, or ClientOptions::deadline has
//     passed, and retries within that (see RetryPolicy). It never throws.
//   * Clients are safe to use from many threads at once; calls do not wait for one another.
//     Copies are cheap and share the connection. Make one per process, not one per call.
//   * The connection is made by the first call and mended by itself. It is dropped after three
//     idle minutes, before firewalls forget it; the next call makes a new one.
//   * Each* walks a whole list lazily; the namesake List* fetches one page. See page.h.
//   * All calls share these errors: kUnauthenticated, kPermissionDenied, kInvalidField,
//     kRateLimited, kQueueFull, kStoreUnavailable, kShuttingDown. Others are named at the call.
class AccountClient {
 public:
  // Adds a version of an exchange rate and answers it. A partner may set its own, from now on; the
  // operator any, also in the past with a reason. Errors: kPartnerNotFound, kRequestIdReused.
  Result<ExchangeRate> SetExchangeRate(const SetExchangeRateRequest& request) const;
  Result<Page<ExchangeRate>> ListExchangeRates(const ListVersionsRequest& request) const;
  Listing<ExchangeRate> EachExchangeRate(ListVersionsRequest request) const;

  // The network's rates between its currencies.
  Result<Page<ConversionRate>> ListConversionRates(const ListConversionRatesRequest& request) const;
  Listing<ConversionRate> EachConversionRate(ListConversionRatesRequest request) const;

  Result<Page<Terms>> ListTerms(const ListVersionsRequest& request) const;
  Listing<Terms> EachTerms(ListVersionsRequest request) const;

  // The limits that hold. Errors: kPartnerNotFound.
  Result<Limits> GetLimits(const GetLimitsRequest& request) const;

  // Members linked to a partner, each once; for the operator all, by id.
  Result<Page<Member>> ListMembers(const ListMembersRequest& request) const;
  Listing<Member> EachMember(ListMembersRequest request) const;

  // Errors: kWindowNotFound, kPartnerNotFound.
  Result<Positions> GetPositions(const PositionsQuery& query) const;

  // Errors: kWindowNotFound, kPartnerNotFound.
  Result<Statement> GetStatement(const WindowQuery& query) const;
  // The lines behind a statement, in ledger order. Errors as for GetStatement.
  Result<Page<StatementLine>> ListStatementLines(const ListWindowEntriesRequest& request) const;
  Listing<StatementLine> EachStatementLine(ListWindowEntriesRequest request) const;

  // The payments that closed windows call for.
  Result<Page<Obligation>> ListObligations(const ListWindowEntriesRequest& request) const;
  Listing<Obligation> EachObligation(ListWindowEntriesRequest request) const;

  // By issuer, currency, month; points that do not expire last.
  Result<std::vector<Liability>> GetLiability(const GetLiabilityRequest& request) const;

 protected:
  explicit AccountClient(std::shared_ptr<const sdk_internal::Connection> connection);
  ~AccountClient() = default;
  // Moving copies, so that a client that was moved from still works.
  AccountClient(const AccountClient&) = default;
  AccountClient& operator=(const AccountClient&) = default;

  // Never null.
  std::shared_ptr<const sdk_internal::Connection> connection_;
};

}  // namespace coalition

#endif  // COALITION_ACCOUNT_CLIENT_H_
