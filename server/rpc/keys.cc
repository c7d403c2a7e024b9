#include "server/rpc/keys.h"

#include <algorithm>

#include <sodium.h>

#include "server/domain/check.h"

namespace coalition::rpc {
namespace {

constexpr char kCrockford[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kApiKeyPrefix = "coalition_";
constexpr std::size_t kCredentialIdChars = 26;
constexpr std::size_t kSecretChars = 52;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::array<bool, 256> kIsCrockford = [] {
  std::array<bool, 256> is{};
  for (const char c : std::string_view(kCrockford)) is[static_cast<unsigned char>(c)] = true;
  return is;
}();

bool IsCrockford(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kIsCrockford[static_cast<unsigned char>(c)]; });
}

}  // namespace

void StartCryptography() { COALITION_CHECK(sodium_init() >= 0, "libsodium starts"); }

std::array<std::uint8_t, 32> KeyedHash(const ServerKey& key, std::string_view purpose,
                                       std::string_view message) {
  std::array<std::uint8_t, 32> hash;
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), hash.size());
  crypto_generichash_update(&state, Bytes(purpose), purpose.size());
  const unsigned char separator = 0;
  crypto_generichash_update(&state, &separator, 1);
  crypto_generichash_update(&state, Bytes(message), message.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  return hash;
}

std::array<std::uint8_t, 16> Digest(std::string_view message) {
  std::array<std::uint8_t, 16> digest;
  crypto_generichash(digest.data(), digest.size(), Bytes(message), message.size(), nullptr, 0);
  return digest;
}

bool AreEqual(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void FillRandom(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

ServerKey NewServerKey() {
  ServerKey key;
  FillRandom(key);
  return key;
}

std::string RandomText(std::size_t chars) {
  std::string text(chars, '\0');
  FillRandom({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  for (char& c : text) c = kCrockford[static_cast<unsigned char>(c) % 32];
  return text;
}

domain::MemberId NewMemberId(domain::Moment now) {
  std::array<std::uint8_t, 10> random;
  FillRandom(random);
  const auto milliseconds = static_cast<std::uint64_t>(now.micros / 1000);
  domain::MemberId id;
  id.high = milliseconds << 16 | 0x7000u | ((random[0] & 0x0Fu) << 8) | random[1];
  for (std::size_t i = 2; i < random.size(); ++i) id.low = id.low << 8 | random[i];
  id.low = (id.low & 0x3FFF'FFFF'FFFF'FFFFull) | 0x8000'0000'0000'0000ull;
  return id;
}

ApiKey ApiKey::New() { return {RandomText(kCredentialIdChars), RandomText(kSecretChars)}; }

std::optional<ApiKey> ApiKey::Parse(std::string_view text) {
  constexpr std::size_t kLength = kApiKeyPrefix.size() + kCredentialIdChars + 1 + kSecretChars;
  if (text.size() != kLength || !text.starts_with(kApiKeyPrefix)) return std::nullopt;
  text.remove_prefix(kApiKeyPrefix.size());
  const std::string_view id = text.substr(0, kCredentialIdChars);
  const std::string_view secret = text.substr(kCredentialIdChars + 1);
  if (text[kCredentialIdChars] != '_' || !IsCrockford(id) || !IsCrockford(secret)) {
    return std::nullopt;
  }
  return ApiKey{std::string(id), std::string(secret)};
}

std::string ApiKey::ToString() const {
  std::string text;
  text.reserve(kApiKeyPrefix.size() + credential_id.size() + 1 + secret.size());
  return text.append(kApiKeyPrefix).append(credential_id).append("_").append(secret);
}

domain::KeyHash HashOf(const ApiKey& api_key, const ServerKey& server_key) {
  return KeyedHash(server_key, "api key", api_key.ToString());
}

}  // namespace coalition::rpc
