#ifndef COALITION_TYPES_H_
#define COALITION_TYPES_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The vocabulary of the ledger. What holds everywhere:
//
//   * Points are int64 in the smallest unit of their currency: with scale 2, 150 means 1.50
//     points.
//   * Money is int64 micros: 1,000,000 micros are one unit (one pound, one dollar). Obligations
//     alone use minor units (pence, cents, yen).
//   * Nothing here is a floating-point number, and nothing should become one on your side.
//   * Dates are ISO 8601 text, `2026-11-21`, in the network's time zone. Moments are UTC.
//   * Text is UTF-8 without control characters; limits count characters.
//   * Types are plain values with public members: build them with designated initialisers,
//     compare them with ==. Ranges in the comments are checked by the server, which answers
//     kInvalidField.
//   * An enum's numbers and names are those of its namesake in `coalition.v1`. A server newer
//     than this library may send a number that has no name here.
namespace coalition {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

inline constexpr std::int64_t kMicrosPerUnit = 1'000'000;

// An amount in one ISO 4217 currency. Whether it may be negative is said where it is used.
struct Money {
  // Three capital letters: `GBP`.
  std::string currency_code{};
  std::int64_t micros = 0;

  bool operator==(const Money&) const = default;
};

// An exact fraction; both parts from 1.
struct Ratio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;

  bool operator==(const Ratio&) const = default;
};

// Points in the partner's own measure, converted at the partner's exchange rate.
struct PartnerPoints {
  std::int64_t value = 0;

  bool operator==(const PartnerPoints&) const = default;
};

// Points of the currency, in its smallest unit.
struct CurrencyPoints {
  std::int64_t value = 0;

  bool operator==(const CurrencyPoints&) const = default;
};

// The name by which one partner knows a member: (partner, kind, value) names at most one.
struct Identifier {
  // Empty: the partner that calls. The operator has to say whose, here or in the request or in
  // ClientOptions::partner_id; the nearest one counts.
  std::string partner_id{};
  // Lower-case letters, digits and `_`; 1 to 32 characters: `card`, `email_sha256`.
  std::string kind{};
  // 1 to 128 characters, compared exactly.
  std::string value{};

  bool operator==(const Identifier&) const = default;
};

// The network's own name for a member, as EnrollMember and ResolveMember answer it.
struct MemberId {
  std::string value{};

  bool operator==(const MemberId&) const = default;
};

// A member by either name: `MemberId{"…"}` or `Identifier{.kind = "card", .value = "…"}`.
using MemberRef = std::variant<MemberId, Identifier>;

struct ExpiringPoints {
  std::int64_t points = 0;
  // The first date on which they can no longer be burned.
  std::string expires_on{};

  bool operator==(const ExpiringPoints&) const = default;
};

// A member's points in one currency.
struct Balance {
  std::string currency{};
  // Can be burned. Negative while the member owes points.
  std::int64_t available = 0;
  // Credited, but only available from a later date on.
  std::int64_t pending = 0;
  // Reserved by open holds; not part of `available`.
  std::int64_t held = 0;
  // The next date on which points expire. Absent when none ever does.
  std::optional<ExpiringPoints> expiring_next{};
  // The date by which `available` and `pending` were told apart.
  std::string as_of_date{};

  bool operator==(const Balance&) const = default;
};

// Points of one member that share currency, issuer, terms version and both dates.
struct Lot {
  std::string currency{};
  // The partner that issued them.
  std::string issuer_id{};
  std::int32_t terms_version = 0;
  // The first date on which they can be burned.
  std::string available_on{};
  // The first date on which they can no longer be burned. Empty: they do not expire.
  std::string expires_on{};
  // What is left. Negative: owed, because an earn was reversed after its points were gone.
  std::int64_t points = 0;

  bool operator==(const Lot&) const = default;
};

// A lot that a transaction changed. `lot.points` is the signed change, not what is left.
struct LotMovement {
  Lot lot{};

