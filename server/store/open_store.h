#ifndef COALITION_SERVER_STORE_OPEN_STORE_H_
#define COALITION_SERVER_STORE_OPEN_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/migration.h"

namespace coalition::store {

struct StoreOptions {
  // For a store that keeps rows in memory which it could read again: how much, about. At least 1
  // MiB.
  std::size_t memory_bytes_max = std::size_t{512} << 20;
  // Of a network that is made; see domain/lanes.h. Only mysql: has more than one.
  int lane_count = 1;
  // Whether a schema that is behind this program's, or absent, is brought up, or is
  // FAILED_PRECONDITION.
  bool migrate = true;
  // Told of each batch how many SQL statements it took, by a store that sends them to a server; on
  // the thread that ended the batch.
  std::function<void(std::int64_t statements)> on_batch = [](std::int64_t) {};
  // Whether a store with an unfinished import may be opened, to go on with it.
  bool for_import = false;
};

// The store of an address:
//   sqlite:DIRECTORY   a folder of this machine, made when it does not exist
//   mysql://USER@HOST:PORT/DATABASE?...   see mysql/server_address.h
//   memory:            this process; gone when it ends
// INVALID_ARGUMENT for anything else, and for lanes that the store cannot have.
absl::StatusOr<std::unique_ptr<LedgerStore>> OpenStore(std::string_view address,
                                                       const StoreOptions& options = {});

// Brings the schema of an address up to this program's, as OpenStore does; made when there is none.
// Several programs may do so at once. INVALID_ARGUMENT for what is no address, and for memory:,
// which has no schema.
absl::Status MigrateSchema(std::string_view address, MigrationVisitor on_applied = kTellNobody);

// How the schema of an address stands. Changes nothing, and makes no file.
absl::StatusOr<SchemaReport> ReadSchema(std::string_view address);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_OPEN_STORE_H_
