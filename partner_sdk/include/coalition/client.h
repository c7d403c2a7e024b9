#ifndef COALITION_CLIENT_H_
#define COALITION_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "coalition/account_client.h"
#include "coalition/members.h"
#include "coalition/points.h"
#include "coalition/posting_stream.h"
#include "coalition/request_id.h"
#include "coalition/transaction_watch.h"

namespace coalition {

// A partner's way into the network: earn, burn, hold, reverse, move, look.
//
//   coalition::Client client({.server = "points.example:7400", .api_key = key});
//   auto receipt = client.Earn({.member = coalition::Identifier{.kind = "card", .value = "4711"},
//                               .amount = coalition::PartnerPoints{120}});
//   if (!receipt) return Report(receipt.error());
//   Print(receipt->balance.available);
//
// Mutations carry a request id; leave it empty and one is made. Whatever comes back has it
// (`receipt->transaction.request_id`, `error.request_id`), and sending the same request with the
// same id again is safe for ever. After an acknowledged answer the effect is on disk.
//
// With the operator's key the client acts for the partner in ClientOptions::partner_id, or in each
// request. See account_client.h for threads, deadlines and the errors that every call shares.
class Client : public AccountClient {
 public:
  // Connects to nothing yet and cannot fail.
  explicit Client(ClientOptions options);
  // For this library's own tests.
  explicit Client(std::shared_ptr<const sdk_internal::Connection> connection);

  // Prices an earn or a burn without posting it, and promises the price until the quote expires.
  // Errors as for Earn or Burn.
  Result<QuotedPrice> Quote(const QuoteRequest& request) const;

  // Credits points. Errors: kEventTimeOutOfRange, kPartnerSuspended, kQuoteExpired,
  // kMemberNotFound, kNoRateInForce, kRateYieldsNothing, kAmountOverflow, kLimitExceeded,
  // kNetDebitCapExceeded, kRequestIdReused.
  Result<Receipt> Earn(const EarnRequest& request) const;

  // Debits points, those that expire first, first. Errors as for Earn, with kInsufficientPoints in
  // the place of kNetDebitCapExceeded.
  Result<Receipt> Burn(const BurnRequest& request) const;

  // Reserves points for a burn that is not final: they count as held at once, for every partner,
  // until they are captured or voided or the hold ends by itself. No money moves. Errors as for
  // Burn, and kLimitExceeded (32 open holds per member and currency).
  Result<Authorization> Authorize(const AuthorizeRequest& request) const;

  // Burns all or part of what a hold reserved, once, at the rate and terms of the authorization,
  // and releases the rest. Errors: kHoldNotFound (operator), kEventTimeOutOfRange,
  // kPartnerSuspended, kHoldClosed, kHoldExpired, kInsufficientPoints (more than is held),
  // kAmountOverflow, kRequestIdReused.
  Result<Receipt> Capture(const CaptureRequest& request) const;

  // Releases a hold. Errors: kHoldNotFound (operator), kEventTimeOutOfRange, kHoldClosed,
  // kHoldExpired, kRequestIdReused.
  Result<Receipt> Void(const VoidRequest& request) const;

  // Takes back an earn, burn, capture or conversion that the same partner reported, whole or part,
  // as often as something is left; the parts add up to the original exactly. Errors:
  // kEventTimeOutOfRange, kTransactionNotFound (operator), kReversalExceedsOriginal,
  // kInsufficientPoints, kAmountOverflow, kRequestIdReused.
  Result<Receipt> Reverse(const ReverseRequest& request) const;

  // Changes a member's points of one currency into another's, at the network's conversion rate:
  // a burn of the one and an earn of the other with this partner. Errors: kMemberNotFound,
  // kEventTimeOutOfRange, kPartnerSuspended, kNoRateInForce, kRateYieldsNothing,
  // kInsufficientPoints, kAmountOverflow, kNetDebitCapExceeded, kRequestIdReused.
  Result<MovedPoints> Convert(const ConvertRequest& request) const;

  // Moves available points to another member; lots keep issuer, terms and dates, and no money
  // moves. The partner must be linked to both. Errors: kMemberNotFound, kEventTimeOutOfRange,
  // kPartnerSuspended, kInsufficientPoints, kAmountOverflow, kRequestIdReused.
  Result<MovedPoints> Transfer(const TransferRequest& request) const;

  // Up to kBatchItemsMax commands in one request, each of which succeeds or fails by itself, in
  // order; linked ones together (see LinkedToNext). The fastest way by far to report many.
  //
  // Answers one result per item, in the order of the items, always, and each has its request id.
  // When the call as a whole fails (no connection, no permission, kTooLarge), every undecided item
  // has that error. Within the deadline and the retry policy of one call, items that failed with a
  // retryable error are sent again, without those that did not, linked groups whole; so after a
  // partial overload an item may be decided after a later one. Where that matters (an earn and its
  // reversal), link them or look at the first result before sending the second.
  std::vector<BatchResult> SubmitBatch(const SubmitBatchRequest& request) const;

  // Commands without end, answered one by one. Connects to nothing yet and cannot fail; it may
  // outlive this client. See posting_stream.h.
  PostingStream SubmitStream(PostingStreamOptions options = {}) const;

  // A member's points by currency, and lot by lot. Errors: kMemberNotFound.
  Result<MemberPoints> GetBalance(const GetBalanceRequest& request) const;

  // One transaction that the partner reported. Errors: kTransactionNotFound (operator).
  Result<Transaction> GetTransaction(const std::string& transaction_id) const;

  // The partner's transactions, newest first.
  Result<Page<Transaction>> ListTransactions(const ListTransactionsRequest& request) const;
  Listing<Transaction> EachTransaction(ListTransactionsRequest request) const;

  // Transactions as they are posted, oldest first, from any point on; it may outlive this client.
  // See transaction_watch.h. From now on: it sees whatever is posted after this call returned, and
  // fails as any call does. From elsewhere: connects to nothing yet, and fails only with
  // kInvalidField, when FromAfter is empty.
  Result<TransactionWatch> WatchTransactions(const WatchTransactionsRequest& request = {}) const;

  // Makes a member known to the network. Errors: kPartnerSuspended, kIdentifierTaken,
  // kRequestIdReused.
  Result<Member> EnrollMember(const EnrollMemberRequest& request) const;

  // Errors: kMemberNotFound (operator).
  Result<Member> GetMember(const std::string& member_id) const;

  // Who has this identifier? Errors: kMemberNotFound.
  Result<Member> ResolveMember(const Identifier& identifier) const;

  // Adds an identifier to a member, and thereby links the identifier's partner to it. A partner
  // that is not linked yet needs the shopper's `link_code`. Errors: kMemberNotFound (operator),
  // kIdentifierTaken, kLimitExceeded (100 identifiers per member), kRequestIdReused.
  Result<Member> LinkIdentifier(const LinkIdentifierRequest& request) const;

  // Takes an identifier from a member; it may name another from then on. A partner may unlink its
  // own, and is no longer linked to a member for whom it has none left. Errors: kMemberNotFound
  // (nobody has it), kIdentifierTaken (it names another member), kRequestIdReused.
  Result<Member> UnlinkIdentifier(const UnlinkIdentifierRequest& request) const;
};

}  // namespace coalition

#endif  // COALITION_CLIENT_H_