  bool operator==(const LotMovement&) const = default;
};

enum class TransactionType : int {
  kUnspecified = 0,
  kEarn = 1,
  kBurn = 2,
  kReversal = 3,       // takes back all or part of an earn, burn, capture or conversion
  kAuthorization = 4,  // reserves points; changes none
  kCapture = 5,        // burns all or part of what an authorization reserved
  kVoid = 6,           // ends an authorization; changes no points
  kConversion = 7,     // out of one currency and, as `counterpart`, into another
  kTransfer = 8,       // from one member and, as `counterpart`, to another
  kAdjustment = 9,     // a correction by the operator
  kExpiry = 10,        // points past their date leave the ledger
};

// What a money leg is for. See `coalition.v1.LegKind`.
enum class LegKind : int {
  kUnspecified = 0,
  kIssue = 1,             // the issuer pays for points earned
  kRedemption = 2,        // the redeemer is paid for points burned with it
  kRedemptionCharge = 3,  // the issuer pays for its points burned anywhere
  kFee = 4,               // the partner pays the network
  kClearing = 5,          // the network's other side of the first three
  kFeeIncome = 6,         // the network's other side of kFee
  kBreakage = 7,          // the issuer's share of its points that expired
  kBreakageExpense = 8,   // the network's other side of kBreakage
};

// What became of an authorization.
enum class ReservationState : int {
  kUnspecified = 0,
  kOpen = 1,
  kCaptured = 2,
  kVoided = 3,
  kExpired = 4,
};

// `EARN`, `REDEMPTION_CHARGE`; `UNSPECIFIED` for numbers outside the enum.
std::string_view ToString(TransactionType type);
std::string_view ToString(LegKind kind);
std::string_view ToString(ReservationState state);

struct PurchaseLine {
  // Your product code, 1 to 64 characters.
  std::string sku{};
  // Free, up to 64 characters.
  std::string category{};
  // From 1 to 1,000,000,000.
  std::int64_t quantity = 0;
  // Per unit, in the currency of the purchase; from 0 to 10^15. Take discounts off before.
  std::int64_t unit_price_micros = 0;

  bool operator==(const PurchaseLine&) const = default;
};

// Goods or services bought. The ledger keeps it, so that lines can be returned one by one.
struct Purchase {
  // What was paid, from 0 to 10^15 micros. Its currency is always needed; with lines its micros
  // must be their sum, or 0 to let the server add them up.
  std::optional<Money> amount{};
  // At most 2,000.
  std::vector<PurchaseLine> lines{};

  bool operator==(const Purchase&) const = default;
};

// Something done that earns: `run_km` 5, `container_returned` 5.
struct Activity {
  // Lower-case letters, digits and `_`; 1 to 32 characters.
  std::string type{};
  // From 1 to 1,000,000,000.
  std::int64_t quantity = 0;

  bool operator==(const Activity&) const = default;
};

// Some units of one line of a purchase.
struct LineQuantity {
  // 1 for the first line.
  std::int32_t line = 0;
  // From 1 to what is left of the line.
  std::int64_t quantity = 0;

  bool operator==(const LineQuantity&) const = default;
};

// Which rate turned partner points or facts into currency points, and the fraction it carried over
// to the member's next conversion.
struct Conversion {
  std::int32_t rate_version = 0;
  // Currency points per partner point.
  Ratio rate{};
  // The carry after this transaction, as a fraction of one smallest unit. Denominator 0: this
  // conversion carries nothing.
  std::int64_t carry_numerator = 0;
  std::int64_t carry_denominator = 0;

  bool operator==(const Conversion&) const = default;
};

// Money that a transaction moved. Signed: positive is in the partner's favour.
struct MoneyLeg {
  // Empty for the network's own accounts.
  std::string partner_id{};
  LegKind kind = LegKind::kUnspecified;
  Money amount{};
  // The points that the leg is for; signed like the transaction's.
  std::int64_t points = 0;
  // On kRedemptionCharge, who redeemed.
  std::string counterparty_id{};

