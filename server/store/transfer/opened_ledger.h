#ifndef COALITION_SERVER_STORE_TRANSFER_OPENED_LEDGER_H_
#define COALITION_SERVER_STORE_TRANSFER_OPENED_LEDGER_H_

#include <memory>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/transfer/frames.h"
#include "server/store/transfer/progress.h"

namespace coalition::store::transfer {

// One state of a ledger. The store outlives it.
struct OpenedLedger {
  std::unique_ptr<LedgerSnapshot> snapshot;
  // That the snapshot sees.
  std::shared_ptr<const domain::Catalog> catalog;
};
// FAILED_PRECONDITION when there is no network. UNAVAILABLE when servers change the catalog all the
// time.
absl::StatusOr<OpenedLedger> OpenLedger(LedgerStore& store);

// Over all that the ledger has, read once. `on_progress` as kProving.
absl::StatusOr<FileTrailer> DigestOf(OpenedLedger& ledger, const OnProgress& on_progress);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_OPENED_LEDGER_H_
