#ifndef COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_
#define COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_

#include <optional>

#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Queries that several places make, each to be followed by the lane and perhaps more conditions,
// and how a row of each is read: false as Rows::Next.

inline constexpr char kSelectOutcomes[] =
    "SELECT scope, request_id, digest, posted_lane, sequence, result FROM requests WHERE lane = ";
bool NextOutcome(Rows& rows, domain::RequestKey& key, domain::StoredOutcome& outcome);

inline constexpr char kSelectIdentifiers[] =
    "SELECT partner, kind, value, member FROM identifiers WHERE lane = ";
bool NextIdentifier(Rows& rows, domain::Identifier& identifier, domain::MemberId& member);

inline constexpr char kSelectDayTotals[] =
    "SELECT member, partner, currency, day, earned, burned FROM day_totals WHERE lane = ";
bool NextDayTotals(Rows& rows, domain::DayKey& key, domain::DayTotals& totals);

inline constexpr char kSelectPositions[] =
    "SELECT window_id, partner, money_currency, type, kind, line_count, points, amount"
    " FROM positions WHERE lane = ";
bool NextPosition(Rows& rows, domain::PositionKey& key, domain::PositionTotal& total);

inline constexpr char kSelectSettlements[] =
    "SELECT window_id, partner, money_currency, opening_residue, net, net_minor_units,"
    " closing_residue FROM settlements WHERE lane = ";
bool NextSettlement(Rows& rows, domain::PartnerSettlement& settlement);

inline constexpr char kSelectWindows[] =
    "SELECT window_id, first_sequence, end_sequence, opened_at, closed_at, label FROM windows"
    " WHERE lane = ";
bool NextWindow(Rows& rows, domain::Window& window);

inline constexpr char kSelectClosedTotals[] =
    "SELECT partner, amount FROM closed_totals WHERE lane = ";
inline constexpr char kSelectOutstanding[] =
    "SELECT issuer, currency, points FROM outstanding WHERE lane = ";
inline constexpr char kSelectReversals[] = "SELECT sequence, body FROM reversals WHERE lane = ";
inline constexpr char kSelectTransactions[] = "SELECT body FROM journal WHERE lane = ";
inline constexpr char kSelectMembers[] = "SELECT body FROM members WHERE lane = ";
inline constexpr char kSelectAccounts[] =
    "SELECT member, currency, body FROM accounts WHERE lane = ";

// The lane's window, if there is one of that id.
absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::LaneId lane, domain::WindowId id);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_
