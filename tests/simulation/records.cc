#include "tests/simulation/records.h"

#include <algorithm>

namespace coalition::simulation {
namespace {

std::string Number(Int number) { return std::to_string(number); }

std::string ToText(const Balance& balance) {
  std::string text = Number(balance.available) + " available, " + Number(balance.pending) +
                     " pending, " + Number(balance.held) + " held as of " + DateText(balance.as_of);
  if (balance.expiring != 0) {
    text += ", " + Number(balance.expiring) + " expire on " + DateText(balance.expiring_on);
  }
  return text;
}

std::string ToText(const Leg& leg) {
  std::string text = "p" + Number(leg.partner) + " " + Name(leg.kind) + " " + Number(leg.amount) +
                     " " + leg.money + " for " + Number(leg.points);
  if (leg.kind == LegKind::kRedemptionCharge) {
    text += " by p" + Number(leg.counterparty) + " of " + ToText(leg.lot);
  }
  return text;
}

// Their order is not promised.
std::string ToText(const std::vector<Leg>& legs) {
  std::vector<std::string> lines;
  for (const Leg& leg : legs) lines.push_back("\n  leg " + ToText(leg));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string ToText(const Applied& applied) {
  std::string text = "rate " + Number(applied.rate_version) + " of " + Number(applied.rate.n) +
                     "/" + Number(applied.rate.d);
  if (applied.carry_denominator != 0) {
    text += ", carry " + Number(applied.carry) + "/" + Number(applied.carry_denominator) +
            ", changed by " + Number(applied.carry_change);
  }
  return text;
}

}  // namespace

const char* Name(Type type) {
  constexpr const char* kNames[] = {"",        "EARN", "BURN",       "REVERSAL", "AUTHORIZATION",
                                    "CAPTURE", "VOID", "CONVERSION", "TRANSFER", "ADJUSTMENT",
                                    "EXPIRY"};
  return kNames[static_cast<int>(type)];
}

const char* Name(LegKind kind) {
  constexpr const char* kNames[] = {
      "",         "ISSUE",      "REDEMPTION", "REDEMPTION_CHARGE", "FEE",
      "CLEARING", "FEE_INCOME", "BREAKAGE",   "BREAKAGE_EXPENSE"};
  return kNames[static_cast<int>(kind)];
}

const char* Name(Reason reason) {
  constexpr const char* kNames[] = {
      "INVALID_FIELD",      "RATE_YIELDS_NOTHING",       "AMOUNT_OVERFLOW",
      "PERMISSION_DENIED",  "MEMBER_NOT_FOUND",          "TRANSACTION_NOT_FOUND",
      "HOLD_NOT_FOUND",     "REQUEST_ID_REUSED",         "ALREADY_EXISTS",
      "IDENTIFIER_TAKEN",   "INSUFFICIENT_POINTS",       "NET_DEBIT_CAP_EXCEEDED",
      "PARTNER_SUSPENDED",  "NO_RATE_IN_FORCE",          "HOLD_EXPIRED",
      "HOLD_CLOSED",        "REVERSAL_EXCEEDS_ORIGINAL", "QUOTE_EXPIRED",
      "WINDOW_STATE",       "EVENT_TIME_OUT_OF_RANGE",   "LIMIT_EXCEEDED",
      "LINKED_ITEM_FAILED", "STORE_UNAVAILABLE",         "OTHER"};
  return kNames[static_cast<int>(reason)];
}

std::string ToText(const LotName& lot) {
  return "p" + Number(lot.issuer) + "/v" + Number(lot.terms_version) + " " +
         DateText(lot.available_on) + "~" + DateText(lot.expires_on);
}

std::string ToText(const Lots& lots) {
  std::string text;
  for (const auto& [lot, points] : lots) {
    text += (text.empty() ? "" : ", ") + std::string(points > 0 ? "+" : "") + Number(points) +
            " of " + ToText(lot);
  }
  return text;
}

std::string ToText(const Transaction& t) {
  std::string text = "#" + Number(t.sequence) + " " + Name(t.type) + " by p" + Number(t.partner) +
                     " for m" + Number(t.member) + " in c" + Number(t.currency) + ": " +
                     Number(t.points) + " points, " + Number(t.partner_points) + " partner points";
  text += "\n  request " + t.request_id + ", event " + MomentText(t.event_time) + ", posted " +
          MomentText(t.posted_at) + ", window " + Number(t.window) + ", terms " +
          Number(t.terms_version) + ", words '" + t.words + "'";
  if (t.original != 0) text += "\n  original #" + Number(t.original);
  if (t.not_recovered != 0) text += "\n  not recovered " + Number(t.not_recovered);
  if (t.applied) text += "\n  " + ToText(*t.applied);
  text += "\n  lots " + ToText(t.lots);
  if (t.type == Type::kAuthorization) {
    text += "\n  reserved " + ToText(t.reserved) + " until " + MomentText(t.hold_expires_at);
  }
  text += ToText(t.legs) + "\n  balance " + ToText(t.balance) + ", after #" + Number(t.previous);
  if (t.counterpart) {
    text += "\n  counterpart m" + Number(t.counterpart->member) + " in c" +
            Number(t.counterpart->currency) + ": " + Number(t.counterpart->points) +
            " points, lots " + ToText(t.counterpart->lots) + "\n  counterpart's balance " +
            ToText(t.counterpart->balance) + ", after #" + Number(t.counterpart->previous);
  }
  return text;
}

std::string ToText(const Rejection& rejection) {
  std::string text = Name(rejection.reason);
  for (const auto& [name, value] : rejection.metadata) text += " " + name + "=" + value;
  return text;
}

std::string ToText(const MemberView& view) {
  std::string text = "member m" + Number(view.member) + " since " + MomentText(view.enrolled_at) +
                     ", code '" + view.link_code + "', known as";
  for (const Identifier& identifier : view.identifiers) {
    text += " p" + Number(identifier.partner) + ":" + identifier.name;
  }
  return text;
}

std::string ToText(const Answer& answer) {
  return (answer.replayed ? "replayed: " : "") + answer.text;
}

std::string DifferenceOf(const Facts& expected, const Facts& found) {
  constexpr int kShown = 8;
  int shown = 0;
  std::string text;
  const auto show = [&](const std::string& name, const std::string& here,
                        const std::string& there) {
    if (shown++ < kShown) text += name + "\n    model:  " + here + "\n    ledger: " + there + "\n";
  };
  for (const auto& [name, value] : expected) {
    const auto other = found.find(name);
    if (other == found.end()) {
      show(name, value, "(nothing)");
    } else if (other->second != value) {
      show(name, value, other->second);
    }
  }
  for (const auto& [name, value] : found) {
    if (!expected.contains(name)) show(name, "(nothing)", value);
  }
  if (shown > kShown) text += "and " + Number(shown - kShown) + " more\n";
  return text;
}

}  // namespace coalition::simulation
