#ifndef COALITION_SERVER_STORE_SQLITE_IMPORT_H_
#define COALITION_SERVER_STORE_SQLITE_IMPORT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/ledger_import.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/lane.h"

namespace coalition::store {

// The import that a file has.
struct SqliteImportState {
  ImportSource source;
  std::int64_t step = 0;
  bool is_complete = false;
};
absl::StatusOr<std::optional<SqliteImportState>> ReadImport(Connection& connection);

// What an import uses of its store, which outlives it.
struct SqliteImportGround {
  ConnectionPool& writer;
  SqliteLane& lane;
  Checkpointer& checkpointer;
  std::atomic<bool>& has_network;
};

// Writes rows straight into their tables: nobody reads them before the lane begins.
class SqliteImport final : public LedgerImport {
 public:
  static absl::StatusOr<std::unique_ptr<LedgerImport>> Begin(const SqliteImportGround& ground,
                                                             const ImportSource& source,
                                                             const domain::Network& network);

  std::int64_t step() const override { return state_.step; }
  bool is_complete() const override { return state_.is_complete; }
  absl::Status Put(const domain::Changes& rows, std::int64_t step) override;
  absl::Status Complete(const domain::LaneState& lane) override;
  absl::Status Publish() override;

 private:
  SqliteImport(const SqliteImportGround& ground, const SqliteImportState& state)
      : ground_(ground), state_(state) {}

  const SqliteImportGround ground_;
  SqliteImportState state_;
};

// See LedgerStore::DropImport.
absl::Status DropImport(const SqliteImportGround& ground);

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_IMPORT_H_
