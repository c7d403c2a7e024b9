#ifndef COALITION_SERVER_STORE_MYSQL_MIGRATIONS_H_
#define COALITION_SERVER_STORE_MYSQL_MIGRATIONS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "server/store/migration.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// Of this program, by number, from 1 without gaps. Each statement ends with a semicolon at the end
// of a line, and may be run again after it was done.
absl::Span<const Migration> MysqlMigrations();

// Applies what was not applied yet. Statements that change a schema commit by themselves, so what a
// program that died left half-done is done again by the next. Servers that start together wait for
// one another: `guard`, another connection to the same database, holds a row until it is done. On
// different nodes of a cluster they do not, and do the same side by side.
// Errors of MissingMigrations; UNAVAILABLE when another server takes more than a minute.
absl::Status Migrate(Connection& connection, Connection& guard,
                     absl::Span<const Migration> migrations,
                     MigrationVisitor on_applied = kTellNobody);
// This program's, on connections of its own that are patient enough.
absl::Status MigrateDatabase(const ServerAddress& address, Timeouts timeouts = {},
                             MigrationVisitor on_applied = kTellNobody);

// Changes nothing.
absl::StatusOr<SchemaReport> ReadSchema(Connection& connection,
                                        absl::Span<const Migration> migrations);
absl::StatusOr<SchemaReport> ReadSchema(const ServerAddress& address,
                                        const Timeouts& timeouts = {});

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_MIGRATIONS_H_
