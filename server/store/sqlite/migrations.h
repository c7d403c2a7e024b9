#ifndef COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_
#define COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "server/store/sqlite/connection.h"

namespace coalition::store {

// One step of the schema: the file migrations/<name>.sql, where the name begins with the number in
// four digits. A file that was ever released never changes. It may call newest_outcome(result),
// which makes of an outcome of any version one of the newest (see codec.h).
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};

// Of this program, by number, from 1 without gaps.
absl::Span<const Migration> SqliteMigrations();

// Applies what was not applied yet, each in a transaction that also records it. FAILED_PRECONDITION
// when the database has a migration that is not among `migrations`, or that was another then.
absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_MIGRATIONS_H_
