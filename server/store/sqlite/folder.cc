#include "server/store/sqlite/folder.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace coalition::store {
namespace {

constexpr char kLockFile[] = "/lock";
constexpr char kDatabaseFile[] = "/ledger.db";
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

absl::Status Unavailable(std::string_view doing, const std::string& path, int error) {
  return absl::UnavailableError(absl::StrCat(absl::string_view(doing.data(), doing.size()), " ",
                                             path, ": ", std::generic_category().message(error)));
}

// Until then a crash could lose what was made in it.
absl::Status SyncFolder(const std::string& directory) {
  const int folder = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return Unavailable("cannot open", directory, errno);
  const int result = fsync(folder);
  const int error = errno;
  close(folder);
  return result == 0 ? absl::OkStatus() : Unavailable("cannot sync", directory, error);
}

absl::Status MakeFolder(const std::string& directory) {
  std::filesystem::path above = std::filesystem::path(directory).parent_path();
  if (above.empty()) above = ".";
  std::error_code error;
  std::filesystem::create_directories(above, error);
  if (error) return Unavailable("cannot make", above.string(), error.value());
  if (mkdir(directory.c_str(), kFolderMode) == 0) return SyncFolder(above.string());
  return errno == EEXIST ? absl::OkStatus() : Unavailable("cannot make", directory, errno);
}

}  // namespace

absl::StatusOr<Folder> Folder::Open(const std::string& directory) {
  if (absl::Status made = MakeFolder(directory); !made.ok()) return made;

  const std::string lock_path = directory + kLockFile;
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (lock < 0) return Unavailable("cannot open", lock_path, errno);
  Folder folder(directory, lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Unavailable("cannot lock", lock_path, errno);
    return absl::FailedPreconditionError(
        absl::StrCat("in use by another server: the ledger in ", directory));
  }

  const std::string database_path = folder.DatabasePath();
  const int database = open(database_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (database < 0) return Unavailable("cannot open", database_path, errno);
  close(database);
  if (absl::Status synced = SyncFolder(directory); !synced.ok()) return synced;
  return folder;
}

Folder::~Folder() {
  if (lock_ >= 0) close(lock_);
}

std::string Folder::DatabasePath() const { return DatabasePathIn(directory_); }

std::string Folder::DatabasePathIn(const std::string& directory) {
  return directory + kDatabaseFile;
}

}  // namespace coalition::store
