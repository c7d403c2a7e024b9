#ifndef COALITION_SERVER_STORE_SQLITE_DATABASE_H_
#define COALITION_SERVER_STORE_SQLITE_DATABASE_H_

#include <memory>

#include "absl/status/statusor.h"

#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/folder.h"

namespace coalition::store {

// A connection to the database of a folder that is held, set up as all of the store's are, and then
// by `configure` (see statements.h). FAILED_PRECONDITION where no write-ahead log is possible.
absl::StatusOr<std::unique_ptr<Connection>> OpenDatabase(const Folder& folder, int busy_timeout_ms,
                                                         const char* configure);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_DATABASE_H_
