#ifndef COALITION_SERVER_STORE_SQLITE_SQLITE_STORE_H_
#define COALITION_SERVER_STORE_SQLITE_SQLITE_STORE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/connection_pool.h"
#include "server/store/sqlite/folder.h"
#include "server/store/sqlite/import.h"
#include "server/store/sqlite/lane.h"

namespace coalition::store {

struct SqliteOptions {
  // Made when it does not exist, readable by its owner only.
  std::string directory;
  // Snapshots that can be open at once, 1 to 64; one more waits.
  int reader_count = 4;
  // How long to wait for another program that locks the database, such as a shell that copies it.
  int busy_timeout_ms = 5'000;
  // Pages of 4 KiB that the database may have; past it a batch is UNAVAILABLE. 0: no limit.
  std::int64_t pages_max = 0;
  // For rows that are likely to be asked for again, and those that the file does not have yet; see
  // WriteBack for what comes on top. At least kMemoryBytesMin.
  std::size_t memory_bytes_max = std::size_t{512} << 20;
  // Whether Open brings the schema up to this program's, or refuses one that is behind.
  bool migrate = true;

  // Whether a store with an unfinished import may be opened, to go on with it.
  bool for_import = false;

  static constexpr std::size_t kMemoryBytesMin = std::size_t{1} << 20;
};

// A ledger in one folder, for one process: one lane, one writer, readers that it does not hold up
// (WAL). A commit returns after fsync (synchronous = FULL). What changes often is authoritative in
// memory and written back later, without ever being in danger: see WriteBack. Copying the folder
// while it is in use is no backup; `sqlite3 ledger.db ".backup ..."` is.
class SqliteStore final : public LedgerStore {
 public:
  // FAILED_PRECONDITION when the folder is in use, has an unfinished import, or its schema is
  // newer, or another, or behind and not to be migrated; INVALID_ARGUMENT for options out of range.
  static absl::StatusOr<std::unique_ptr<LedgerStore>> Open(const SqliteOptions& options);
  // Takes the write-ahead log into the database.
  ~SqliteStore() override;

  int lane_count() const override { return 1; }
  absl::Status CreateNetwork(const domain::Network& network, const domain::Changes& first) override;
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() override;
  bool HasNetwork() const override { return has_network_.load(); }
  absl::StatusOr<std::unique_ptr<LedgerImport>> BeginImport(
      const ImportSource& source, const domain::Network& network) override;
  absl::Status DropImport() override;
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LaneId lane) override;
  std::unique_ptr<LedgerReadAhead> ReadAhead(domain::LaneId lane) override;
  absl::StatusOr<std::unique_ptr<LedgerSnapshot>> OpenSnapshot() override;

 private:
  SqliteStore(Folder folder, std::size_t memory_bytes_max);

  absl::Status Connect(const SqliteOptions& options);
  absl::Status ReadHasNetwork(bool for_import);
  SqliteImportGround import_ground() { return {writer_, lane_, *checkpointer_, has_network_}; }
  absl::Status WriteNetwork(const domain::Network& network, const domain::Changes& first);

  // Ends last, after the connections.
  Folder folder_;
  ConnectionPool readers_;
  ConnectionPool writer_;
  // For batches: of the two that may be under way, one reads.
  ConnectionPool batch_readers_;
  SqliteLane lane_;
  std::unique_ptr<Checkpointer> checkpointer_;
  // Nobody else changes it: the folder is this store's alone.
  std::atomic<bool> has_network_ = false;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_SQLITE_STORE_H_
