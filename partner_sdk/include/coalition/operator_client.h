#ifndef COALITION_OPERATOR_CLIENT_H_
#define COALITION_OPERATOR_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "coalition/account_client.h"
#include "coalition/points.h"
#include "coalition/request_id.h"

namespace coalition {

// The network operator's way in: partners, rates, terms, limits, keys, members, corrections,
// windows, proof. Wants the operator's key; with a partner's, most calls fail with
// kPermissionDenied. To post or look up points on behalf of a partner, use Client with the
// operator's key.
//
// Every mutation carries a request id, as with Client, and the operator's ids form one space of
// their own. See account_client.h for threads, deadlines and the errors that every call shares.
class OperatorClient : public AccountClient {
 public:
  // Connects to nothing yet and cannot fail. `options.partner_id` is ignored: an empty partner in a
  // query means all partners.
  explicit OperatorClient(ClientOptions options);
  // For this library's own tests.
  explicit OperatorClient(std::shared_ptr<const sdk_internal::Connection> connection);

  // Errors: kAlreadyExists.
  Result<Partner> CreatePartner(const CreatePartnerRequest& request) const;
  // Errors: kPartnerNotFound.
  Result<Partner> GetPartner(const std::string& partner_id) const;
  // By partner id.
  Result<Page<Partner>> ListPartners(const ListPartnersRequest& request) const;
  Listing<Partner> EachPartner(ListPartnersRequest request) const;

  // Changes a partner's name or backdating. Errors: kPartnerNotFound.
  Result<Partner> UpdatePartner(const UpdatePartnerRequest& request) const;
  // From then on the partner can neither earn, burn nor enrol; it may still reverse, and its
  // positions are settled. Doing it twice changes nothing. Errors: kPartnerNotFound.
  Result<Partner> SuspendPartner(const ChangePartnerStateRequest& request) const;
  // Errors: kPartnerNotFound.
  Result<Partner> ResumePartner(const ChangePartnerStateRequest& request) const;

  // Errors: kAlreadyExists, kPartnerNotFound.
  Result<Currency> CreateCurrency(const CreateCurrencyRequest& request) const;

  // Adds a version of the network's rate from one currency to another and answers it. Rates by
  // which points could be changed in a circle into more than they were are refused with
  // kInvalidField and `circle` in the metadata.
  Result<ConversionRate> SetConversionRate(const SetConversionRateRequest& request) const;

  // Adds a version and answers it. Errors: kPartnerNotFound.
  Result<Terms> SetTerms(const SetTermsRequest& request) const;

  // Sets all limits of a partner for one currency, from then on; audited. Errors: kPartnerNotFound.
  Result<Limits> SetLimits(const SetLimitsRequest& request) const;

  // Corrects a member's points; audited. Points given are issued by the partner as by an earn;
  // points taken come first from the lots that it issued. Neither caps nor limits apply. Errors:
  // kMemberNotFound, kEventTimeOutOfRange, kNoRateInForce, kInsufficientPoints, kAmountOverflow.
  Result<Receipt> Adjust(const AdjustRequest& request) const;

  // Posts points that are past their date as breakage, for up to 1,000 accounts. The server does
  // the same by itself from time to time, and no balance changes by it; it matters for liabilities
  // and the breakage share, for example before a window is closed.
  Result<ExpiredPoints> ExpirePoints(const ExpirePointsRequest& request = {}) const;

  // Two members turn out to be one person: identifiers, points and open holds of the first go to
  // the second, whose id both have from then on; audited. Answers the second. Errors:
  // kMemberNotFound, kLimitExceeded (100 identifiers, 100 merged members, 32 open holds per
  // currency), kAmountOverflow.
  Result<Member> MergeMembers(const MergeMembersRequest& request) const;
  // Deletes a member's personal data for ever; the ledger stays whole; audited. Its points remain
  // until they expire, and nothing more can be posted to it but reversals, captures and voids of
  // what it did. Errors: kMemberNotFound.
  Result<void> EraseMember(const EraseMemberRequest& request) const;

  // Makes an API key, which is in this answer only. Errors: kPartnerNotFound, kLimitExceeded (20
  // live credentials per partner).
  Result<NewCredential> CreateCredential(const CreateCredentialRequest& request) const;
  // From then on the key is refused. Doing it twice changes nothing; a credential cannot revoke
  // itself.
  Result<Credential> RevokeCredential(const RevokeCredentialRequest& request) const;

  // Closes the open window, opens the next and writes the obligations, in one step. Traffic goes
  // on. Errors: kWindowState.
  Result<ClosedWindow> CloseWindow(const CloseWindowRequest& request) const;
  // Newest first.
  Result<Page<Window>> ListWindows(const ListWindowsRequest& request) const;
  Listing<Window> EachWindow(ListWindowsRequest request) const;
  // 0: the open window. Errors: kWindowNotFound.
  Result<Window> GetWindow(std::int64_t window_id) const;

  // Who changed what, newest first.
  Result<Page<AuditEvent>> ListAuditEvents(const ListAuditEventsRequest& request) const;
  Listing<AuditEvent> EachAuditEvent(ListAuditEventsRequest request) const;

  // Recomputes every lot, balance, position, window total and obligation from the journal. Takes
  // seconds per million transactions, so it has a deadline of its own, for its one long attempt and
  // for the whole call. A difference is an answer, not an error: look at `ok`.
  Result<LedgerVerification> VerifyLedger(
      std::chrono::milliseconds deadline = std::chrono::minutes(30)) const;
};

}  // namespace coalition

#endif  // COALITION_OPERATOR_CLIENT_H_
