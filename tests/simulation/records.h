#ifndef COALITION_TESTS_SIMULATION_RECORDS_H_
#define COALITION_TESTS_SIMULATION_RECORDS_H_

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/command.h"

namespace coalition::simulation {

// What a ledger says, in the simulation's own words. The model makes these; what the server answers
// is translated into them; and both are compared as text.

// A sequence of a ledger with several lanes is the moment in so many parts, and the lane.
inline constexpr Int kLaneNumbers = 64;

// Ordered as a burn takes them.
struct LotName {
  Date expires_on = kNever;
  Date available_on = 0;
  int issuer = 0;
  int terms_version = 0;

  friend auto operator<=>(const LotName&, const LotName&) = default;
};
// Lots with their points, or the change of them.
using Lots = std::vector<std::pair<LotName, Int>>;

enum class LegKind {
  kIssue = 1,
  kRedemption,
  kRedemptionCharge,
  kFee,
  kClearing,
  kFeeIncome,
  kBreakage,
  kBreakageExpense,
};

enum class Type {
  kEarn = 1,
  kBurn,
  kReversal,
  kAuthorization,
  kCapture,
  kVoid,
  kConversion,
  kTransfer,
  kAdjustment,
  kExpiry,
};
const char* Name(Type type);
const char* Name(LegKind kind);

struct Leg {
  int partner = 0;
  LegKind kind = LegKind::kIssue;
  std::string money;
  Int amount = 0;
  Int points = 0;
  int counterparty = 0;
  // Of a charge: the lot that it is for.
  LotName lot;
};

struct Balance {
  Int available = 0;
  Int pending = 0;
  Int held = 0;
  // 0 points: none expire.
  Date expiring_on = 0;
  Int expiring = 0;
  Date as_of = 0;
};

struct Applied {
  int rate_version = 0;
  Ratio rate;
  // Denominator 0: nothing is carried.
  Int carry = 0;
  Int carry_denominator = 0;
  Int carry_change = 0;
};

struct Counterpart {
  int member = 0;
  int currency = 0;
  Int points = 0;
  Lots lots;
  Balance balance;
  // The account's last transaction before; 0 when there is none.
  Int previous = 0;
};

struct Transaction {
  Int sequence = 0;
  Type type = Type::kEarn;
  int partner = 0;
  int member = 0;
  int currency = 0;
  std::string request_id;
  Moment event_time = 0;
  Moment posted_at = 0;
  Int window = 0;
  Int points = 0;
  Int partner_points = 0;
  std::optional<Applied> applied;
  int terms_version = 0;
  Lots lots;
  std::vector<Leg> legs;
  std::string words;
  Int original = 0;
  Int not_recovered = 0;
  Balance balance;
  // The account's last transaction before; 0 when there is none.
  Int previous = 0;
  std::optional<Counterpart> counterpart;
  Lots reserved;
  Moment hold_expires_at = 0;
};

enum class Reason {
  kInvalidField,
  kRateYieldsNothing,
  kAmountOverflow,
  kPermissionDenied,
  kMemberNotFound,
  kTransactionNotFound,
  kHoldNotFound,
  kRequestIdReused,
  kAlreadyExists,
  kIdentifierTaken,
  kInsufficientPoints,
  kNetDebitCapExceeded,
  kPartnerSuspended,
  kNoRateInForce,
  kHoldExpired,
  kHoldClosed,
  kReversalExceedsOriginal,
  kQuoteExpired,
  kWindowState,
  kEventTimeOutOfRange,
  kLimitExceeded,
  kLinkedItemFailed,
  kStoreUnavailable,
  // A reason that no rule of the simulation has.
  kOther,
};
const char* Name(Reason reason);

struct Rejection {
  Reason reason = Reason::kOther;
  std::map<std::string, std::string> metadata;
};

// What a member looks like in answers.
struct MemberView {
  int member = 0;
  std::vector<Identifier> identifiers;
  std::string link_code;
  Moment enrolled_at = 0;
};

// One text per answer, one line per part. Equal answers have equal texts.
std::string ToText(const Transaction& transaction);
std::string ToText(const Rejection& rejection);
std::string ToText(const MemberView& member);
std::string ToText(const LotName& lot);
// "+3 of LOT, ...".
std::string ToText(const Lots& lots);

struct Answer {
  std::string text;
  bool replayed = false;

  friend bool operator==(const Answer&, const Answer&) = default;
};
std::string ToText(const Answer& answer);

// Everything that a ledger keeps, as facts with names, so that two ledgers can be held against each
// other. Sorted.
using Facts = std::map<std::string, std::string>;
// The first few differences, one per line; empty when there are none.
std::string DifferenceOf(const Facts& expected, const Facts& found);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_RECORDS_H_
