#ifndef COALITION_TESTS_SIMULATION_STORE_FACTS_H_
#define COALITION_TESTS_SIMULATION_STORE_FACTS_H_

#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/store/ledger_store.h"
#include "tests/simulation/records.h"

namespace coalition::simulation {

// Everything that a store keeps, as the model says it. Holds that are over by `now` and day totals
// of other days are left out: they mean nothing any more.
absl::StatusOr<Facts> ReadFacts(store::LedgerSnapshot& snapshot, const domain::Catalog& catalog,
                                Moment now);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_STORE_FACTS_H_
