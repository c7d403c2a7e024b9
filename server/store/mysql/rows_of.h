#ifndef COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_
#define COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_

#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"

#include "server/domain/ledger_state.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Queries that several places make, each to be followed by the lane (see lane_conditions.h) and
// perhaps more conditions, and how a row of each is read: false as Rows::Next.
//
// FORCE INDEX where a batch asks for rows by a part of their key: with statistics that are behind,
// as those of a ledger that grows are, a server would rather read all rows of the lane.

inline constexpr char kSelectOutcomes[] =
    "SELECT scope, request_id, digest, posted_lane, sequence, result FROM requests FORCE INDEX "
    "(PRIMARY) WHERE ";
bool NextOutcome(Rows& rows, domain::RequestKey& key, domain::StoredOutcome& outcome);

inline constexpr char kSelectIdentifiers[] =
    "SELECT partner, kind, value, member FROM identifiers WHERE ";
bool NextIdentifier(Rows& rows, domain::Identifier& identifier, domain::MemberId& member);

inline constexpr char kSelectDayTotals[] =
    "SELECT lane, member, partner, currency, day, earned, burned FROM day_totals FORCE INDEX "
    "(PRIMARY) WHERE ";
bool NextDayTotals(Rows& rows, domain::LaneId& lane, domain::DayKey& key,
                   domain::DayTotals& totals);

inline constexpr char kSelectPositions[] =
    "SELECT lane, window_id, partner, money_currency, type, kind, line_count, points, amount"
    " FROM positions WHERE ";
bool NextPosition(Rows& rows, domain::LaneId& lane, domain::PositionKey& key,
                  domain::PositionTotal& total);

inline constexpr char kSelectSettlements[] =
    "SELECT window_id, partner, money_currency, opening_residue, net, net_minor_units,"
    " closing_residue FROM settlements WHERE ";
bool NextSettlement(Rows& rows, domain::PartnerSettlement& settlement);

inline constexpr char kSelectWindows[] =
    "SELECT window_id, first_sequence, end_sequence, opened_at, closed_at, label,"
    " transaction_count FROM windows"
    " WHERE ";
bool NextWindow(Rows& rows, domain::Window& window);

inline constexpr char kSelectClosedTotals[] = "SELECT partner, amount FROM closed_totals WHERE ";
inline constexpr char kSelectOutstanding[] =
    "SELECT lane, issuer, currency, points FROM outstanding WHERE ";
inline constexpr char kSelectReversals[] = "SELECT sequence, body FROM reversals WHERE ";
inline constexpr char kSelectMembers[] = "SELECT member, body FROM members WHERE ";
inline constexpr char kSelectAccounts[] =
    "SELECT member, currency, body FROM accounts FORCE INDEX (PRIMARY) WHERE ";

inline constexpr char kSelectAllowances[] =
    "SELECT partner, currency, catalog_revision, period, until, down, up FROM allowances WHERE ";

// Those of the identifiers that name somebody.
absl::StatusOr<absl::flat_hash_map<domain::Identifier, domain::MemberId>> FindMembers(
    Connection& connection, const absl::flat_hash_set<domain::Identifier>& identifiers,
    int lane_count);

// How often a name was taken from a member; see NameCache.
absl::StatusOr<std::int64_t> ReadNamesRevision(Connection& connection);

// The window, if there is one of that id.
absl::StatusOr<std::optional<domain::Window>> ReadWindow(Connection& connection,
                                                         domain::WindowId id);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_ROWS_OF_H_
