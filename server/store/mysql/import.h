#ifndef COALITION_SERVER_STORE_MYSQL_IMPORT_H_
#define COALITION_SERVER_STORE_MYSQL_IMPORT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/store/ledger_import.h"
#include "server/store/mysql/connection_pool.h"

namespace coalition::store::mysql {

// The import that a database has.
struct MysqlImportState {
  ImportSource source;
  std::int64_t step = 0;
  bool is_complete = false;
};
absl::StatusOr<std::optional<MysqlImportState>> ReadImport(Connection& connection);

// Every step has the import's row, so that of two processes one fails. Uses a connection of the
// pool for each.
class MysqlImport final : public LedgerImport {
 public:
  // Both outlive it.
  static absl::StatusOr<std::unique_ptr<LedgerImport>> Begin(ConnectionPool& connections,
                                                             std::atomic<bool>& has_network,
                                                             const ImportSource& source,
                                                             const domain::Network& network);

  std::int64_t step() const override { return state_.step; }
  bool is_complete() const override { return state_.is_complete; }
  absl::Status Put(const domain::Changes& rows, std::int64_t step) override;
  absl::Status Complete(const domain::LaneState& lane) override;
  absl::Status Publish() override;

 private:
  MysqlImport(ConnectionPool& connections, std::atomic<bool>& has_network,
              const MysqlImportState& state)
      : connections_(connections), has_network_(has_network), state_(state) {}

  ConnectionPool& connections_;
  std::atomic<bool>& has_network_;
  MysqlImportState state_;
};

// See LedgerStore::DropImport.
absl::Status DropImport(ConnectionPool& connections);

}  // namespace coalition::store::mysql

#endif  // COALITION_SERVER_STORE_MYSQL_IMPORT_H_
