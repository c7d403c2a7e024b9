#include "clients/bench/compare/work_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr mode_t kOthersMayEnter = 0711;

}  // namespace

absl::StatusOr<std::unique_ptr<WorkFolder>> WorkFolder::Make(const std::string& parent) {
  std::error_code error;
  const std::filesystem::path folder =
      parent.empty() ? std::filesystem::temp_directory_path(error) : std::filesystem::path(parent);
  if (error) return absl::NotFoundError("no folder for temporary files: " + error.message());
  std::string pattern = folder / "coalition-compare-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("cannot make a folder in ", folder.string(), ": ", std::strerror(errno)));
  }
  chmod(pattern.c_str(), kOthersMayEnter);
  return std::unique_ptr<WorkFolder>(new WorkFolder(std::move(pattern)));
}

WorkFolder::~WorkFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error) std::cerr << "cannot delete " << path_ << ": " << error.message() << "\n";
}

std::string ReadWholeFile(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  return content.str();
}

absl::StatusOr<std::int64_t> FreeBytes(const std::string& path) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(path, error);
  if (error) return absl::UnavailableError(absl::StrCat(path, ": ", error.message()));
  return static_cast<std::int64_t>(space.available);
}

void WaitForDisk(const std::string& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  syncfs(folder);
  close(folder);
}

}  // namespace coalition::bench::compare
