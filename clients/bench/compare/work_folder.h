#ifndef COALITION_CLIENTS_BENCH_COMPARE_WORK_FOLDER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_WORK_FOLDER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace coalition::bench::compare {

// A new folder for files that are not kept. It is deleted, with all that is in it, when the object
// goes; whoever writes into it must have ended before.
class WorkFolder {
 public:
  // Within `parent`; empty: the system's folder for temporary files. Others may enter it but not
  // list it: a server that runs as somebody else has its own folder in it.
  static absl::StatusOr<std::unique_ptr<WorkFolder>> Make(const std::string& parent);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  explicit WorkFolder(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

// All of a file; empty when it cannot be read.
std::string ReadWholeFile(const std::string& path);

// What may still be written where `path` is.
absl::StatusOr<std::int64_t> FreeBytes(const std::string& path);

// Lets the disk finish what was written to the file system of `path`, so that the next measurement
// does not pay for it.
void WaitForDisk(const std::string& path);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_WORK_FOLDER_H_
