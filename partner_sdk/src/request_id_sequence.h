#ifndef COALITION_PARTNER_SDK_SRC_REQUEST_ID_SEQUENCE_H_
#define COALITION_PARTNER_SDK_SRC_REQUEST_ID_SEQUENCE_H_

#include <cstdint>
#include <string>

namespace coalition::sdk_internal {

// UUIDv7s that only ever grow (RFC 9562, section 6.2, method 2: within a millisecond the random
// part is increased by a random amount). Not thread-safe.
class RequestIdSequence {
 public:
  struct Entropy {
    std::uint64_t high;
    std::uint64_t low;
  };

  // `unix_ms` may stand still or step back. `entropy` is fresh and uniform.
  std::string Next(std::uint64_t unix_ms, Entropy entropy);

 private:
  void Restart(std::uint64_t unix_ms, Entropy entropy);
  void Increase(std::uint64_t by);

  std::uint64_t unix_ms_ = 0;
  std::uint64_t high_ = 0;  // 12 bits
  std::uint64_t low_ = 0;   // 62 bits
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_REQUEST_ID_SEQUENCE_H_
