#ifndef COALITION_SERVER_MAIN_NETWORK_H_
#define COALITION_SERVER_MAIN_NETWORK_H_

#include <memory>

#include "absl/status/statusor.h"

#include "server/domain/catalog.h"
#include "server/engine/clock.h"
#include "server/main/flags.h"
#include "server/rpc/keys.h"
#include "server/store/ledger_store.h"

namespace coalition {

// The catalog of the store's network, which is created first when there is none: its settings from
// the flags, and the operator's credential from the operator's key file. Of servers that do so at
// the same time one creates it, and the others go on with that network whatever their flags say;
// FAILED_PRECONDITION when it was made with another server key or operator's key than theirs.
absl::StatusOr<std::shared_ptr<const domain::Catalog>> OpenNetwork(store::LedgerStore& store,
                                                                   const Flags& flags,
                                                                   const engine::Clock& clock,
                                                                   const rpc::ServerKey& key);

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_NETWORK_H_
