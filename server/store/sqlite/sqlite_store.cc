#include "server/store/sqlite/sqlite_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "server/domain/check.h"
#include "server/store/journal.h"
#include "server/store/sqlite/batch.h"
#include "server/store/sqlite/catalog_rows.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/migrations.h"
#include "server/store/sqlite/read_ahead.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/snapshot.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

constexpr int kReadersMax = 64;
constexpr domain::LaneId kLane{0};

// A row takes some hundred bytes, so that what is not written yet is a part of the memory. Past a
// quarter of a million, more rows to a round save little, and are what a start has to read.
std::size_t RowsPerRound(std::size_t memory_bytes_max) {
  constexpr std::size_t kBytesPerRow = 2'048;
  constexpr std::size_t kRowsPerRoundMax = 262'144;
  return std::clamp(memory_bytes_max / kBytesPerRow, std::size_t{1}, kRowsPerRoundMax);
}

// A store with little memory, whose rounds are short, has its redos in smaller portions too.
std::size_t RedoBytesPerDeletion(std::size_t memory_bytes_max) {
  constexpr std::size_t kBytesMax = 65'536;
  return std::min(memory_bytes_max / 1'024, kBytesMax);
}

absl::Status CheckOptions(const SqliteOptions& options) {
  if (options.directory.empty()) return absl::InvalidArgumentError("no directory");
  if (options.reader_count < 1 || options.reader_count > kReadersMax) {
    return absl::InvalidArgumentError(absl::StrCat("reader_count is not 1 to ", kReadersMax));
  }
  if (options.busy_timeout_ms < 0) return absl::InvalidArgumentError("busy_timeout_ms below 0");
  if (options.pages_max < 0) return absl::InvalidArgumentError("pages_max below 0");
  if (options.memory_bytes_max < SqliteOptions::kMemoryBytesMin) {
    return absl::InvalidArgumentError(
        absl::StrCat("memory_bytes_max is below ", SqliteOptions::kMemoryBytesMin));
  }
  return absl::OkStatus();
}

absl::Status PrepareSchema(Connection& writer, bool migrate) {
  if (migrate) return Migrate(writer, SqliteMigrations());
  const auto schema = ReadSchema(writer, SqliteMigrations());
  return schema.ok() ? RequireCurrent(*schema) : schema.status();
}

}  // namespace

SqliteStore::SqliteStore(Folder folder, std::size_t memory_bytes_max)
    : folder_(std::move(folder)),
      lane_(kLane, writer_,
            {memory_bytes_max, RowsPerRound(memory_bytes_max),
             RedoBytesPerDeletion(memory_bytes_max)}) {}

absl::StatusOr<std::unique_ptr<LedgerStore>> SqliteStore::Open(const SqliteOptions& options) {
  if (absl::Status valid = CheckOptions(options); !valid.ok()) return valid;
  if (!options.migrate) {
    // Before anything is made. What cannot be read so is looked at once the folder is held.
    const auto schema = ReadFolderSchema(options.directory);
    absl::Status current = schema.ok() ? RequireCurrent(*schema) : absl::OkStatus();
    if (!current.ok()) return current;
  }
  absl::StatusOr<Folder> folder = Folder::Open(options.directory);
  if (!folder.ok()) return folder.status();
  std::unique_ptr<SqliteStore> store(new SqliteStore(*std::move(folder), options.memory_bytes_max));
  if (absl::Status connected = store->Connect(options); !connected.ok()) return connected;
  if (absl::Status known = store->ReadHasNetwork(options.for_import); !known.ok()) return known;
  return std::unique_ptr<LedgerStore>(std::move(store));
}

absl::Status SqliteStore::Connect(const SqliteOptions& options) {
  auto writer = OpenDatabase(folder_, options.busy_timeout_ms, sql::kConfigureWriter);
  if (!writer.ok()) return writer.status();
  if (options.pages_max > 0) {
    absl::Status limited = (*writer)->Execute(absl::StrCat(sql::kMaxPageCount, options.pages_max));
    if (!limited.ok()) return limited;
  }
  if (absl::Status ready = PrepareSchema(**writer, options.migrate); !ready.ok()) return ready;
  (*writer)->CountLogPages();
  writer_.Add(*std::move(writer));
  auto checkpoints = OpenDatabase(folder_, options.busy_timeout_ms, sql::kConfigureWriter);
  if (!checkpoints.ok()) return checkpoints.status();
  checkpointer_ = std::make_unique<Checkpointer>(*std::move(checkpoints));
  auto batch_reader = OpenDatabase(folder_, options.busy_timeout_ms, sql::kConfigureBatchReader);
  if (!batch_reader.ok()) return batch_reader.status();
  batch_readers_.Add(*std::move(batch_reader));

  for (int i = 0; i < options.reader_count; ++i) {
    auto reader = OpenDatabase(folder_, options.busy_timeout_ms, sql::kConfigureReader);
    if (!reader.ok()) return reader.status();
    readers_.Add(*std::move(reader));
  }
  return absl::OkStatus();
}

