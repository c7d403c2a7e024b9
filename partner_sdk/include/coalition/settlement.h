#ifndef COALITION_SETTLEMENT_H_
#define COALITION_SETTLEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalition/types.h"

// Windows, positions, statements and obligations: who owes whom what.
//
// Money is signed from the partner's point of view: positive is owed to the partner, negative is
// owed by it. What a closed window says never changes.
namespace coalition {

enum class WindowState : int {
  kUnspecified = 0,
  kOpen = 1,
  kClosed = 2,
  kApproved = 3,
  kSettled = 4,
};
enum class ObligationState : int { kUnspecified = 0, kDue = 1, kPartlyPaid = 2, kPaid = 3 };

// `OPEN`, `PARTLY_PAID`; `UNSPECIFIED` for numbers outside the enum.
std::string_view ToString(WindowState state);
std::string_view ToString(ObligationState state);

// A stretch of the ledger that is settled together.
struct Window {
  // 1 for the network's first.
  std::int64_t window_id = 0;
  WindowState state = WindowState::kUnspecified;
  Timestamp opened_at{};
  // Absent while it is open.
  std::optional<Timestamp> closed_at{};
  // Operator only; 0 for partners.
  std::int64_t transaction_count = 0;
  // The operator's words at closing.
  std::string label{};

  bool operator==(const Window&) const = default;
};

struct CloseWindowRequest {
  // Empty: NewRequestId() makes one.
  std::string request_id{};
  // 0: whichever is open. Any other than the open one fails with kWindowState.
  std::int64_t window_id = 0;
  // Up to 100 characters: `2026-11`.
  std::string label{};

  bool operator==(const CloseWindowRequest&) const = default;
};

struct ClosedWindow {
  Window window{};
  std::int64_t next_window_id = 0;
  bool replayed = false;

  bool operator==(const ClosedWindow&) const = default;
};

struct ListWindowsRequest {
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListWindowsRequest&) const = default;
};

// The sum of a window's legs of one kind.
struct LegTotal {
  LegKind kind = LegKind::kUnspecified;
  std::int64_t lines = 0;
  std::int64_t points = 0;
  std::int64_t amount_micros = 0;

  bool operator==(const LegTotal&) const = default;
};

// What one partner owes or is owed in a window, to the micro.
struct Position {
  // Empty for the network's own accounts.
  std::string partner_id{};
  Money net{};
  // By kind of leg, in the order of the enum.
  std::vector<LegTotal> totals{};
  // In the open window: the partner owes more than its NetDebitCap::alert_micros.
  bool net_debit_alert = false;

  bool operator==(const Position&) const = default;
};

struct PositionsQuery {
  // Empty: as in points.h. The operator gets all partners, and the network's own accounts at the
  // end.
  std::string partner_id{};
  // 0: the open window, or the one that was open at `as_of`.
  std::int64_t window_id = 0;
  // As the server knew it at a past moment. Takes time in proportion to the window's transactions.
  // Not with window_id or as_of_transaction_id.
  std::optional<Timestamp> as_of{};
  // The same right after this transaction was posted.
  std::string as_of_transaction_id{};

  bool operator==(const PositionsQuery&) const = default;
};

// For GetStatement.
struct WindowQuery {
  // Empty: as in points.h.
  std::string partner_id{};
  // 0: the open window.
  std::int64_t window_id = 0;

  bool operator==(const WindowQuery&) const = default;
};

struct Positions {
  std::int64_t window_id = 0;
  std::vector<Position> positions{};

  bool operator==(const Positions&) const = default;
};

struct StatementTotal {
  TransactionType type = TransactionType::kUnspecified;
  LegKind kind = LegKind::kUnspecified;
  std::int64_t lines = 0;
  std::int64_t points = 0;
  std::int64_t amount_micros = 0;

  bool operator==(const StatementTotal&) const = default;
};

// A partner's totals for a window; exact and final once the window is closed.
struct Statement {
  std::int64_t window_id = 0;
  WindowState window_state = WindowState::kUnspecified;
  std::string partner_id{};
  // ISO 4217.
  std::string currency_code{};
  // By type of transaction and kind of leg, in the order of the enums.
  std::vector<StatementTotal> totals{};
  // The part of a minor unit carried from the window before; signed.
  std::int64_t opening_residue_micros = 0;
  // opening_residue_micros plus all totals.
  std::int64_t net_micros = 0;
  // net_micros in minor units, rounded half-even: the obligation. Only once closed.
  std::int64_t net_minor_units = 0;
  // What the rounding left, for the next window. Only once closed.
  std::int64_t closing_residue_micros = 0;
  std::int64_t line_count = 0;
  // SHA-256 over the lines in lower-case hex; `coalition.v1.Statement` says over which bytes, so
  // that you can compute it from your own record. Only once closed.
  std::string lines_sha256{};

  bool operator==(const Statement&) const = default;
};

// One leg of one transaction. Each transaction that the partner reported has at least one.
struct StatementLine {
  std::string transaction_id{};
  // Tells apart the lines of one transaction, from 0.
  std::int32_t ordinal = 0;
  TransactionType type = TransactionType::kUnspecified;
  LegKind kind = LegKind::kUnspecified;
  Timestamp event_time{};
  // Signed points of `currency`.
  std::int64_t points = 0;
  std::string currency{};
  // Signed, in the statement's currency.
  std::int64_t amount_micros = 0;
  // Who redeemed, on a kRedemptionCharge.
  std::string counterparty_id{};
  // Of the partner's own transactions.
  std::string request_id{};

  bool operator==(const StatementLine&) const = default;
};

// For ListStatementLines (0: the open window) and ListObligations (0: every closed window).
struct ListWindowEntriesRequest {
  // Empty: as in points.h; ListObligations answers the operator with all partners'.
  std::string partner_id{};
  std::int64_t window_id = 0;
  // From 1 to 1,000; 0 means 100.
  std::int32_t page_size = 0;
  std::string page_token{};

  bool operator==(const ListWindowEntriesRequest&) const = default;
};

// A payment that a closed window calls for. The network is on one side of each.
struct Obligation {
  std::string obligation_id{};
  std::int64_t window_id = 0;
  // Empty: the network.
  std::string payer_id{};
  std::string payee_id{};
  // ISO 4217.
  std::string currency_code{};
  // From 1, in minor units.
  std::int64_t amount_minor_units = 0;
  // Decimals of a minor unit: 2 for GBP, 0 for JPY.
  std::int32_t minor_unit_exponent = 0;
  ObligationState state = ObligationState::kUnspecified;
  std::int64_t paid_minor_units = 0;

  bool operator==(const Obligation&) const = default;
};

}  // namespace coalition

#endif  // COALITION_SETTLEMENT_H_
