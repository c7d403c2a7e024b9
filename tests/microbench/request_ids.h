#ifndef COALITION_TESTS_MICROBENCH_REQUEST_IDS_H_
#define COALITION_TESTS_MICROBENCH_REQUEST_IDS_H_

#include <cstdint>
#include <random>
#include <string>

#include "server/domain/calendar.h"

namespace coalition::microbench {

// How a client draws its request ids: UUIDs of version 4, or of version 7, which begin with the
// time. What a store does with its keys depends on it.
enum class RequestIdKind { kRandom, kTimeOrdered };

// Request ids that are the same in every run, as canonical texts. Those in time order are a
// hundred to a millisecond, and in any order within it. Not thread-safe.
class RequestIds {
 public:
  RequestIds(RequestIdKind kind, std::uint64_t seed, domain::Moment first);

  std::string Next();

 private:
  const RequestIdKind kind_;
  const std::uint64_t first_ms_;
  std::mt19937_64 random_;
  std::uint64_t drawn_ = 0;
};

}  // namespace coalition::microbench

#endif  // COALITION_TESTS_MICROBENCH_REQUEST_IDS_H_
