#include "server/store/mysql/mysql_store.h"

#include <chrono>
#include <utility>

#include "server/domain/check.h"
#include "server/store/journal.h"
#include "server/store/mysql/batch.h"
#include "server/store/mysql/catalog_rows.h"
#include "server/store/mysql/changes_writer.h"
#include "server/store/mysql/migrations.h"
#include "server/store/mysql/snapshot.h"

namespace coalition::store::mysql {
namespace {

constexpr domain::LaneId kLane{0};
constexpr std::size_t kReadersMax = 64;

ConnectionPool::Options UpTo(std::size_t connections, const Timeouts& timeouts) {
  ConnectionPool::Options options;
  options.connections_max = connections;
  options.timeouts = timeouts;
  return options;
}

// A change of a large table takes its time; so much, at most.
constexpr std::chrono::hours kMigrationMax{24};

absl::Status BringSchemaUp(const ServerAddress& address, Timeouts timeouts) {
  timeouts.io = kMigrationMax;
  timeouts.idle = kMigrationMax;
  auto connection = Connection::Open(address, timeouts);
  if (!connection.ok()) return connection.status();
  auto guard = Connection::Open(address, timeouts);
  if (!guard.ok()) return guard.status();
  return Migrate(**connection, **guard, MysqlMigrations());
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerStore>> MysqlStore::Open(const MysqlOptions& options) {
  if (options.reader_count < 1 || options.reader_count > kReadersMax) {
    return absl::InvalidArgumentError("reader_count is 1 to 64");
  }
  if (absl::Status up = BringSchemaUp(options.address, options.timeouts); !up.ok()) return up;
  std::unique_ptr<MysqlStore> store(new MysqlStore(options));
  if (absl::Status read = store->ReadHasNetwork(); !read.ok()) return read;
  return store;
}

MysqlStore::MysqlStore(const MysqlOptions& options)
    : on_batch_(options.on_batch),
      readers_(options.address, UpTo(options.reader_count, options.timeouts)),
      lane_(options.address, UpTo(1, options.timeouts)) {}

absl::Status MysqlStore::ReadHasNetwork() {
  auto reader = readers_.Take();
  if (!reader.ok()) return reader.status();
  std::int32_t id = 0;
  Rows rows = (*reader)->Query(SqlText("SELECT id FROM network"));
  has_network_ = rows.Next(id);
  return rows.status();
}

absl::Status MysqlStore::CreateNetwork(const domain::Network& network,
                                       const domain::Changes& first) {
  COALITION_CHECK(first.lane.lane == kLane, "the only lane is lane 0");
  domain::Network named = network;
  if (absl::Status known = LoadTimeZone(named); !known.ok()) return known;
  auto connection = lane_.Take();
  if (!connection.ok()) return connection.status();
  absl::Status status = (*connection)->Begin();
  if (status.ok()) status = WriteNetwork(**connection, network, first);
  if (status.ok()) status = (*connection)->Commit();
  connection->End();
  if (absl::IsAborted(status)) {
    // Perhaps another server was first.
    if (absl::Status read = ReadHasNetwork(); !read.ok()) return read;
    if (has_network_) return absl::FailedPreconditionError("there is a network already");
    return absl::UnavailableError(status.message());
  }
  if (status.ok()) has_network_ = true;
  return status;
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> MysqlStore::LoadCatalog() {
  auto reader = readers_.Take();
  if (!reader.ok()) return reader.status();
  if (absl::Status begun = (*reader)->BeginSnapshot(); !begun.ok()) return begun;
  return ReadCatalog(**reader);
}

absl::StatusOr<std::unique_ptr<LedgerBatch>> MysqlStore::BeginBatch(domain::LaneId lane) {
  COALITION_CHECK(lane == kLane, "the only lane is lane 0");
  auto connection = lane_.Take();
  if (!connection.ok()) return connection.status();
  return MysqlBatch::Begin(*std::move(connection), lane, on_batch_);
}

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> MysqlStore::OpenSnapshot(domain::LaneId lane) {
  COALITION_CHECK(lane == kLane, "the only lane is lane 0");
  auto connection = readers_.Take();
  if (!connection.ok()) return connection.status();
  return MysqlSnapshot::Begin(*std::move(connection), lane);
}

}  // namespace coalition::store::mysql
