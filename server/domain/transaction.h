#ifndef COALITION_SERVER_DOMAIN_TRANSACTION_H_
#define COALITION_SERVER_DOMAIN_TRANSACTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/domain/account.h"
#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/conversion.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"

namespace coalition::domain {

// Numbers are those of coalition.v1.TransactionType and are kept on disk.
enum class TransactionType : std::uint8_t {
  kEarn = 1,
  kBurn = 2,
  kReversal = 3,
  kAuthorization = 4,
  kCapture = 5,
  kVoid = 6,
  kConversion = 7,
  kTransfer = 8,
  kAdjustment = 9,
  kExpiry = 10,
};

// Numbers are those of coalition.v1.LegKind, where each is explained, and are kept on disk.
enum class LegKind : std::uint8_t {
  kIssue = 1,
  kRedemption = 2,
  kRedemptionCharge = 3,
  kFee = 4,
  kClearing = 5,
  kFeeIncome = 6,
  kBreakage = 7,
  kBreakageExpense = 8,
};

struct PurchaseLine {
  std::string sku;
  std::string category;
  std::int64_t quantity = 0;
  Micros unit_price;
};

struct Purchase {
  Money amount;
  std::vector<PurchaseLine> lines;
};

struct Activity {
  std::string type;
  std::int64_t quantity = 0;
};

// What was reported beside points: a purchase or an activity of an earn, the money off of a burn,
// authorization or capture.
using Facts = std::variant<std::monostate, Purchase, Activity, Money>;

struct LineQuantity {
  // From 1.
  std::int32_t line = 0;
  std::int64_t quantity = 0;
};

// How partner points or facts became currency points.
struct AppliedConversion {
  std::int32_t rate_version = 0;
  Ratio rate;
  // Absent when the rate carries nothing.
  std::optional<Carry> carry_after;
  // By how much the transaction changed the carry, in fractions of carry_after->denominator.
  std::int64_t carry_change = 0;
};

// One side of a movement of money, signed from the account's point of view.
struct MoneyLeg {
  // kNetwork for clearing, fee income and breakage expense.
  PartnerId partner;
  LegKind kind = LegKind::kIssue;
  Money money;
  Points points;
  // The redeemer, on a redemption charge.
  PartnerId counterparty;
  // The lot movement that it pays for, on a redemption charge; -1 when it is for the whole.
  std::int32_t lot_index = -1;
};

// The second account that a transaction changes: of a conversion the same member's in the other
// currency, of a transfer the receiver's.
struct Counterpart {
  MemberId member;
  CurrencyId currency;
  Points points;
  std::vector<LotMovement> lots;
  // That account's transaction before this one.
  Sequence previous;
  Balance balance_after;
};

// One journal entry. Immutable once posted. Its points movements have the issuers' outstanding
// points as their other side; its legs sum to zero per currency of money.
//
// An authorization opens a hold, named by its id, on `reserved`; a capture or void closes the hold
// that `original` names. A transfer by kNetwork is part of a merger: all that the account held,
// also its holds and carries, goes to the counterpart.
struct Transaction {
  TransactionId id;
  TransactionType type = TransactionType::kEarn;
  // Who reported it; of an adjustment, who bears it; kNetwork for expiries and mergers.
  PartnerId partner;
  MemberId member;
  CurrencyId currency;
  std::string request_id;
  Moment event_time;
  Moment posted_at;
  WindowId window;
  Points points;
  PartnerPoints partner_points;
  Facts facts;
  std::optional<AppliedConversion> conversion;
  std::int32_t terms_version = 0;
  std::vector<LotMovement> lots;
  std::vector<MoneyLeg> legs;
  std::string reference;
  // What a reversal takes back, a capture burns, a void ends.
  std::optional<TransactionId> original;
  // Of a reversal.
  TransactionType original_type = TransactionType::kEarn;
  std::vector<LineQuantity> reversed_lines;
  Points not_recovered;
  // The account's transaction before this one.
  Sequence previous;
  Balance balance_after;
  std::optional<Counterpart> counterpart;
  // Of an authorization.
  std::vector<LotMovement> reserved;
  Moment hold_expires_at;
  // Of an adjustment or a merger.
  std::string reason;
};

// The carry that it may change.
std::optional<CarryKey> CarryKeyOf(const Transaction& transaction);

// How much of a transaction its reversals took back so far; of an authorization, what closed it.
// Empty vectors stand for zeros.
struct ReversalState {
  Points points;
  PartnerPoints partner_points;
  Micros amount;
  std::int64_t carry_change = 0;
  // By index of the original's lines and legs.
  std::vector<std::int64_t> line_quantities;
  std::vector<Micros> legs;
  // Nothing is left.
  bool complete = false;
  // Of a conversion, in the currency that was got.
  Points counterpart_points;
  // The capture or void of an authorization.
  std::optional<TransactionId> closed_by;

  friend bool operator==(const ReversalState&, const ReversalState&) = default;
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_TRANSACTION_H_
