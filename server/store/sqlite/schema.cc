#include "server/store/sqlite/schema.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/folder.h"
#include "server/store/sqlite/migrations.h"
#include "server/store/sqlite/statements.h"

namespace coalition::store {
namespace {

// For another program that locks the database, such as a shell that copies it.
constexpr int kBusyTimeoutMs = 5'000;
// Who else has the folder may be migrating it.
constexpr std::chrono::seconds kFolderPatience{10};
constexpr std::chrono::milliseconds kPauseBetweenLooks{20};

bool IsCurrent(const std::string& directory) {
  const auto report = ReadFolderSchema(directory);
  return report.ok() && report->standing == SchemaStanding::kCurrent;
}

absl::Status MigrateHeld(const Folder& folder, MigrationVisitor on_applied) {
  const auto connection = OpenDatabase(folder, kBusyTimeoutMs, sql::kConfigureWriter);
  if (!connection.ok()) return connection.status();
  return Migrate(**connection, SqliteMigrations(), on_applied);
}

}  // namespace

absl::Status MigrateFolder(const std::string& directory, MigrationVisitor on_applied) {
  const auto give_up_at = std::chrono::steady_clock::now() + kFolderPatience;
  while (true) {
    const absl::StatusOr<Folder> folder = Folder::Open(directory);
    if (folder.ok()) return MigrateHeld(*folder, on_applied);
    if (!absl::IsFailedPrecondition(folder.status())) return folder.status();
    if (IsCurrent(directory)) return absl::OkStatus();
    if (std::chrono::steady_clock::now() >= give_up_at) return folder.status();
    std::this_thread::sleep_for(kPauseBetweenLooks);
  }
}

absl::StatusOr<SchemaReport> ReadFolderSchema(const std::string& directory) {
  const std::string path = Folder::DatabasePathIn(directory);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    if (!error) return AbsentSchema(SqliteMigrations());
    return absl::UnavailableError("cannot read " + path + ": " + error.message());
  }
  const auto connection = Connection::OpenToRead(path, kBusyTimeoutMs);
  if (!connection.ok()) return connection.status();
  return ReadSchema(**connection, SqliteMigrations());
}

}  // namespace coalition::store
