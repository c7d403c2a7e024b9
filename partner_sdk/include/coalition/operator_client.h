#ifndef COALITION_OPERATOR_CLIENT_H_
#define COALITION_OPERATOR_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "coalition/account_client.h"
#include "coalition/request_id.h"

namespace coalition {

// The network operator's way in: partners, terms, keys, windows, proof. Wants the operator's key;
// with a partner's, most calls fail with kPermissionDenied. To post or look up points on behalf of
// a partner, use Client with the operator's key.
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

  // From then on the partner can neither earn, burn nor enrol; it may still reverse, and its
  // positions are settled. Doing it twice changes nothing. Errors: kPartnerNotFound.
  Result<Partner> SuspendPartner(const ChangePartnerStateRequest& request) const;
  // Errors: kPartnerNotFound.
  Result<Partner> ResumePartner(const ChangePartnerStateRequest& request) const;

  // Errors: kAlreadyExists, kPartnerNotFound.
  Result<Currency> CreateCurrency(const CreateCurrencyRequest& request) const;

  // Adds a version and answers it. Errors: kPartnerNotFound.
  Result<Terms> SetTerms(const SetTermsRequest& request) const;

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

  // Recomputes every lot, balance, position, window total and obligation from the journal. Takes
  // seconds per million transactions, so it has a deadline of its own, for its one long attempt and
  // for the whole call. A difference is an answer, not an error: look at `ok`.
  Result<LedgerVerification> VerifyLedger(
      std::chrono::milliseconds deadline = std::chrono::minutes(30)) const;
};

}  // namespace coalition

#endif  // COALITION_OPERATOR_CLIENT_H_
