#ifndef COALITION_SERVER_STORE_SQLITE_CATALOG_ROWS_H_
#define COALITION_SERVER_STORE_SQLITE_CATALOG_ROWS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/domain/ledger_state.h"
#include "server/store/sqlite/connection.h"

namespace coalition::store {

// FAILED_PRECONDITION when there is no network.
absl::StatusOr<std::shared_ptr<const domain::Catalog>> ReadCatalog(Connection& connection);

// FAILED_PRECONDITION when there is a network.
absl::Status InsertNetwork(Connection& connection, const domain::Network& network);

// The catalog's part of `changes`.
absl::Status WriteCatalog(Connection& connection, const domain::Changes& changes);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_CATALOG_ROWS_H_
