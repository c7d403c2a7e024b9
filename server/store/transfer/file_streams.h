#ifndef COALITION_SERVER_STORE_TRANSFER_FILE_STREAMS_H_
#define COALITION_SERVER_STORE_TRANSFER_FILE_STREAMS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "server/store/transfer/byte_stream.h"

namespace coalition::store::transfer {

// A file descriptor, closed at the end unless it is borrowed.
class Descriptor {
 public:
  Descriptor(int fd, std::string name, bool owned)
      : fd_(fd), name_(std::move(name)), owned_(owned) {}
  Descriptor(Descriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), name_(std::move(other.name_)), owned_(other.owned_) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  int fd() const { return fd_; }
  const std::string& name() const { return name_; }
  // UNAVAILABLE, of errno.
  absl::Status Error(const char* doing) const;
  // Absent for a pipe.
  std::optional<std::int64_t> FileBytes() const;

 private:
  int fd_;
  std::string name_;
  bool owned_;
};

// INVALID_ARGUMENT when there is no such file.
absl::StatusOr<Descriptor> OpenToRead(const std::string& path);
// Makes the file when there is none, readable by its owner only: it has the hashes of API keys.
// FAILED_PRECONDITION when another process has it open for writing.
absl::StatusOr<Descriptor> OpenToWrite(const std::string& path);

// Reads and writes end with CANCELLED soon after `is_stopped` begins to say so, also while they
// wait for the other end of a pipe.
class FileSource final : public ByteSource {
 public:
  FileSource(const Descriptor& file, std::function<bool()> is_stopped)
      : file_(file), is_stopped_(std::move(is_stopped)) {}
  absl::StatusOr<std::size_t> Read(char* bytes, std::size_t size) override;

 private:
  // Small reads are served from here.
  absl::Status Refill();

  const Descriptor& file_;
  const std::function<bool()> is_stopped_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

class FileSink final : public ByteSink {
 public:
  FileSink(const Descriptor& file, std::function<bool()> is_stopped)
      : file_(file), is_stopped_(std::move(is_stopped)) {}
  absl::Status Write(std::string_view bytes) override;
  absl::Status Sync() override;

 private:
  const Descriptor& file_;
  const std::function<bool()> is_stopped_;
};

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_FILE_STREAMS_H_
