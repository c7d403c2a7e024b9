#ifndef COALITION_SERVER_STORE_TRANSFER_IMPORT_H_
#define COALITION_SERVER_STORE_TRANSFER_IMPORT_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/transfer/frames.h"
#include "server/store/transfer/opened_ledger.h"
#include "server/store/transfer/progress.h"

namespace coalition::store::transfer {

// FAILED_PRECONDITION unless a ledger of `source` lanes can go into one of `target`: sequences of
// several lanes say which lane has the transaction, those of one say nothing.
absl::Status CheckLanes(int source, int target);

struct ImportOptions {
  OnProgress on_progress = [](const Progress&) { return absl::OkStatus(); };
  // More proofs of what was brought in, before it is published.
  std::function<absl::Status(OpenedLedger&)> prove = [](OpenedLedger&) { return absl::OkStatus(); };
};

// Brings the rest of the file, whose header was read, into the store, or goes on with doing so:
// frames that the store has already are only read. Each frame is a commit. Then the digest of what
// the store has is recomputed and must be the file's; `prove` must agree; and the store has a
// network. The trailer is returned.
//
// Errors, after all of which nobody serves the store:
//   UNAVAILABLE, ABORTED, CANCELLED, OUT_OF_RANGE   (see the store, the stream and FrameReader)
//                        calling it again with the same file, from its beginning, goes on
//   DATA_LOSS            the file was altered, or what was brought in is not what it says, or
//                        cannot be worked with (see CheckCatalog)
//   FAILED_PRECONDITION  see LedgerStore::BeginImport and CheckLanes
absl::StatusOr<FileTrailer> ImportLedger(const FileHeader& header, FrameReader& in,
                                         LedgerStore& store, const ImportOptions& options);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_IMPORT_H_
