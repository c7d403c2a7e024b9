#ifndef COALITION_CLIENT_H_
#define COALITION_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "coalition/account_client.h"
#include "coalition/members.h"
#include "coalition/points.h"
#include "coalition/request_id.h"

namespace coalition {

// A partner's way into the network: earn, burn, reverse, look.
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
  // kMemberNotFound, kNoRateInForce, kRateYieldsNothing, kAmountOverflow, kNetDebitCapExceeded,
  // kRequestIdReused.
  Result<Receipt> Earn(const EarnRequest& request) const;

  // Debits points, those that expire first, first. Errors as for Earn, with kInsufficientPoints in
  // the place of kNetDebitCapExceeded.
  Result<Receipt> Burn(const BurnRequest& request) const;

  // Takes back an earn or a burn that the same partner reported, whole or part, as often as
  // something is left; the parts add up to the original exactly. Errors: kEventTimeOutOfRange,
  // kTransactionNotFound (operator), kReversalExceedsOriginal, kInsufficientPoints,
  // kRequestIdReused.
  Result<Receipt> Reverse(const ReverseRequest& request) const;

  // Up to kBatchItemsMax commands in one request, each of which succeeds or fails by itself, in
  // order. The fastest way by far to report many.
  //
  // Answers one result per item, in the order of the items, always, and each has its request id.
  // When the call as a whole fails (no connection, no permission, kTooLarge), every undecided item
  // has that error. Within the deadline and the retry policy of one call, items that failed with a
  // retryable error are sent again, alone; so after a partial overload an item may be decided after
  // a later one. Where that matters (an earn and its reversal), look at the first result before
  // sending the second.
  std::vector<BatchResult> SubmitBatch(const SubmitBatchRequest& request) const;

  // A member's points by currency, and lot by lot. Errors: kMemberNotFound.
  Result<MemberPoints> GetBalance(const GetBalanceRequest& request) const;

  // One transaction that the partner reported. Errors: kTransactionNotFound (operator).
  Result<Transaction> GetTransaction(const std::string& transaction_id) const;

  // The partner's transactions, newest first.
  Result<Page<Transaction>> ListTransactions(const ListTransactionsRequest& request) const;
  Listing<Transaction> EachTransaction(ListTransactionsRequest request) const;

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
};

}  // namespace coalition

#endif  // COALITION_CLIENT_H_
