#ifndef COALITION_SERVER_STORE_SQLITE_STATEMENTS_H_
#define COALITION_SERVER_STORE_SQLITE_STATEMENTS_H_

// Every SQL statement of the SQLite store beside the migrations. Values are absolute and come as
// parameters: SQLite would turn an integer sum that overflows into a floating-point number.
namespace coalition::store::sql {

inline constexpr char kBeginRead[] = "BEGIN";
inline constexpr char kBeginWrite[] = "BEGIN IMMEDIATE";
inline constexpr char kCommit[] = "COMMIT";
inline constexpr char kRollback[] = "ROLLBACK";

// Of every connection. The page size takes effect in an empty database only.
inline constexpr char kConfigure[] =
    "PRAGMA page_size = 4096;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = OFF;"
    "PRAGMA mmap_size = 0;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA wal_autocheckpoint = 0;";
inline constexpr char kUseLog[] = "PRAGMA journal_mode = WAL";
// What is deleted is overwritten with zeros, because it may be personal data. ON, not FAST: FAST
// leaves pages that become free as they were. (The log keeps what it has until it is begun anew, at
// the latest when the store closes.)
inline constexpr char kConfigureWriter[] =
    "PRAGMA cache_size = -16384;"
    "PRAGMA secure_delete = ON;";
// Around the deletion of what is not personal.
inline constexpr char kLeaveFreePages[] = "PRAGMA secure_delete = FAST;";
inline constexpr char kClearFreePages[] = "PRAGMA secure_delete = ON;";
// Whoever reads after a commit of another connection begins with an empty cache, and emptying takes
// as long as the cache ever was large.
inline constexpr char kConfigureBatchReader[] =
    "PRAGMA cache_size = -2048;"
    "PRAGMA query_only = ON;";
inline constexpr char kConfigureReader[] =
    "PRAGMA cache_size = -16384;"
    "PRAGMA query_only = ON;";
// As far as readers allow, without waiting; and all of it, at the end.
inline constexpr char kTakeLog[] = "PRAGMA wal_checkpoint(PASSIVE);";
inline constexpr char kTakeWholeLog[] = "PRAGMA wal_checkpoint(TRUNCATE);";
// Followed by a number: pragmas take no parameters.
inline constexpr char kMaxPageCount[] = "PRAGMA max_page_count = ";

// Migrations. The first two are functions that they may call; the others are run by the second, on
// the schema before migration 3.
inline constexpr char kNewestOutcome[] = "newest_outcome";
inline constexpr char kAccountRecord[] = "account_record";
inline constexpr char kSelectFormerAccount[] =
    "SELECT last_sequence FROM accounts WHERE lane = ? AND member = ? AND currency = ?";
inline constexpr char kSelectFormerLots[] =
    "SELECT expires_on, available_on, issuer, terms_version, points FROM lots"
    " WHERE lane = ? AND member = ? AND currency = ?"
    " ORDER BY expires_on, available_on, issuer, terms_version";
inline constexpr char kSelectFormerHolds[] =
    "SELECT body FROM holds WHERE lane = ? AND member = ? AND currency = ? ORDER BY sequence";
inline constexpr char kSelectFormerCarries[] =
    "SELECT partner, from_currency, earn_numerator, earn_denominator, burn_numerator,"
    " burn_denominator FROM carries WHERE lane = ? AND member = ? AND currency = ?"
    " ORDER BY partner, from_currency";
inline constexpr char kCreateMigrations[] =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " number INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL,"
    " applied_at INTEGER NOT NULL, PRIMARY KEY (number)) STRICT, WITHOUT ROWID";
inline constexpr char kCountMigrationTables[] =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";
inline constexpr char kSelectMigrations[] =
    "SELECT number, name, checksum FROM schema_migrations ORDER BY number";
inline constexpr char kInsertMigration[] =
    "INSERT INTO schema_migrations (number, name, checksum, applied_at)"
    " VALUES (?, ?, ?, unixepoch() * 1000000)";

// Catalog.
inline constexpr char kSelectNetwork[] = "SELECT body FROM network WHERE id = 1";
inline constexpr char kInsertNetwork[] = "INSERT INTO network (id, body) VALUES (1, ?)";
inline constexpr char kPutPartner[] =
    "INSERT INTO partners (partner, handle, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET handle = excluded.handle, body = excluded.body";
inline constexpr char kPutCurrency[] =
    "INSERT INTO currencies (currency, code, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET code = excluded.code, body = excluded.body";
inline constexpr char kInsertRate[] =
    "INSERT INTO exchange_rates (partner, currency, version, body) VALUES (?, ?, ?, ?)";
inline constexpr char kInsertTerms[] =
    "INSERT INTO terms (partner, currency, version, body) VALUES (?, ?, ?, ?)";
inline constexpr char kInsertConversionRate[] =
    "INSERT INTO conversion_rates (from_currency, to_currency, version, body) VALUES (?, ?, ?, ?)";
inline constexpr char kPutLimits[] =
    "INSERT INTO limits (partner, currency, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET body = excluded.body";
inline constexpr char kDeleteLimits[] = "DELETE FROM limits WHERE partner = ? AND currency = ?";
inline constexpr char kPutCredential[] =
    "INSERT INTO credentials (credential, partner, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET partner = excluded.partner, body = excluded.body";

// Imports. Those that empty the tables leave `imports` and, for as long, `network`.
inline constexpr char kSelectImport[] = "SELECT source, lane_count, step FROM imports WHERE id = 1";
inline constexpr char kInsertImport[] =
    "INSERT INTO imports (id, source, lane_count, step) VALUES (1, ?, ?, 0)";
inline constexpr char kPutImportStep[] = "UPDATE imports SET step = ? WHERE id = 1";
inline constexpr char kForgetImportSource[] =
    "UPDATE imports SET source = zeroblob(16) WHERE id = 1";
inline constexpr const char* kEmptyTables[] = {
    "DELETE FROM lanes",        "DELETE FROM windows",          "DELETE FROM journal",
    "DELETE FROM partner_runs", "DELETE FROM requests",         "DELETE FROM members",
    "DELETE FROM identifiers",  "DELETE FROM accounts",         "DELETE FROM reversals",
    "DELETE FROM day_totals",   "DELETE FROM positions",        "DELETE FROM outstanding",
    "DELETE FROM settlements",  "DELETE FROM closed_totals",    "DELETE FROM audit_events",
    "DELETE FROM redo",         "DELETE FROM partners",         "DELETE FROM currencies",
    "DELETE FROM terms",        "DELETE FROM exchange_rates",   "DELETE FROM limits",
    "DELETE FROM credentials",  "DELETE FROM conversion_rates",
};
inline constexpr char kDeleteNetwork[] = "DELETE FROM network";
inline constexpr char kDeleteImport[] = "DELETE FROM imports";
inline constexpr char kHasLane[] = "SELECT count(*) > 0 FROM lanes";

// Lanes and windows.
inline constexpr char kSelectLane[] =
    "SELECT next_sequence, open_window, latest_at, next_event, commit_number, requests_through,"
    " participants_end FROM lanes WHERE lane = ?";
inline constexpr char kPutLane[] =
    "INSERT INTO lanes (lane, next_sequence, open_window, latest_at, next_event, commit_number,"
    " requests_through, participants_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET next_sequence = excluded.next_sequence,"
    " open_window = excluded.open_window, latest_at = excluded.latest_at,"
    " next_event = excluded.next_event, commit_number = excluded.commit_number,"
    " requests_through = excluded.requests_through, participants_end = excluded.participants_end";
inline constexpr char kInsertRedo[] =
    "INSERT INTO redo (lane, commit_number, body) VALUES (?, ?, ?)";
inline constexpr char kScanRedos[] =
    "SELECT commit_number, body FROM redo WHERE lane = ? ORDER BY commit_number";
inline constexpr char kDeleteRedos[] = "DELETE FROM redo WHERE lane = ? AND commit_number < ?";
inline constexpr char kSelectWindow[] =
    "SELECT window_id, first_sequence, end_sequence, opened_at, closed_at, label"
    " FROM windows WHERE lane = ? AND window_id = ?";
inline constexpr char kScanWindows[] =
    "SELECT window_id, first_sequence, end_sequence, opened_at, closed_at, label"
    " FROM windows WHERE lane = ? AND window_id < ? ORDER BY window_id DESC";
inline constexpr char kPutWindow[] =
    "INSERT INTO windows (lane, window_id, first_sequence, end_sequence, opened_at, closed_at,"
    " label) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET first_sequence = excluded.first_sequence,"
    " end_sequence = excluded.end_sequence, opened_at = excluded.opened_at,"
    " closed_at = excluded.closed_at, label = excluded.label";

// Journal.
inline constexpr char kInsertTransaction[] =
    "INSERT INTO journal (lane, sequence, window_id, type, partner, member, currency, event_time,"
    " posted_at, points, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr char kSelectTransaction[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence = ?";
inline constexpr char kScanJournal[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence >= ? AND sequence < ?"
    " ORDER BY sequence";
inline constexpr char kScanJournalBack[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence >= ? AND sequence < ?"
    " ORDER BY sequence DESC";
// The same as kScanJournal and kScanJournalBack, to be run beside them.
inline constexpr char kScanJournalTail[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence >= ? AND sequence < ? ORDER BY sequence ";
inline constexpr char kScanJournalTailBack[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence >= ? AND sequence < ?"
    " ORDER BY sequence DESC ";
inline constexpr char kInsertRun[] =
    "INSERT INTO partner_runs (lane, partner, first_sequence, body) VALUES (?, ?, ?, ?)";
// The runs that may have something from ?3 up to, and without, ?4.
inline constexpr char kScanRuns[] =
    "SELECT first_sequence, body FROM partner_runs WHERE lane = ?1 AND partner = ?2"
    " AND first_sequence >= coalesce((SELECT max(first_sequence) FROM partner_runs"
    "   WHERE lane = ?1 AND partner = ?2 AND first_sequence <= ?3), 0)"
    " AND first_sequence < ?4 ORDER BY first_sequence";
inline constexpr char kScanRunsBack[] =
    "SELECT first_sequence, body FROM partner_runs WHERE lane = ?1 AND partner = ?2"
    " AND first_sequence >= coalesce((SELECT max(first_sequence) FROM partner_runs"
    "   WHERE lane = ?1 AND partner = ?2 AND first_sequence <= ?3), 0)"
    " AND first_sequence < ?4 ORDER BY first_sequence DESC";
// The same as kSelectTransaction, to be run beside it.
inline constexpr char kSelectTransactionOfRun[] =
    "SELECT body FROM journal WHERE lane = ? AND sequence = ? ";

// Request ids.
inline constexpr char kInsertOutcome[] =
    "INSERT INTO requests (lane, partner, request_id, digest, sequence, result)"
    " VALUES (?, ?, ?, ?, ?, ?)";
inline constexpr char kSelectGreatestId[] =
    "SELECT max(request_id) FROM requests WHERE lane = ? AND partner = ?";
inline constexpr char kSelectOutcome[] =
    "SELECT digest, sequence, result FROM requests"
    " WHERE lane = ? AND partner = ? AND request_id = ?";
inline constexpr char kScanOutcomes[] =
    "SELECT partner, request_id, digest, sequence, result FROM requests WHERE lane = ?"
    " ORDER BY partner, request_id";

// Members.
inline constexpr char kSelectMember[] = "SELECT body FROM members WHERE lane = ? AND member = ?";
inline constexpr char kPutMember[] =
    "INSERT INTO members (lane, member, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET body = excluded.body";
inline constexpr char kScanMembers[] =
    "SELECT body FROM members WHERE lane = ? AND member > ? ORDER BY member";
inline constexpr char kSelectIdentifier[] =
    "SELECT member FROM identifiers WHERE lane = ? AND partner = ? AND kind = ? AND value = ?";
inline constexpr char kPutIdentifier[] =
    "INSERT INTO identifiers (lane, partner, kind, value, member) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET member = excluded.member";
inline constexpr char kDeleteIdentifier[] =
    "DELETE FROM identifiers WHERE lane = ? AND partner = ? AND kind = ? AND value = ?";
inline constexpr char kScanIdentifiers[] =
    "SELECT partner, kind, value, member FROM identifiers WHERE lane = ?"
    " ORDER BY partner, kind, value";
inline constexpr char kScanIdentifiersOf[] =
    "SELECT partner, kind, value, member FROM identifiers WHERE lane = ? AND partner = ?"
    " ORDER BY kind, value";
inline constexpr char kScanIdentifiersOfAfter[] =
    "SELECT partner, kind, value, member FROM identifiers WHERE lane = ? AND partner = ?"
    " AND (kind, value) > (?, ?) ORDER BY kind, value";

// Accounts.
inline constexpr char kSelectAccount[] =
    "SELECT body FROM accounts WHERE lane = ? AND bucket = ? AND member = ? AND currency = ?";
inline constexpr char kSelectAccountsOf[] =
    "SELECT currency FROM accounts WHERE lane = ? AND bucket = ? AND member = ? ORDER BY currency";
inline constexpr char kPutAccount[] =
    "INSERT INTO accounts (lane, bucket, member, currency, last_sequence, next_expiry, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET last_sequence = excluded.last_sequence,"
    " next_expiry = excluded.next_expiry, body = excluded.body";
inline constexpr char kScanAccounts[] =
    "SELECT bucket, member, currency, body FROM accounts"
    " WHERE lane = ? AND (bucket, member, currency) > (?, ?, ?) AND next_expiry <= ?"
    " ORDER BY bucket, member, currency";
inline constexpr char kSelectDayTotals[] =
    "SELECT day, earned, burned FROM day_totals"
    " WHERE lane = ? AND member = ? AND partner = ? AND currency = ?";
inline constexpr char kSelectDayTotalsOf[] =
    "SELECT member, partner, currency, day, earned, burned FROM day_totals"
    " WHERE lane = ? AND member = ? ORDER BY partner, currency";
inline constexpr char kPutDayTotals[] =
    "INSERT INTO day_totals (lane, member, partner, currency, day, earned, burned)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET day = excluded.day, earned = excluded.earned,"
    " burned = excluded.burned";
inline constexpr char kScanDayTotals[] =
    "SELECT member, partner, currency, day, earned, burned FROM day_totals WHERE lane = ?"
    " ORDER BY member, partner, currency";
inline constexpr char kSelectReversal[] =
    "SELECT body FROM reversals WHERE lane = ? AND sequence = ?";
inline constexpr char kPutReversal[] =
    "INSERT INTO reversals (lane, sequence, body) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET body = excluded.body";
inline constexpr char kScanReversals[] =
    "SELECT sequence, body FROM reversals WHERE lane = ? ORDER BY sequence";

// Totals.
inline constexpr char kScanWindowPositions[] =
    "SELECT window_id, partner, money_currency, type, kind, line_count, points, amount"
    " FROM positions WHERE lane = ? AND window_id = ?"
    " ORDER BY partner, money_currency, type, kind";
inline constexpr char kScanPositions[] =
    "SELECT window_id, partner, money_currency, type, kind, line_count, points, amount"
    " FROM positions WHERE lane = ? ORDER BY window_id, partner, money_currency, type, kind";
inline constexpr char kPutPosition[] =
    "INSERT INTO positions (lane, window_id, partner, money_currency, type, kind, line_count,"
    " points, amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET line_count = excluded.line_count, points = excluded.points,"
    " amount = excluded.amount";
inline constexpr char kSelectOutstanding[] =
    "SELECT points FROM outstanding WHERE lane = ? AND issuer = ? AND currency = ?";
inline constexpr char kPutOutstanding[] =
    "INSERT INTO outstanding (lane, issuer, currency, points) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET points = excluded.points";
inline constexpr char kScanOutstanding[] =
    "SELECT issuer, currency, points FROM outstanding WHERE lane = ? ORDER BY issuer, currency";
inline constexpr char kScanWindowSettlements[] =
    "SELECT window_id, partner, money_currency, opening_residue, net, net_minor_units,"
    " closing_residue FROM settlements WHERE lane = ? AND window_id = ? ORDER BY partner";
inline constexpr char kScanSettlements[] =
    "SELECT window_id, partner, money_currency, opening_residue, net, net_minor_units,"
    " closing_residue FROM settlements WHERE lane = ? ORDER BY window_id, partner";
inline constexpr char kInsertSettlement[] =
    "INSERT INTO settlements (lane, window_id, partner, money_currency, opening_residue, net,"
    " net_minor_units, closing_residue) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr char kSelectClosedTotal[] =
    "SELECT amount FROM closed_totals WHERE lane = ? AND partner = ?";
inline constexpr char kPutClosedTotal[] =
    "INSERT INTO closed_totals (lane, partner, amount) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET amount = excluded.amount";
inline constexpr char kScanClosedTotals[] =
    "SELECT partner, amount FROM closed_totals WHERE lane = ? ORDER BY partner";

// Audit events.
inline constexpr char kInsertAuditEvent[] =
    "INSERT INTO audit_events (lane, number, at, credential, action, resource, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";
inline constexpr char kScanAuditEvents[] =
    "SELECT number, at, credential, action, resource, reason FROM audit_events"
    " WHERE lane = ? AND number < ? ORDER BY number DESC";

}  // namespace coalition::store::sql

#endif  // COALITION_SERVER_STORE_SQLITE_STATEMENTS_H_
