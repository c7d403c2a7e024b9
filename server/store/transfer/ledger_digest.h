#ifndef COALITION_SERVER_STORE_TRANSFER_LEDGER_DIGEST_H_
#define COALITION_SERVER_STORE_TRANSFER_LEDGER_DIGEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/store/transfer/records.h"

namespace coalition::store::transfer {

// The sum, modulo 2^256, of the SHA-256 of each record: its kind in one byte, then its bytes. It
// does not depend on the order of the records, so neither on a store's own order nor on its lanes.
// It tells whether a copy is whole; it is no signature: who may change a file may change its
// digest.
class LedgerDigest {
 public:
  LedgerDigest() = default;

  void Add(RecordKind kind, std::string_view bytes);

  // Little-endian.
  using Bytes = std::array<std::uint8_t, 32>;
  explicit LedgerDigest(const Bytes& sum) : sum_(sum) {}
  const Bytes& bytes() const { return sum_; }
  // In hexadecimal, as stored.
  std::string ToString() const;

  friend bool operator==(const LedgerDigest&, const LedgerDigest&) = default;

 private:
  Bytes sum_{};
};

}  // namespace coalition::store::transfer

#endif  // COALITION_SERVER_STORE_TRANSFER_LEDGER_DIGEST_H_
