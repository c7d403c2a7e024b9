#ifndef COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_
#define COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "server/store/migration.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Of this program, by number, from 1 without gaps. They may call newest_outcome(result), which
// makes of an outcome of any version one of the newest (see codec.h).
absl::Span<const Migration> SqliteMigrations();

// Applies what was not applied yet, each in a transaction that also records it. Errors of
// MissingMigrations.
absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations,
                     MigrationVisitor on_applied = kTellNobody);

// Changes nothing.
absl::StatusOr<SchemaReport> ReadSchema(Connection& connection,
                                        absl::Span<const Migration> migrations);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_
