#ifndef COALITION_SERVER_RPC_KEYS_H_
#define COALITION_SERVER_RPC_KEYS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/domain/catalog.h"

namespace coalition::rpc {

// Call once before anything here; crashes when libsodium cannot start.
void StartCryptography();

// The server's own secret: hashes of API keys and signatures of quotes are keyed with it. It is
// kept beside the ledger, not in it, so that a copy of the ledger alone lets nobody guess a key.
using ServerKey = std::array<std::uint8_t, 32>;

// Keyed BLAKE2b. `purpose` keeps one use's results apart from another's.
std::array<std::uint8_t, 32> KeyedHash(const ServerKey& key, std::string_view purpose,
                                       std::string_view message);
// BLAKE2b without a key.
std::array<std::uint8_t, 16> Digest(std::string_view message);
// In constant time.
bool AreEqual(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

void FillRandom(std::span<std::uint8_t> bytes);
ServerKey NewServerKey();
// `chars` characters of Crockford's base 32, five random bits each.
std::string RandomText(std::size_t chars);
// RFC 9562, version 7: `now` in milliseconds and 74 random bits.
domain::MemberId NewMemberId(domain::Moment now);

// An API key as its owner holds it: coalition_<credential id>_<secret>.
struct ApiKey {
  std::string credential_id;
  std::string secret;

  // 128 random bits of id, 256 of secret.
  static ApiKey New();
  static std::optional<ApiKey> Parse(std::string_view text);
  std::string ToString() const;
};

domain::KeyHash HashOf(const ApiKey& api_key, const ServerKey& server_key);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_KEYS_H_
