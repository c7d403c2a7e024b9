#include "server/store/sqlite/database.h"

#include <string>

#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

// SQLite answers with the mode that it stays in when the folder cannot hold a log.
absl::Status UseLog(Connection& connection) {
  std::string mode;
  Cursor rows = connection.Query(sql::kUseLog);
  if (rows.Next(mode) && mode != "wal") {
    return absl::FailedPreconditionError("the folder's file system cannot hold a write-ahead log");
  }
  return rows.status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenDatabase(const Folder& folder, int busy_timeout_ms,
                                                         const char* configure) {
  auto connection = Connection::Open(folder.DatabasePath(), busy_timeout_ms);
  if (!connection.ok()) return connection.status();
  if (absl::Status set = (*connection)->Execute(sql::kConfigure); !set.ok()) return set;
  if (absl::Status set = UseLog(**connection); !set.ok()) return set;
  if (absl::Status set = (*connection)->Execute(configure); !set.ok()) return set;
  return connection;
}

}  // namespace coalition::store
