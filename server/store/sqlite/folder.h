#ifndef COALITION_SERVER_STORE_SQLITE_FOLDER_H_
#define COALITION_SERVER_STORE_SQLITE_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace coalition::store {

// A ledger's folder, held for this store alone: a second Open of it, in this process or another, is
// FAILED_PRECONDITION. Released on destruction, and by the kernel when the process dies. A process
// that forks without exec shares its hold with the child.
class Folder {
 public:
  // Makes the folder (mode 0700) and what is above it, the lock file and an empty database (0600)
  // where they do not exist.
  static absl::StatusOr<Folder> Open(const std::string& directory);
  Folder(Folder&& other) noexcept
      : directory_(std::move(other.directory_)), lock_(std::exchange(other.lock_, -1)) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  std::string DatabasePath() const;
  static std::string DatabasePathIn(const std::string& directory);

 private:
  Folder(std::string directory, int lock) : directory_(std::move(directory)), lock_(lock) {}

  std::string directory_;
  int lock_;
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_SQLITE_FOLDER_H_
