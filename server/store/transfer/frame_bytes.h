#ifndef COALITION_SERVER_STORE_TRANSFER_FRAME_BYTES_H_
#define COALITION_SERVER_STORE_TRANSFER_FRAME_BYTES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/store/ledger_import.h"

namespace coalition::store::transfer {

// The parts of a frame that FrameWriter and FrameReader share; see frames.h.

inline constexpr std::string_view kMagic = "COALEXP1";
inline constexpr std::size_t kFrameHeadBytes = 1 + 8 + 4;

struct FrameHead {
  std::uint8_t type = 0;
  std::uint64_t number = 0;
  std::uint32_t payload_bytes = 0;
};
using FrameHeadBytes = std::array<char, kFrameHeadBytes>;
FrameHeadBytes BytesOf(const FrameHead& head);
FrameHead HeadOf(const FrameHeadBytes& bytes);

using FrameChecksum = std::array<char, 16>;
FrameChecksum ChecksumOf(const ImportSource::Id& file, const FrameHeadBytes& head,
                         std::string_view payload);

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_FRAME_BYTES_H_
