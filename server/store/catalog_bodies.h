#ifndef COALITION_SERVER_STORE_CATALOG_BODIES_H_
#define COALITION_SERVER_STORE_CATALOG_BODIES_H_

#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/domain/catalog.h"

namespace coalition::store {

// Runs one of the queries for bodies, the same in every SQL store, and calls `take` with each body
// in order until that fails. The query is a constant, and may be told apart by its address.
using ScanBodies = absl::FunctionRef<absl::Status(
    const char* sql, absl::FunctionRef<absl::Status(std::string_view body)> take)>;

// The catalog, from the network's own tables. FAILED_PRECONDITION when there is no network yet,
// DATA_LOSS when a version is there without those before it.
absl::StatusOr<std::shared_ptr<domain::Catalog>> ReadCatalog(ScanBodies scan);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_CATALOG_BODIES_H_
