#ifndef COALITION_SERVER_STORE_TRANSFER_BYTE_STREAM_H_
#define COALITION_SERVER_STORE_TRANSFER_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace coalition::store::transfer {

// Where a ledger's file comes from and goes to: files, pipes, and strings in tests. Errors are
// UNAVAILABLE: the disk is full or broken, the other end of the pipe is gone; CANCELLED when the
// program was told to stop.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes; 0 at the end.
  virtual absl::StatusOr<std::size_t> Read(char* bytes, std::size_t size) = 0;
};

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // All of them.
  virtual absl::Status Write(std::string_view bytes) = 0;
  // What was written survives the machine's death, where it can.
  virtual absl::Status Sync() = 0;
};

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_BYTE_STREAM_H_
