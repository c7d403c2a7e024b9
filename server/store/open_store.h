#ifndef COALITION_SERVER_STORE_OPEN_STORE_H_
#define COALITION_SERVER_STORE_OPEN_STORE_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"

namespace coalition::store {

struct StoreOptions {
  // For a store that keeps rows in memory which it could read again: how much, about. At least 1
  // MiB.
  std::size_t memory_bytes_max = std::size_t{512} << 20;
  // Of a network that is made; see domain/lanes.h. Only mysql: has more than one.
  int lane_count = 1;
};

// The store of an address:
//   sqlite:DIRECTORY   a folder of this machine, made when it does not exist
//   mysql://USER@HOST:PORT/DATABASE?...   see mysql/server_address.h
//   memory:            this process; gone when it ends
// INVALID_ARGUMENT for anything else, and for lanes that the store cannot have.
absl::StatusOr<std::unique_ptr<LedgerStore>> OpenStore(std::string_view address,
                                                       const StoreOptions& options = {});

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_OPEN_STORE_H_