absl::Status SqliteStore::ReadHasNetwork(bool for_import) {
  std::optional<SqliteImportState> import;
  domain::Network network;
  {
    const ConnectionPool::Lease reader = readers_.Take();
    auto there = ReadImport(*reader);
    if (!there.ok()) return there.status();
    import = *there;
    Cursor rows = reader->Query(sql::kSelectNetwork);
    has_network_ = rows.Next(Body(network)) && !import;
    if (!rows.status().ok()) return rows.status();
  }
  if (import && !for_import) return ImportUnderWay(import->source, import->step);
  return has_network_ || (import && import->is_complete) ? lane_.Recover() : absl::OkStatus();
}

SqliteStore::~SqliteStore() {
  checkpointer_.reset();
  // What is not written now is brought back by its redo; what stays in the log is read from there.
  lane_.WriteAll().IgnoreError();
  // There is no writer when Open failed.
  const ConnectionPool::Lease writer = writer_.TryTake();
  if (writer) writer->Execute(sql::kTakeWholeLog).IgnoreError();
}

absl::Status SqliteStore::CreateNetwork(const domain::Network& network,
                                        const domain::Changes& first) {
  COALITION_CHECK(first.lane.lane == kLane, "the only lane is lane 0");
  domain::Network named = network;
  if (absl::Status known = LoadTimeZone(named); !known.ok()) return known;

  if (absl::Status created = WriteNetwork(network, first); !created.ok()) return created;
  if (absl::Status recovered = lane_.Recover(); !recovered.ok()) return recovered;
  has_network_ = true;
  return absl::OkStatus();
}

absl::Status SqliteStore::WriteNetwork(const domain::Network& network,
                                       const domain::Changes& first) {
  const ConnectionPool::Lease writer = writer_.Take();
  absl::Status status = writer->BeginWrite();
  if (status.ok()) status = InsertNetwork(*writer, network);
  const domain::Window& window = first.lane.open_window;
  if (status.ok()) {
    status = writer->Run(sql::kPutWindow, first.lane.lane, window.id, window.first, window.end,
                         window.opened_at, window.closed_at, window.label);
  }
  if (status.ok()) status = WriteBack::WriteFirst(*writer, first);
  return status.ok() ? writer->Commit() : status;
}

absl::StatusOr<std::shared_ptr<const domain::Catalog>> SqliteStore::LoadCatalog() {
  const ConnectionPool::Lease reader = readers_.Take();
  if (absl::Status begun = reader->BeginRead(); !begun.ok()) return begun;
  return ReadCatalog(*reader);
}

absl::StatusOr<std::unique_ptr<LedgerImport>> SqliteStore::BeginImport(
    const ImportSource& source, const domain::Network& network) {
  return SqliteImport::Begin(import_ground(), source, network);
}

absl::Status SqliteStore::DropImport() { return store::DropImport(import_ground()); }

absl::StatusOr<std::unique_ptr<LedgerBatch>> SqliteStore::BeginBatch(domain::LaneId lane) {
  COALITION_CHECK(lane == kLane, "the only lane is lane 0");
  return SqliteBatch::Begin(lane_, batch_readers_, *checkpointer_);
}

std::unique_ptr<LedgerReadAhead> SqliteStore::ReadAhead(domain::LaneId lane) {
  COALITION_CHECK(lane == kLane, "the only lane is lane 0");
  return SqliteReadAhead::Begin(lane_, batch_readers_, *checkpointer_);
}

absl::StatusOr<std::unique_ptr<LedgerSnapshot>> SqliteStore::OpenSnapshot() {
  ConnectionPool::Lease reader = readers_.Take();
  const std::shared_ptr<SqliteLane::Ground> ground = lane_.ground();
  if (ground == nullptr) return absl::FailedPreconditionError("there is no network yet");
  return SqliteSnapshot::Begin(std::move(reader), domain::LaneId(0),
                               std::shared_ptr<LaneMemory>(ground, &ground->memory));
}

}  // namespace coalition::store