  bool operator==(const MoneyLeg&) const = default;
};

// Summed over all reversals of a transaction; never more than the original.
struct ReversedSoFar {
  std::int64_t points = 0;
  std::int64_t partner_points = 0;
  std::optional<Money> amount{};
  std::vector<LineQuantity> lines{};

  bool operator==(const ReversedSoFar&) const = default;
};

// The other account that a transaction changed.
struct Counterpart {
  std::string member_id{};
  std::string currency{};
  // Signed change of that account's points.
  std::int64_t points = 0;
  std::vector<LotMovement> lots{};

  bool operator==(const Counterpart&) const = default;
};

// The points that an authorization holds.
struct Reservation {
  // Above 0 but for amounts that convert to none.
  std::int64_t points = 0;
  // The lots that they are in, in burn order.
  std::vector<LotMovement> lots{};
  // From this moment on the hold no longer counts.
  Timestamp expires_at{};
  // As of this answer.
  ReservationState state = ReservationState::kUnspecified;
  // The capture or void that closed it.
  std::string closed_by_transaction_id{};

  bool operator==(const Reservation&) const = default;
};

// One posted transaction. Immutable but for `reversed` and what became of a `reservation`.
struct Transaction {
  // Opaque; unique in the network for ever.
  std::string transaction_id{};
  TransactionType type = TransactionType::kUnspecified;
  // Who reported it; of an adjustment, who bears it. Empty when the network did it by itself: an
  // expiry, the transfers of a merger.
  std::string partner_id{};
  std::string member_id{};
  std::string currency{};
  std::string request_id{};
  // When it happened, by the partner's word.
  Timestamp event_time{};
  // When the server decided it.
  Timestamp posted_at{};
  // The settlement window that it belongs to for ever.
  std::int64_t window_id = 0;
  // Signed change of the member's points.
  std::int64_t points = 0;
  // The same in partner points, never negative; 0 when the request was in currency points.
  std::int64_t partner_points = 0;
  // What was reported: a purchase, an activity, or the money that a burn took off the price.
  std::variant<std::monostate, Purchase, Activity, Money> facts{};
  // Absent when the request was in currency points.
  std::optional<Conversion> conversion{};
  // The reporting partner's terms that priced it; 0 when none were in force.
  std::int32_t terms_version = 0;
  // In the order taken.
  std::vector<LotMovement> lots{};
  // A partner sees its own; the operator all, and then they sum to zero per currency.
  std::vector<MoneyLeg> legs{};
  // Of a reversal: what it takes back. Of a capture or void: the authorization.
  std::string original_transaction_id{};
  std::vector<LineQuantity> reversed_lines{};
  // Of what can be reversed: how much was. Only GetTransaction answers it.
  std::optional<ReversedSoFar> reversed{};
  // Your own words, as sent.
  std::string reference{};
  // Of a reversal: points that were gone and stay charged to the partner.
  std::int64_t points_not_recovered = 0;
  // Of a conversion and its reversal: the currency that points were changed into. Of a transfer:
  // the receiver.
  std::optional<Counterpart> counterpart{};
  // Of an authorization. What became of it, only GetTransaction answers.
  std::optional<Reservation> reservation{};
  // Of an adjustment or a merger: why.
  std::string reason{};

  bool operator==(const Transaction&) const = default;
};

// The answer to a posting. Once you hold it, the transaction is on disk.
struct Receipt {
  // `transaction.request_id` is the id that was sent.
  Transaction transaction{};
  // Right after it.
  Balance balance{};
  // The request id was answered before, and this is that answer.
  bool replayed = false;

  bool operator==(const Receipt&) const = default;
};

}  // namespace coalition

#endif  // COALITION_TYPES_H_
