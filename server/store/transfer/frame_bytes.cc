#include "server/store/transfer/frame_bytes.h"

#include "sodium.h"

namespace coalition::store::transfer {
namespace {

template <typename T>
void PutLittleEndian(T value, char* bytes) {
  for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(value >> (8 * i));
}
template <typename T>
T LittleEndian(const char* bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
  }
  return value;
}

const unsigned char* Unsigned(const char* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}

}  // namespace

FrameHeadBytes BytesOf(const FrameHead& head) {
  FrameHeadBytes bytes;
  bytes[0] = static_cast<char>(head.type);
  PutLittleEndian(head.number, &bytes[1]);
  PutLittleEndian(head.payload_bytes, &bytes[9]);
  return bytes;
}

FrameHead HeadOf(const FrameHeadBytes& bytes) {
  return {static_cast<std::uint8_t>(bytes[0]), LittleEndian<std::uint64_t>(&bytes[1]),
          LittleEndian<std::uint32_t>(&bytes[9])};
}

FrameChecksum ChecksumOf(const ImportSource::Id& file, const FrameHeadBytes& head,
                         std::string_view payload) {
  FrameChecksum checksum;
  static_assert(sizeof(checksum) >= crypto_generichash_BYTES_MIN);
  static_assert(sizeof(file) >= crypto_generichash_KEYBYTES_MIN);
  crypto_generichash_state state;
  crypto_generichash_init(&state, file.data(), file.size(), checksum.size());
  crypto_generichash_update(&state, Unsigned(head.data()), head.size());
  crypto_generichash_update(&state, Unsigned(payload.data()), payload.size());
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(checksum.data()),
                           checksum.size());
  return checksum;
}

}  // namespace coalition::store::transfer
