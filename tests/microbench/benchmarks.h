#ifndef COALITION_TESTS_MICROBENCH_BENCHMARKS_H_
#define COALITION_TESTS_MICROBENCH_BENCHMARKS_H_

#include <cstdint>
#include <vector>

#include "tests/microbench/prepared_ledger.h"

namespace coalition::microbench {

// Each registers the benchmarks of its file.

// domain/decide, add_missing, add_nothing, take_changes: Ledger with everything loaded.
void RegisterDecisions();
// domain/account, conversion, money, plan: what a decision is made of.
void RegisterPlanning();
// codec/encode, decode: kept records.
void RegisterCodec();

// Of ledgers with so many members each; `shelf` must outlive the run.

// store/earn: all that is done with a batch, by size.
void RegisterBatches(LedgerShelf& shelf, const std::vector<std::uint64_t>& members);
// store/open_snapshot, balance and so on; store/cold_*: of a store that was just opened. Ledgers
// without members are left out.
void RegisterReads(LedgerShelf& shelf, const std::vector<std::uint64_t>& members);
// engine/submit: from Submit to the completion, with many producers; of the last of `members` only.
void RegisterSubmissions(LedgerShelf& shelf, const std::vector<std::uint64_t>& members);

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_BENCHMARKS_H_
