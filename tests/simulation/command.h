#ifndef COALITION_TESTS_SIMULATION_COMMAND_H_
#define COALITION_TESTS_SIMULATION_COMMAND_H_

#include <compare>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/dates.h"
#include "tests/simulation/exact.h"

namespace coalition::simulation {

// The simulation's own words for what can be asked of a ledger. Partners and currencies are
// numbered from 1 in the order in which they are made, 0 is the network; members have the numbers
// that commands give them.

enum class Kind {
  kEarn,
  kBurn,
  kAuthorize,
  kCapture,
  kVoid,
  kReverse,
  kConvert,
  kTransfer,
  kAdjust,
  kExpire,
  kEnroll,
  kLink,
  kUnlink,
  kMerge,
  kErase,
  kCreatePartner,
  kUpdatePartner,
  kSuspend,
  kResume,
  kCreateCurrency,
  kSetRate,
  kSetConversionRate,
  kSetTerms,
  kSetLimits,
  kCloseWindow,
};
inline constexpr int kKinds = static_cast<int>(Kind::kCloseWindow) + 1;
// As in programs: `earn`, `close_window`.
const char* Name(Kind kind);

// How an amount is said.
enum class Measure { kAll, kPoints, kPartnerPoints, kMoney, kPurchase, kActivity, kLines };
enum class Rounding { kCarry, kFloor, kHalfEven };
enum class CapKind { kNone, kPostpaid, kPrepaid };

struct Identifier {
  int partner = 0;
  // "card/17".
  std::string name;

  friend auto operator<=>(const Identifier&, const Identifier&) = default;
};

// A member by number or, when there is one, by identifier.
struct MemberRef {
  int member = 0;
  std::optional<Identifier> identifier;

  friend bool operator==(const MemberRef&, const MemberRef&) = default;
};

// The name of a request: whose, and its id.
struct RequestName {
  int scope = 0;
  std::string id;

  friend auto operator<=>(const RequestName&, const RequestName&) = default;
};

// Of a purchase: quantity and price. Of a reversal: which line (from 1) and how many.
struct Line {
  Int a = 0;
  Int b = 0;

  friend bool operator==(const Line&, const Line&) = default;
};

struct ActivityRate {
  std::string type;
  Ratio per_unit;

  friend bool operator==(const ActivityRate&, const ActivityRate&) = default;
};

// One command. Flat, so that it can be written down as `field=value`; a field that a kind does not
// need is as it is here.
struct Command {
  Kind kind = Kind::kEarn;
  std::string id;
  // Who asks: a partner or, 0, the operator.
  int caller = 0;
  // It and the next of its submission succeed or fail together.
  bool linked = false;

  int partner = 0;
  MemberRef member;
  MemberRef to_member;
  // The member to be made, of kEnroll and of an earn that enrols.
  int new_member = 0;
  bool enroll_if_unknown = false;
  std::vector<Identifier> identifiers;
  // What is shown to link; `current` stands for the code that the member has.
  std::string link_code;

  int currency = 0;
  int to_currency = 0;
  Measure measure = Measure::kAll;
  Int amount = 0;
  // Of a purchase, of money off, of a partner: ISO 4217.
  std::string money;
  std::string activity;
  std::vector<Line> lines;
  std::optional<Moment> event_time;
  int quoted_rate = 0;
  int quoted_terms = 0;
  std::optional<Moment> quote_expires_at;
  int hold_for_s = 0;
  // The request whose transaction a reversal, capture or void is about.
  RequestName target;
  std::string words;

  // Of catalogue commands.
  std::string handle;
  int backdating_days = 0;
  int scale = 0;
  std::optional<Moment> effective_from;
  Ratio earn_rate;
  Ratio burn_rate;
  Rounding rounding = Rounding::kCarry;
  // Partner points per unit of the partner's money; d 0: none.
  Ratio purchase_rate{0, 0};
  Ratio money_off_rate{0, 0};
  std::vector<ActivityRate> activities;
  Int issue_price = 0;
  Int redemption_price = 0;
  bool charge_on_redemption = false;
  int pending_days = 0;
  int valid_months = 0;
  Int earn_fee = 0;
  Int burn_fee = 0;
  int earn_fee_ppm = 0;
  int burn_fee_ppm = 0;
  int breakage_ppm = 0;
  CapKind cap = CapKind::kNone;
  Int cap_limit = 0;
  Int cap_alert = 0;
  // Earn and burn by turns: per transaction, member's day, partner's day.
  std::vector<Int> limits;
  Int window = 0;

  // What the model found out when it decided: how the symbols above read in the ledger of that
  // moment. Both ledgers are given the same.
  Int target_sequence = 0;
  std::string resolved_code;
  // Members and currencies whose points expire.
  std::vector<std::pair<int, int>> accounts;
};

RequestName NameOf(const Command& command);

// "earn id=r7 caller=2 partner=2 member=2:card/17 ...": fields that are not as in Command{}. Parse
// reads what ToText made; nothing when it cannot.
std::string ToText(const Command& command);
std::optional<Command> ParseCommand(const std::string& line);
// The same without id, link and what was resolved: two requests are the same when this is.
std::string PayloadOf(const Command& command);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_COMMAND_H_
