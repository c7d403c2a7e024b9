#include "server/store/mysql/migrations.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace coalition::store::mysql {
namespace {

// Each wait for a lock is bounded by the session.
constexpr int kWaitsForOthersMax = 12;
// The lock is of one node; servers on several nodes of a cluster conflict, and try again.
constexpr int kAttemptsMax = 20;
// A change of a large table takes its time; so much, at most.
constexpr std::chrono::hours kMigrationMax{24};

constexpr char kCreateMigrations[] =
    "CREATE TABLE IF NOT EXISTS migrations (number INT NOT NULL, name VARBINARY(200) NOT NULL,"
    " checksum VARBINARY(64) NOT NULL, PRIMARY KEY (number)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC";
constexpr char kCountMigrationTables[] =
    "SELECT COUNT(*) FROM information_schema.tables"
    " WHERE table_schema = DATABASE() AND table_name = 'migrations'";
constexpr char kCreateLock[] =
    "CREATE TABLE IF NOT EXISTS migration_lock (id TINYINT NOT NULL, PRIMARY KEY (id))"
    " ENGINE=InnoDB ROW_FORMAT=DYNAMIC";

std::vector<std::string> StatementsOf(std::string_view sql) {
  std::vector<std::string> statements;
  std::string statement;
  for (absl::string_view line : absl::StrSplit(absl::string_view(sql.data(), sql.size()), '\n')) {
    if (absl::StartsWith(line, "--")) continue;
    const bool is_last = absl::ConsumeSuffix(&line, ";");
    absl::StrAppend(&statement, line, "\n");
    if (is_last) statements.push_back(std::exchange(statement, {}));
  }
  return statements;
}

absl::Status RunAll(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) {
    if (absl::Status run = connection.Run(SqlText(statement)); !run.ok()) return run;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AppliedMigration>> ReadApplied(Connection& connection) {
  std::vector<AppliedMigration> all;
  AppliedMigration applied;
  Rows rows =
      connection.Query(SqlText("SELECT number, name, checksum FROM migrations ORDER BY number"));
  while (rows.Next(applied.number, applied.name, applied.checksum)) all.push_back(applied);
  if (!rows.status().ok()) return rows.status();
  return all;
}

absl::Status Apply(Connection& connection, const Migration& migration) {
  absl::Status done = RunAll(connection, StatementsOf(migration.sql));
  if (!done.ok()) return done;
  SqlText record("INSERT IGNORE INTO migrations (number, name, checksum) VALUES ");
  record.Row(migration.number, Blob{migration.name}, Blob{migration.Checksum()});
  return connection.Run(record);
}

// Until the guard's transaction ends.
absl::Status Lock(Connection& guard) {
  absl::Status locked;
  for (int wait = 0; wait < kWaitsForOthersMax; ++wait) {
    locked = guard.Begin();
    if (locked.ok()) {
      std::int32_t id = 0;
      Rows rows = guard.Query(SqlText("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE"));
      rows.Next(id);
      locked = rows.status();
    }
    if (!absl::IsAborted(locked)) return locked;
    guard.Rollback();
  }
  return absl::UnavailableError(
      absl::StrCat("another server changes the schema: ", locked.message()));
}

// ABORTED when another server, on another node of a cluster, got into the way.
absl::Status TryToMigrate(Connection& connection, Connection& guard,
                          absl::Span<const Migration> migrations, MigrationVisitor on_applied) {
  absl::Status status = RunAll(connection, {kCreateMigrations, kCreateLock,
                                            "INSERT IGNORE INTO migration_lock (id) VALUES (1)"});
  if (status.ok()) status = Lock(guard);
  if (!status.ok()) return status;
  const auto applied = ReadApplied(connection);
  if (!applied.ok()) return applied.status();
  const auto missing = MissingMigrations(*applied, migrations);
  if (!missing.ok()) return missing.status();
  for (const Migration& migration : *missing) {
    if (absl::Status done = Apply(connection, migration); !done.ok()) return done;
    on_applied(migration);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(Connection& connection, Connection& guard,
                     absl::Span<const Migration> migrations, MigrationVisitor on_applied) {
  // Usually so. On a cluster each of the statements to come would hold up every node.
  const auto report = ReadSchema(connection, migrations);
  if (report.ok() && report->standing == SchemaStanding::kCurrent) return absl::OkStatus();
  absl::Status status;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    status = TryToMigrate(connection, guard, migrations, on_applied);
    guard.Rollback();
    if (!absl::IsAborted(status)) return status;
  }
  return absl::UnavailableError(
      absl::StrCat("other servers change the schema: ", status.message()));
}

absl::Status MigrateDatabase(const ServerAddress& address, Timeouts timeouts,
                             MigrationVisitor on_applied) {
  timeouts.io = kMigrationMax;
  timeouts.idle = kMigrationMax;
  const auto connection = Connection::Open(address, timeouts);
  if (!connection.ok()) return connection.status();
  const auto guard = Connection::Open(address, timeouts);
  if (!guard.ok()) return guard.status();
  return Migrate(**connection, **guard, MysqlMigrations(), on_applied);
}

absl::StatusOr<SchemaReport> ReadSchema(Connection& connection,
                                        absl::Span<const Migration> migrations) {
  std::int64_t tables = 0;
  Rows rows = connection.Query(SqlText(kCountMigrationTables));
  rows.Next(tables);
  if (!rows.status().ok()) return rows.status();
  if (tables == 0) return AbsentSchema(migrations);
  auto applied = ReadApplied(connection);
  if (!applied.ok()) return applied.status();
  return CompareSchema(*std::move(applied), migrations);
}

absl::StatusOr<SchemaReport> ReadSchema(const ServerAddress& address, const Timeouts& timeouts) {
  const auto connection = Connection::Open(address, timeouts);
  if (!connection.ok()) return connection.status();
  return ReadSchema(**connection, MysqlMigrations());
}

}  // namespace coalition::store::mysql
