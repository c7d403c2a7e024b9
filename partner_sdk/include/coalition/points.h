#ifndef COALITION_POINTS_H_
#define COALITION_POINTS_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "coalition/result.h"
#include "coalition/types.h"

// Requests and answers about points. Fields that most requests share:
//
//   request_id   1 to 64 printable ASCII characters without spaces. Empty: NewRequestId() makes
//                one. An id has one outcome for ever, per partner: sent again with the same fields
//                it gets the first answer, with others kRequestIdReused.
//   partner_id   Who reports. Empty: ClientOptions::partner_id, and if that is empty the partner
//                whose key it is. Only the operator may name another partner.
//   currency     The points currency's code. Empty: the network's default.
//   event_time   When it happened. Absent: the server's clock. At most five minutes ahead of it,
//                and behind it at most the partner's `backdating_days`; it picks the rate and the
//                terms.
//   quote_token  From Quote: binds the rate and the terms that were quoted.
//   reference    Your own words (invoice number, till), up to 128 characters.
namespace coalition {

// What earns: partner points or currency points from 1, or facts that the partner's rate turns into
// points in one exact step.
using EarnAmount = std::variant<PartnerPoints, CurrencyPoints, Purchase, Activity>;

// What is spent: partner points or currency points from 1, or money to take off the price, from 1
// to 10^15 micros, for which the server computes the points and rounds up.
using BurnAmount = std::variant<PartnerPoints, CurrencyPoints, Money>;

struct EarnRequest {
  std::string request_id{};
  std::string partner_id{};
  MemberRef member{};
  std::string currency{};
  EarnAmount amount{};
  std::optional<Timestamp> event_time{};
  std::string quote_token{};
  std::string reference{};
  // When nobody has the identifier `member`: enrols a member by it, in one step with the earn, or
  // not at all.
  bool enroll_if_unknown = false;

  bool operator==(const EarnRequest&) const = default;
};

struct BurnRequest {
  std::string request_id{};
  std::string partner_id{};
  MemberRef member{};
  std::string currency{};
  BurnAmount amount{};
  std::optional<Timestamp> event_time{};
  std::string quote_token{};
  std::string reference{};

  bool operator==(const BurnRequest&) const = default;
};

struct AuthorizeRequest {
  std::string request_id{};
  std::string partner_id{};
  MemberRef member{};
  std::string currency{};
  BurnAmount amount{};
  std::optional<Timestamp> event_time{};
  std::string quote_token{};
  std::string reference{};
  // The hold ends by itself after this: 1 second to 30 days; 0 means 7 days.
  std::chrono::seconds hold_for{};

  bool operator==(const AuthorizeRequest&) const = default;
};

// All that was authorised.
struct WholeHold {
  bool operator==(const WholeHold&) const = default;
};

// How much of a hold to burn. Partner points and money only when the authorization was in them.
using CaptureAmount = std::variant<WholeHold, PartnerPoints, CurrencyPoints, Money>;

struct CaptureRequest {
  std::string request_id{};
  std::string partner_id{};
  // The authorization.
  std::string transaction_id{};
  CaptureAmount amount{};
  std::optional<Timestamp> event_time{};
  std::string reference{};

  bool operator==(const CaptureRequest&) const = default;
};

struct VoidRequest {
  std::string request_id{};
  std::string partner_id{};
  // The authorization.
  std::string transaction_id{};
  std::optional<Timestamp> event_time{};
  std::string reference{};

  bool operator==(const VoidRequest&) const = default;
};

// All that is left to reverse.
struct WholeRest {
  bool operator==(const WholeRest&) const = default;
};

// What part of a transaction to take back: the rest, points, partner points, money (of a purchase
// or of money off, in its currency), or units of purchase lines (1 to 2,000 lines, each once).
using ReversalPart =
    std::variant<WholeRest, CurrencyPoints, PartnerPoints, Money, std::vector<LineQuantity>>;

struct ReverseRequest {
  std::string request_id{};
  std::string partner_id{};
  // The earn, burn, capture or conversion to take back.
  std::string transaction_id{};
  ReversalPart part{};
  std::optional<Timestamp> event_time{};
  std::string reference{};

  bool operator==(const ReverseRequest&) const = default;
};

struct ConvertRequest {
  std::string request_id{};
  std::string partner_id{};
  MemberRef member{};
  std::string from_currency{};
  std::string to_currency{};
  // Of `from_currency`, from 1.
  std::int64_t points = 0;
  std::optional<Timestamp> event_time{};
  std::string reference{};

  bool operator==(const ConvertRequest&) const = default;
};

struct TransferRequest {
  std::string request_id{};
  std::string partner_id{};
  MemberRef from_member{};
  MemberRef to_member{};
  std::string currency{};
  // From 1.
  std::int64_t points = 0;
  std::optional<Timestamp> event_time{};
  std::string reference{};

  bool operator==(const TransferRequest&) const = default;
};

// The operator's correction of a member's points.
struct AdjustRequest {
  std::string request_id{};
  // Who bears the change; needed.
  std::string partner_id{};
  MemberRef member{};
  std::string currency{};
  // Signed, not 0.
  std::int64_t points = 0;
  // 1 to 500 characters; audited.
  std::string reason{};
  std::optional<Timestamp> event_time{};

