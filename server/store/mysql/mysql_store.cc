#include "server/store/mysql/mysql_store.h"

#include <utility>

#include "absl/functional/function_ref.h"

#include "server/domain/check.h"
#include "server/domain/lanes.h"
#include "server/store/journal.h"
#include "server/store/mysql/batch.h"
#include "server/store/mysql/catalog_rows.h"
#include "server/store/mysql/changes_writer.h"
#include "server/store/mysql/import.h"
#include "server/store/mysql/migrations.h"
#include "server/store/mysql/rows_of.h"
#include "server/store/mysql/snapshot.h"

namespace coalition::store::mysql {
namespace {

constexpr std::size_t kReadersMax = 64;
// Of servers that start together, on the nodes of a cluster, each may get into the way of another.
constexpr int kCreateAttemptsMax = 10;

ConnectionPool::Options UpTo(std::size_t connections, const Timeouts& timeouts) {
  ConnectionPool::Options options;
  options.connections_max = connections;
  options.timeouts = timeouts;
  return options;
}

absl::Status PrepareSchema(const MysqlOptions& options) {
  if (options.migrate) return MigrateDatabase(options.address, options.timeouts);
  const auto schema = ReadSchema(options.address, options.timeouts);
  return schema.ok() ? RequireCurrent(*schema) : schema.status();
}

// What has done nothing yet. Connections that were idle may have ended, which shows when they are
// used; then it begins anew, until the pool has no old ones left.
template <typename T>
absl::StatusOr<T> Begin(ConnectionPool& connections,
                        absl::FunctionRef<absl::StatusOr<T>(ConnectionPool::Lease)> begin) {
  absl::StatusOr<T> begun = absl::UnavailableError("no connection lives");
  for (std::size_t attempt = 0; attempt <= kReadersMax; ++attempt) {
    auto connection = connections.Take();
    if (!connection.ok()) return connection.status();
    begun = begin(*std::move(connection));
    if (!absl::IsUnavailable(begun.status())) break;
  }
  return begun;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerStore>> MysqlStore::Open(const MysqlOptions& options) {
  if (options.reader_count < 1 || options.reader_count > kReadersMax) {
    return absl::InvalidArgumentError("reader_count is 1 to 64");
  }
  if (options.lane_count < 1 || options.lane_count > domain::kLanesMax) {
    return absl::InvalidArgumentError("lane_count is 1 to 64");
  }
  if (absl::Status ready = PrepareSchema(options); !ready.ok()) return ready;
  std::unique_ptr<MysqlStore> store(new MysqlStore(options));
  if (absl::Status read = store->ReadHasNetwork(options.for_import); !read.ok()) return read;
  return store;
}

MysqlStore::MysqlStore(const MysqlOptions& options)
    : on_batch_(options.on_batch),
      readers_(options.address, UpTo(options.reader_count, options.timeouts)),
      whole_(options.address, UpTo(1, options.timeouts)),
      memory_(options.memory_bytes_max),
      lane_count_(options.lane_count) {
  for (int lane = 0; lane < domain::kLanesMax; ++lane) {
    lanes_.push_back(std::make_unique<ConnectionPool>(options.address, UpTo(1, options.timeouts)));
  }
}

absl::Status MysqlStore::ReadHasNetwork(bool for_import) {
  auto reader = readers_.Take();
  if (!reader.ok()) return reader.status();
  int lanes = 0;
  Rows rows = (*reader)->Query(SqlText("SELECT COUNT(*) FROM lanes"));
  if (!rows.Next(lanes)) return rows.status();
  // After the lanes: an import that is published meanwhile may be missed, but never be served
  // early.
  const auto import = ReadImport(**reader);
  if (!import.ok()) return import.status();
  if (*import && !for_import) return ImportUnderWay((*import)->source, (*import)->step);
  if (lanes > 0) lane_count_ = lanes;
  has_network_ = lanes > 0 && !*import;
  return absl::OkStatus();
}

absl::Status MysqlStore::CreateNetwork(const domain::Network& network,
                                       const domain::Changes& first) {
  COALITION_CHECK(first.lane.lane == domain::LaneId(0), "a network begins with lane 0");
  domain::Changes divided = first;
  divided.lane.lane_count = lane_count();
  domain::Network named = network;
  if (absl::Status known = LoadTimeZone(named); !known.ok()) return known;
  absl::Status status;
  for (int attempt = 0; attempt < kCreateAttemptsMax; ++attempt) {
    status = TryToCreateNetwork(network, divided);
    if (status.ok()) has_network_ = true;
    if (!absl::IsAborted(status)) return status;
    // Perhaps another server was first. Or one on another node brought the schema up meanwhile.
    if (absl::Status read = ReadHasNetwork(false); !read.ok()) return read;
    if (has_network_) return absl::FailedPreconditionError("there is a network already");
  }
  return absl::UnavailableError(status.message());
}

absl::Status MysqlStore::TryToCreateNetwork(const domain::Network& network,
                                            const domain::Changes& first) {
  auto connection = whole_.Take();
  if (!connection.ok()) return connection.status();
  if (absl::Status begun = (*connection)->Begin(); !begun.ok()) return begun;
  absl::Status written = WriteNetwork(**connection, network, first);
  return written.ok() ? (*connection)->Commit() : written;
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> MysqlStore::LoadCatalog() {
  return Begin<std::shared_ptr<const domain::Catalog>>(
      readers_,
      [](ConnectionPool::Lease reader) -> absl::StatusOr<std::shared_ptr<const domain::Catalog>> {
        if (absl::Status begun = reader->BeginSnapshot(); !begun.ok()) return begun;
        return ReadCatalog(*reader);
      });
}

absl::StatusOr<std::unique_ptr<LedgerImport>> MysqlStore::BeginImport(
    const ImportSource& source, const domain::Network& network) {
  auto import = MysqlImport::Begin(whole_, has_network_, source, network);
  if (!absl::IsAborted(import.status())) {
    if (import.ok()) lane_count_ = source.lane_count;
    return import;
  }
  // There is a network's row, or another process was first.
  if (absl::Status read = ReadHasNetwork(true); !read.ok()) return read;
  if (has_network_) return absl::FailedPreconditionError("there is a network already");
  return import;
}

absl::Status MysqlStore::DropImport() { return mysql::DropImport(whole_); }

absl::StatusOr<std::unique_ptr<LedgerBatch>> MysqlStore::BeginBatchOf(
    std::optional<domain::LaneId> lane) {
  ConnectionPool& connections = lane ? *lanes_[lane->value()] : whole_;
  return Begin<std::unique_ptr<LedgerBatch>>(connections, [&](ConnectionPool::Lease connection) {
    return MysqlBatch::Begin(std::move(connection), lane_count(), lane, memory_, on_batch_);
  });
}

absl::StatusOr<std::unique_ptr<LedgerBatch>> MysqlStore::BeginBatch(domain::LaneId lane) {
  COALITION_CHECK(lane.value() < lane_count(), "a lane of the network");
  return BeginBatchOf(lane);
}

absl::StatusOr<std::unique_ptr<LedgerBatch>> MysqlStore::BeginWholeBatch() {
  return BeginBatchOf(std::nullopt);
}

absl::StatusOr<LedgerStore::NamedMembers> MysqlStore::FindMembers(
    const absl::flat_hash_set<domain::Identifier>& identifiers) {
  if (identifiers.empty()) return NamedMembers();
  return Begin<NamedMembers>(
      readers_, [&](ConnectionPool::Lease reader) { return FindMembersBy(*reader, identifiers); });
}

absl::StatusOr<LedgerStore::NamedMembers> MysqlStore::FindMembersBy(
    Connection& connection, absl::flat_hash_set<domain::Identifier> identifiers) {
  const auto revision = ReadNamesRevision(connection);
  if (!revision.ok()) return revision.status();
  NamedMembers found;
  memory_.names().Find(*revision, identifiers, found);
  if (identifiers.empty()) return found;
  const auto read = mysql::FindMembers(connection, identifiers, lane_count());
  if (!read.ok()) return read.status();
  memory_.names().Add(*revision, *read);
  found.insert(read->begin(), read->end());
  return found;
}

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> MysqlStore::OpenSnapshot() {
  return Begin<std::unique_ptr<LedgerSnapshot>>(readers_, [&](ConnectionPool::Lease connection) {
    return MysqlSnapshot::Begin(std::move(connection), lane_count());
  });
}

}  // namespace coalition::store::mysql
