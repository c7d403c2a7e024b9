#ifndef COALITION_CLIENTS_REPLAY_TEXT_FILE_H_
#define COALITION_CLIENTS_REPLAY_TEXT_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace coalition::replay {

inline constexpr std::size_t kTextFileBytesMax = std::size_t{1} << 30;

// The whole of a file, unpacked when it is gzip. Up to kTextFileBytesMax unpacked bytes. Errors
// name the file: it cannot be read, is damaged or is too long.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_TEXT_FILE_H_
