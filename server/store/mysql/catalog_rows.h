#ifndef COALITION_SERVER_STORE_MYSQL_CATALOG_ROWS_H_
#define COALITION_SERVER_STORE_MYSQL_CATALOG_ROWS_H_

#include <memory>

#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/store/mysql/connection.h"

namespace coalition::store::mysql {

// All of the network's own tables and their revision, in the connection's snapshot.
// FAILED_PRECONDITION when there is no network yet.
absl::StatusOr<std::shared_ptr<const domain::Catalog>> ReadCatalog(Connection& connection);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_CATALOG_ROWS_H_
