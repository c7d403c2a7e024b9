#ifndef COALITION_SERVER_STORE_LEDGER_IMPORT_H_
#define COALITION_SERVER_STORE_LEDGER_IMPORT_H_

#include <array>
#include <cstdint>

#include "absl/status/status.h"

#include "server/domain/ledger_state.h"

namespace coalition::store {

// Where the ledger comes from: of a file, the random id in its header.
struct ImportSource {
  using Id = std::array<std::uint8_t, 16>;

  Id id{};
  // Of the ledger that comes of it.
  int lane_count = 1;

  friend bool operator==(const ImportSource&, const ImportSource&) = default;
};

// A ledger on its way into a store that has none. Until Publish no server serves it: a store that
// is opened to be served refuses, in all processes and after each start. Errors are those of
// LedgerStore. Not thread-safe.
//
//   Put, again and again, from any process that goes on with it;  Complete;  proofs;  Publish
class LedgerImport {
 public:
  virtual ~LedgerImport() = default;

  // The last step that was committed; 0 before the first.
  virtual std::int64_t step() const = 0;
  // Complete was done.
  virtual bool is_complete() const = 0;

  // Writes `rows`, all of which are new, and that `step`, which is above step(), is done, in one
  // commit. Totals of partners are those of all lanes. After ABORTED it is unknown whether it was
  // written: BeginImport again tells. FAILED_PRECONDITION when another process goes on with it or
  // dropped it.
  virtual absl::Status Put(const domain::Changes& rows, std::int64_t step) = 0;

  // Makes the lanes, which go on where `lane` is, after all rows. From then on the store's
  // OpenSnapshot and LoadCatalog show the ledger, for proofs.
  virtual absl::Status Complete(const domain::LaneState& lane) = 0;

  // In one commit: the store has a network.
  virtual absl::Status Publish() = 0;
};

// Why a store with an unfinished import is not served, and what to do. `step` as above.
absl::Status ImportUnderWay(const ImportSource& source, std::int64_t step);
// OK unless `wanted` is not the one that is there.
absl::Status CheckGoesOn(const ImportSource& there, std::int64_t step, const ImportSource& wanted);

// The state of each lane of a ledger that goes on where `lane` was, now in `lane_count` lanes.
domain::LaneState InLanes(domain::LaneState lane, int lane_count);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_LEDGER_IMPORT_H_
