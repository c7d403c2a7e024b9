#ifndef COALITION_SERVER_STORE_SQLITE_ERROR_H_
#define COALITION_SERVER_STORE_SQLITE_ERROR_H_

#include <string_view>

#include "absl/status/status.h"

#include "sqlite3.h"

namespace coalition::store {

// The store's word for an SQLite result code that is not success (see ledger_store.h). `db` may be
// null; `doing` names what failed.
absl::Status ErrorOf(int code, sqlite3* db, std::string_view doing);

// The same for COMMIT. An I/O error there is ABORTED: the transaction is rolled back for this
// process, but its frames may stand whole in the write-ahead log, and if the process dies before it
// overwrites them, recovery takes them for committed.
absl::Status CommitErrorOf(int code, sqlite3* db);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_ERROR_H_
