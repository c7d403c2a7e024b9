#ifndef COALITION_SERVER_STORE_MYSQL_MYSQL_STORE_H_
#define COALITION_SERVER_STORE_MYSQL_MYSQL_STORE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

#include "server/store/ledger_store.h"
#include "server/store/mysql/connection_pool.h"
#include "server/store/mysql/lane_memory.h"

namespace coalition::store::mysql {

struct MysqlOptions {
  ServerAddress address;
  // Snapshots that can be open at once, 1 to 64; one more waits.
  std::size_t reader_count = 4;
  Timeouts timeouts = {};
  // Of a network that is made, 1 to domain::kLanesMax; one that is there has its own.
  int lane_count = 1;
  // How much is kept in memory to be read again, about.
  std::size_t memory_bytes_max = std::size_t{512} << 20;
  // Whether Open brings the schema up to this program's, or refuses one that is behind.
  bool migrate = true;
  // Whether a store with an unfinished import may be opened, to go on with it.
  bool for_import = false;
  // Told of each batch that ended how many statements it took, on the thread that ended it.
  std::function<void(std::int64_t statements)> on_batch = [](std::int64_t) {};
};

// A ledger in a database of MariaDB 10.11 or MySQL 8.4 or newer, for any number of servers. What
// it keeps in memory between two batches of a lane holds only as long as nobody else had the lane;
// see LaneMemory.
//
// Each lane, and what needs all of them, has a connection of its own, so that of one process only
// one batch at a time asks the database for the lane. Those that wait for another server's batch
// wait in the database.
class MysqlStore final : public LedgerStore {
 public:
  // UNAVAILABLE when the server cannot be reached, FAILED_PRECONDITION when the schema is newer, or
  // another, or behind and not to be migrated, or an import is not finished.
  static absl::StatusOr<std::unique_ptr<LedgerStore>> Open(const MysqlOptions& options);

  bool is_shared() const override { return true; }
  int lane_count() const override { return lane_count_.load(); }
  absl::Status CreateNetwork(const domain::Network& network, const domain::Changes& first) override;
  absl::StatusOr<std::shared_ptr<const domain::Catalog>> LoadCatalog() override;
  bool HasNetwork() const override { return has_network_.load(); }
  absl::StatusOr<std::unique_ptr<LedgerImport>> BeginImport(
      const ImportSource& source, const domain::Network& network) override;
  absl::Status DropImport() override;
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatch(domain::LaneId lane) override;
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginWholeBatch() override;
  absl::StatusOr<NamedMembers> FindMembers(
      const absl::flat_hash_set<domain::Identifier>& identifiers) override;
  absl::StatusOr<std::unique_ptr<LedgerSnapshot>> OpenSnapshot() override;

 private:
  explicit MysqlStore(const MysqlOptions& options);

  absl::Status ReadHasNetwork(bool for_import);
  // Without a lane: of all.
  absl::StatusOr<std::unique_ptr<LedgerBatch>> BeginBatchOf(std::optional<domain::LaneId> lane);
  // Reads those that are not remembered.
  absl::StatusOr<NamedMembers> FindMembersBy(Connection& connection,
                                             absl::flat_hash_set<domain::Identifier> identifiers);
  // ABORTED as Connection says.
  absl::Status TryToCreateNetwork(const domain::Network& network, const domain::Changes& first);

  const std::function<void(std::int64_t)> on_batch_;
  ConnectionPool readers_;
  // Of what is done across lanes: a batch of all of them, and the making of a network.
  ConnectionPool whole_;
  // As many as there can be; those of lanes that are not there stay empty.
  std::vector<std::unique_ptr<ConnectionPool>> lanes_;
  StoreMemory memory_;
  // Once there is a network both stay.
  std::atomic<bool> has_network_ = false;
  std::atomic<int> lane_count_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_MYSQL_STORE_H_
