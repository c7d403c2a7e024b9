#ifndef COALITION_TESTS_TRANSFER_STRING_STREAMS_H_
#define COALITION_TESTS_TRANSFER_STRING_STREAMS_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "server/store/transfer/byte_stream.h"

namespace coalition::store::transfer {

// Gives a few bytes at a time, as a pipe may.
class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::string_view bytes) : rest_(bytes) {}
  absl::StatusOr<std::size_t> Read(char* bytes, std::size_t size) override {
    constexpr std::size_t kAtOnceMax = 997;
    const std::size_t count = std::min({size, rest_.size(), kAtOnceMax});
    std::memcpy(bytes, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

// A disk that is full after so many bytes.
class StringSink final : public ByteSink {
 public:
  explicit StringSink(std::string bytes = "",
                      std::size_t bytes_max = std::numeric_limits<std::size_t>::max())
      : bytes_(std::move(bytes)), bytes_max_(bytes_max) {}
  absl::Status Write(std::string_view bytes) override {
    bytes_.append(bytes.substr(0, bytes_max_ - bytes_.size()));
    if (bytes_.size() < bytes_max_) return absl::OkStatus();
    return absl::UnavailableError("no space left");
  }
  absl::Status Sync() override { return absl::OkStatus(); }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  const std::size_t bytes_max_;
};

}  // namespace coalition::store::transfer

#endif  // COALITION_TESTS_TRANSFER_STRING_STREAMS_H_
