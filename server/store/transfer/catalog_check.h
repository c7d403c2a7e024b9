#ifndef COALITION_SERVER_STORE_TRANSFER_CATALOG_CHECK_H_
#define COALITION_SERVER_STORE_TRANSFER_CATALOG_CHECK_H_

#include "absl/status/status.h"

#include "server/domain/catalog.h"

namespace coalition::store::transfer {

// DATA_LOSS, with what is wrong, unless everything that the catalog names is in it and every rate
// can be computed with. The domain takes both for granted.
absl::Status CheckCatalog(const domain::Catalog& catalog);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_CATALOG_CHECK_H_
