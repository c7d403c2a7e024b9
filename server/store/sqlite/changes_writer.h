#ifndef COALITION_SERVER_STORE_SQLITE_CHANGES_WRITER_H_
#define COALITION_SERVER_STORE_SQLITE_CHANGES_WRITER_H_

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// Writes into the connection's transaction what of `changes` is not written later (see WriteBack):
// table after table, each in key order. After an error the caller rolls back.
absl::Status WriteChanges(Connection& connection, const domain::Changes& changes);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CHANGES_WRITER_H_
