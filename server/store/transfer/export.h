#ifndef COALITION_SERVER_STORE_TRANSFER_EXPORT_H_
#define COALITION_SERVER_STORE_TRANSFER_EXPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/transfer/frames.h"
#include "server/store/transfer/opened_ledger.h"
#include "server/store/transfer/progress.h"

namespace coalition::store::transfer {

// Of a new file of the ledger, with an id drawn at random.
FileHeader NewHeader(OpenedLedger& ledger, std::string program_version);

// What a file has of an export that was interrupted.
struct PartialFile {
  FileHeader header;
  // With the trailer it is complete.
  bool is_complete = false;
  // Whole ones, and the bytes up to their end: what comes after is to be cut off.
  std::int64_t frames = 0;
  std::int64_t bytes = 0;
  FileTrailer so_far;
  ScanStart next;
};
// DATA_LOSS when it is no file of an export; OUT_OF_RANGE when not even its header is whole, so
// that there is nothing to go on from. `on_progress` as kSkipping.
absl::StatusOr<PartialFile> ReadPartialFile(ByteSource& in, const OnProgress& on_progress);

// FAILED_PRECONDITION when the ledger is not the one, or not as it was, when the file was begun.
absl::Status CheckUnchanged(const FileHeader& file, OpenedLedger& ledger);

// Writes all records of the ledger from `next` on, of which the file has `so_far`, and the trailer,
// which is returned. `on_progress` as kMoving.
absl::StatusOr<FileTrailer> ExportLedger(OpenedLedger& ledger, const ScanStart& next,
                                         const FileTrailer& so_far, FrameWriter& out,
                                         const OnProgress& on_progress);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_EXPORT_H_
