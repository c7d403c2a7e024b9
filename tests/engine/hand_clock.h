#ifndef COALITION_TESTS_ENGINE_HAND_CLOCK_H_
#define COALITION_TESTS_ENGINE_HAND_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "server/engine/clock.h"
#include "tests/domain/builders.h"

namespace coalition::engine {

// Stands still until somebody moves it. Thread-safe.
class HandClock final : public Clock {
 public:
  domain::Moment Now() const override { return {micros.load()}; }
  std::atomic<std::int64_t> micros{domain::kNoon.micros};
};

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_HAND_CLOCK_H_
