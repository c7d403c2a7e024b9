#include "server/store/transfer/ledger_digest.h"

#include <cstddef>

#include "absl/strings/escaping.h"

#include "sodium.h"

namespace coalition::store::transfer {

void LedgerDigest::Add(RecordKind kind, std::string_view bytes) {
  const auto kind_byte = static_cast<unsigned char>(kind);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &kind_byte, 1);
  crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  Bytes hash;
  static_assert(sizeof(hash) == crypto_hash_sha256_BYTES);
  crypto_hash_sha256_final(&state, hash.data());
  sodium_add(sum_.data(), hash.data(), sum_.size());
}

std::string LedgerDigest::ToString() const {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(sum_.data()), sum_.size()));
}

}  // namespace coalition::store::transfer
