#ifndef COALITION_SERVER_STORE_TRANSFER_PROGRESS_H_
#define COALITION_SERVER_STORE_TRANSFER_PROGRESS_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"

#include "server/store/transfer/records.h"

namespace coalition::store::transfer {

struct Progress {
  enum class Phase {
    kMoving,
    // Reads again what is there already: of a file, or of a store.
    kSkipping,
    // Recomputes the digest of what was brought in.
    kProving,
  };

  Phase phase = Phase::kMoving;
  // What is moved, skipped or proved now.
  RecordKind kind = RecordKind::kNetwork;
  // In this phase, or what was moved and skipped.
  RecordCounts counts;
  // Of the file, without what was not written as a frame yet.
  std::int64_t bytes = 0;
};

// Called now and then, on the thread that moves. An error ends the moving, and is its error.
using OnProgress = std::function<absl::Status(const Progress&)>;

// Records that are moved without a word.
inline constexpr std::int64_t kRecordsPerProgress = 1'024;

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_PROGRESS_H_
