#include "clients/bench/compare/disk_probe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/bench/compare/spread.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

// 64 MiB: more than a disk's cache gathers between two syncs, and quickly written.
constexpr std::size_t kFilePages = 16'384;

absl::Status DiskError(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// A file that is open as long as the object lives, and then gone.
class ProbeFile {
 public:
  static absl::StatusOr<ProbeFile> Make(const std::string& folder) {
    const std::string path = folder + "/fdatasync-probe";
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return DiskError(path);
    // Without a name it is deleted however this ends.
    unlink(path.c_str());
    return ProbeFile(file);
  }
  ~ProbeFile() {
    if (file_ >= 0) close(file_);
  }
  ProbeFile(ProbeFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  ProbeFile& operator=(ProbeFile&&) = delete;

  absl::Status Write(std::size_t page_number) {
    page_.fill(static_cast<char>('a' + page_number % 26));
    const auto offset = static_cast<off_t>(page_number * kPageBytes);
    if (pwrite(file_, page_.data(), page_.size(), offset) == static_cast<ssize_t>(kPageBytes)) {
      return absl::OkStatus();
    }
    return DiskError("pwrite");
  }

  absl::Status Sync() { return fdatasync(file_) == 0 ? absl::OkStatus() : DiskError("fdatasync"); }

  absl::Status Fill() {
    for (std::size_t page = 0; page < kFilePages; ++page) {
      if (absl::Status written = Write(page); !written.ok()) return written;
    }
    return fsync(file_) == 0 ? absl::OkStatus() : DiskError("fsync");
  }

 private:
  explicit ProbeFile(int file) : file_(file) {}

  int file_;
  std::array<char, kPageBytes> page_{};
};

absl::StatusOr<double> TimeOne(ProbeFile& file, std::size_t page) {
  const auto begin = steady_clock::now();
  if (absl::Status written = file.Write(page); !written.ok()) return written;
  if (absl::Status synced = file.Sync(); !synced.ok()) return synced;
  return Micros(steady_clock::now() - begin).count();
}

Reading Summarise(std::vector<double> times_us, Micros span) {
  std::sort(times_us.begin(), times_us.end());
  Reading reading;
  reading.per_second = static_cast<double>(times_us.size()) / (span.count() / 1e6);
  reading.p50_us = Quantile(times_us, 0.5);
  reading.p99_us = Quantile(times_us, 0.99);
  reading.max_us = times_us.back();
  return reading;
}

}  // namespace

absl::StatusOr<Reading> ProbeDisk(const std::string& folder, SyncKind kind,
                                  std::chrono::milliseconds span,
                                  const Interruption& interruption) {
  auto file = ProbeFile::Make(folder);
  if (!file.ok()) return file.status();
  if (kind == SyncKind::kOverwrite) {
    if (absl::Status filled = file->Fill(); !filled.ok()) return filled;
  }
  std::vector<double> times_us;
  const auto begin = steady_clock::now();
  do {
    if (interruption.Happened()) return Interrupted();
    const std::size_t count = times_us.size();
    const auto time_us = TimeOne(*file, kind == SyncKind::kOverwrite ? count % kFilePages : count);
    if (!time_us.ok()) return time_us.status();
    times_us.push_back(*time_us);
  } while (steady_clock::now() - begin < span);
  return Summarise(std::move(times_us), steady_clock::now() - begin);
}

}  // namespace coalition::bench::compare
