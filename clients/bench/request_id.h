#ifndef COALITION_CLIENTS_BENCH_REQUEST_ID_H_
#define COALITION_CLIENTS_BENCH_REQUEST_ID_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "clients/bench/random_numbers.h"

namespace coalition::bench {

// The 128 bits of a UUID.
struct RequestId {
  static constexpr std::size_t kTextChars = 36;

  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const RequestId&) const = default;
  // `0190a1b2-…`; allocates only when `text` is shorter.
  void WriteTo(std::string* text) const;
  std::string ToString() const;
};

// How request ids are made.
enum class IdKind {
  // UUIDv7: in time order, to a quarter of a microsecond, over all threads and processes.
  kTimeOrdered,
  // UUIDv4: all over the ledger's index.
  kRandom,
};

// Request ids that no other source gives, up to chance: 62 random bits beside the time, or 122. A
// fraction of the cost of coalition::NewRequestId(), which takes a lock and asks the system for
// randomness each time. Not thread-safe.
class RequestIdSource {
 public:
  RequestIdSource(IdKind kind, std::uint64_t seed) : kind_(kind), random_(seed) {}

  RequestId Next() { return NextAt(std::chrono::system_clock::now().time_since_epoch()); }
  // Ids in time order grow also when the clock stands still or goes back.
  RequestId NextAt(std::chrono::nanoseconds since_epoch);

 private:
  const IdKind kind_;
  RandomNumbers random_;
  // Milliseconds and their 4,096ths.
  std::uint64_t latest_ = 0;
};

// The id of what is done for a member before a benchmark; see network_setup.h. In the order of the
// members of a partner. `step` is from 0 to 15.
RequestId PreparationIdOf(int step, int partner, std::uint32_t member);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_REQUEST_ID_H_
