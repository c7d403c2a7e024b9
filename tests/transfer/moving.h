#ifndef COALITION_TESTS_TRANSFER_MOVING_H_
#define COALITION_TESTS_TRANSFER_MOVING_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/ledger_store.h"
#include "server/store/transfer/import.h"
#include "tests/store/ledger_dump.h"
#include "tests/transfer/string_streams.h"

namespace coalition::store::transfer {

// The scenario's network with everything that a store keeps.
void FillWithEverything(LedgerStore& store);

// Of all that the store has. Fails the test when that fails.
std::string ExportOf(LedgerStore& store);
LedgerDigest DigestOf(LedgerStore& store);
// Without the lane's row, which another number of lanes changes.
LedgerDump DumpWithoutLane(LedgerStore& store);

// The file as a program would have written it that knew version 1 of reversals; and how many.
std::pair<std::string, int> WithOlderReversals(std::string_view file);

absl::StatusOr<FileTrailer> Import(std::string_view file, LedgerStore& store,
                                   const ImportOptions& options = {});
// With the audit as a proof.
absl::Status ImportAndAudit(std::string_view file, LedgerStore& store);
// Ends it after so many calls of on_progress.
ImportOptions StopAfter(int calls);

void ExpectSound(LedgerStore& store);

}  // namespace coalition::store::transfer

#endif  // COALITION_TESTS_TRANSFER_MOVING_H_
