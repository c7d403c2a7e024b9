#include "server/store/archive.h"

namespace coalition::store {

std::uint64_t Reader::Varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = Byte();
    const std::uint64_t group = byte & 0x7F;
    const bool is_last = byte < 0x80;
    const bool overlong = is_last && group == 0 && shift > 0;
    if (!ok_ || overlong || group << shift >> shift != group) break;
    value |= group << shift;
    if (is_last) return value;
  }
  Fail();
  return 0;
}

}  // namespace coalition::store
