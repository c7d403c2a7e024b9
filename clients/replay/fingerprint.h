#ifndef COALITION_CLIENTS_REPLAY_FINGERPRINT_H_
#define COALITION_CLIENTS_REPLAY_FINGERPRINT_H_

#include <cstdint>
#include <string_view>

namespace coalition::replay {

// FNV-1a of 64 bits over `text`, going on from what came `before`, and finished so that its low
// bits vary too: the same everywhere and for ever, unlike std::hash. Request ids and partners'
// settings are made of it; never change it.
constexpr std::uint64_t Fingerprint(std::string_view text, std::uint64_t before = 0) {
  std::uint64_t hash = 0xcbf29ce484222325 ^ before;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ (hash >> 32);
}

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_FINGERPRINT_H_
