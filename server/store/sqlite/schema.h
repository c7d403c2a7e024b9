#ifndef COALITION_SERVER_STORE_SQLITE_SCHEMA_H_
#define COALITION_SERVER_STORE_SQLITE_SCHEMA_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/migration.h"

namespace coalition::store {

// The schema of a ledger's folder, apart from the ledger that a store keeps in it.

// Brings it up to this program's, in a folder that is made when it does not exist. While somebody
// else has the folder, it waits until the schema is current, a few seconds at most; then
// FAILED_PRECONDITION. Otherwise errors of Migrate.
absl::Status MigrateFolder(const std::string& directory, MigrationVisitor on_applied = kTellNobody);

// Changes nothing, and makes no file. Errors of Connection::OpenToRead.
absl::StatusOr<SchemaReport> ReadFolderSchema(const std::string& directory);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_SCHEMA_H_
