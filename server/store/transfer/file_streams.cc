#include "server/store/transfer/file_streams.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace coalition::store::transfer {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
// POSIX's PIPE_BUF is at least 512; Linux has a page.
constexpr std::size_t kPipeBytes = PIPE_BUF;
// How long nobody looks whether to stop.
constexpr int kStopCheckMs = 100;
constexpr mode_t kFileMode = 0600;

std::string ErrorText() { return std::generic_category().message(errno); }

// Until the descriptor can be read, or written, without waiting. CANCELLED when stopped meanwhile.
absl::Status AwaitReady(const Descriptor& file, short events,
                        const std::function<bool()>& is_stopped) {
  while (!is_stopped()) {
    pollfd wanted{file.fd(), events, 0};
    const int ready = poll(&wanted, 1, kStopCheckMs);
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno != EINTR) return file.Error("wait for");
  }
  return absl::CancelledError("stopped by a signal");
}

}  // namespace

Descriptor::~Descriptor() {
  if (owned_ && fd_ >= 0) close(fd_);
}

absl::Status Descriptor::Error(const char* doing) const {
  return absl::UnavailableError(absl::StrCat("cannot ", doing, " ", name_, ": ", ErrorText()));
}

std::optional<std::int64_t> Descriptor::FileBytes() const {
  struct stat state;
  if (fstat(fd_, &state) != 0 || !S_ISREG(state.st_mode)) return std::nullopt;
  return state.st_size;
}

absl::StatusOr<Descriptor> OpenToRead(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return Descriptor(fd, path, true);
  return absl::InvalidArgumentError(absl::StrCat("cannot open ", path, ": ", ErrorText()));
}

absl::StatusOr<Descriptor> OpenToWrite(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (fd < 0) {
    return absl::InvalidArgumentError(absl::StrCat("cannot open ", path, ": ", ErrorText()));
  }
  Descriptor file(fd, path, true);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return file;
  return absl::FailedPreconditionError(absl::StrCat("another export writes ", path));
}

absl::StatusOr<std::size_t> FileSource::Read(char* bytes, std::size_t size) {
  if (taken_ == buffer_.size()) {
    if (absl::Status refilled = Refill(); !refilled.ok()) return refilled;
  }
  const std::size_t count = std::min(size, buffer_.size() - taken_);
  std::memcpy(bytes, buffer_.data() + taken_, count);
  taken_ += count;
  return count;
}

absl::Status FileSource::Refill() {
  taken_ = 0;
  buffer_.clear();
  absl::Status ready = AwaitReady(file_, POLLIN, is_stopped_);
  if (!ready.ok()) return ready;
  buffer_.resize(kBufferBytes);
  const ssize_t count = read(file_.fd(), buffer_.data(), buffer_.size());
  absl::Status status = count < 0 ? file_.Error("read") : absl::OkStatus();
  buffer_.resize(static_cast<std::size_t>(std::max(count, ssize_t{0})));
  return status;
}

absl::Status FileSink::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    absl::Status ready = AwaitReady(file_, POLLOUT, is_stopped_);
    if (!ready.ok()) return ready;
    // So much a pipe takes at once when it is ready, and a write that blocked could not be stopped.
    const std::size_t part = file_.FileBytes() ? bytes.size() : std::min(bytes.size(), kPipeBytes);
    const ssize_t count = write(file_.fd(), bytes.data(), part);
    if (count < 0) return file_.Error("write");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status FileSink::Sync() {
  if (!file_.FileBytes() || fsync(file_.fd()) == 0) return absl::OkStatus();
  return file_.Error("sync");
}

}  // namespace coalition::store::transfer