  bool operator==(const AdjustRequest&) const = default;
};

// The answer to an authorization.
struct Authorization {
  // Capture and void name its `transaction.transaction_id`.
  Receipt receipt{};
  // When the hold ends by itself.
  Timestamp expires_at{};

  bool operator==(const Authorization&) const = default;
};

// The answer to a posting that changes two accounts: a conversion or a transfer.
struct MovedPoints {
  // Of the account that gave.
  Receipt receipt{};
  // Of the account that got, right after it.
  Balance to_balance{};

  bool operator==(const MovedPoints&) const = default;
};

struct QuoteRequest {
  std::string partner_id{};
  MemberRef member{};
  std::string currency{};
  // Say which: `EarnAmount(PartnerPoints{10})` or `BurnAmount(Money{…})`.
  std::variant<EarnAmount, BurnAmount> amount{};
  // How long the quote is to bind: 1 second to 24 hours; 0 means 5 minutes.
  std::chrono::seconds valid_for{};

  bool operator==(const QuoteRequest&) const = default;
};

// A price that holds until it expires.
struct QuotedPrice {
  // For EarnRequest::quote_token or BurnRequest::quote_token.
  std::string quote_token{};
  Timestamp expires_at{};
  // The signed change that the member's points would see now.
  std::int64_t points = 0;
  std::int64_t partner_points = 0;
  std::optional<Conversion> conversion{};
  std::int32_t terms_version = 0;
  // The lots and the money that would move now.
  std::vector<LotMovement> lots{};
  std::vector<MoneyLeg> legs{};
  // As it stands, before.
  Balance balance{};

  bool operator==(const QuotedPrice&) const = default;
};

// What a batch or a PostingStream can carry.
using PostingCommand = std::variant<EarnRequest, BurnRequest, ReverseRequest, AuthorizeRequest,
                                    CaptureRequest, VoidRequest, ConvertRequest, TransferRequest>;

// One command of a batch. A command alone is one too: `batch.items.push_back(EarnRequest{…})`.
struct BatchItem {
  BatchItem() = default;
  template <class Command>
  requires std::is_constructible_v<PostingCommand, Command> BatchItem(
      Command posting, bool with_next = false)  // NOLINT: implicit
      : command(std::move(posting)), linked(with_next) {}

  PostingCommand command{};
  // Succeeds or fails together with the next item; see LinkedToNext.
  bool linked = false;

  bool operator==(const BatchItem&) const = default;
};

// `.items = {LinkedToNext(BurnRequest{…}), EarnRequest{…}}`: both happen, or neither. A run of
// linked items and the one after it is a linked group. Of a group that fails nothing is done: the
// first item that failed says why, the others get kLinkedItemFailed. A group that ends with the
// batch, or has a malformed item, fails.
inline BatchItem LinkedToNext(PostingCommand command) { return {std::move(command), true}; }

inline constexpr int kBatchItemsMax = 10'000;

struct SubmitBatchRequest {
  // For the items that name no partner.
  std::string partner_id{};
  // From 1 to kBatchItemsMax, and 64 MiB on the wire.
  std::vector<BatchItem> items{};

  bool operator==(const SubmitBatchRequest&) const = default;
};

// The outcome of one item of a batch or a PostingStream. What Authorize, Convert and Transfer
// answer beside the receipt is in its transaction: `reservation->expires_at`, `counterpart`.
struct BatchResult {
  // The item's, or the one that was made for it.
  std::string request_id{};
  Result<Receipt> receipt{Error{}};

  bool operator==(const BatchResult&) const = default;
};

struct GetBalanceRequest {
  // The partner that asks.
  std::string partner_id{};
  MemberRef member{};
  // Empty: every currency that the member has points in.
  std::string currency{};
  // As the server knew it at a past moment, later reports left out, and with the dates of that
  // moment. Takes time in proportion to the member's transactions since. Not with
  // as_of_transaction_id.
  std::optional<Timestamp> as_of{};
  // The same right after this transaction of the network was posted.
  std::string as_of_transaction_id{};

  bool operator==(const GetBalanceRequest&) const = default;
};

struct MemberPoints {
  std::string member_id{};
  std::vector<Balance> balances{};
  // In the order in which a burn takes them. A partner sees those that it issued.
  std::vector<Lot> lots{};

  bool operator==(const MemberPoints&) const = default;
};

struct ListTransactionsRequest {
  // The reporting partner. With the operator's key and no partner anywhere: all.
  std::string partner_id{};
  // Only this member's.
  std::optional<MemberRef> member{};
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  // From the last page; the other fields must be the same.
  std::string page_token{};

  bool operator==(const ListTransactionsRequest&) const = default;
};

struct ExpirePointsRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};

  bool operator==(const ExpirePointsRequest&) const = default;
};

struct ExpiredPoints {
  // Accounts that had points past their date, and how many lots those were.
  std::int64_t accounts = 0;
  std::int64_t lots = 0;
  // There are more: call again with another request id.
  bool more = false;
  bool replayed = false;

  bool operator==(const ExpiredPoints&) const = default;
};

}  // namespace coalition

#endif  // COALITION_POINTS_H_
