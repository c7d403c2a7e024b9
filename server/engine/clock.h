#ifndef COALITION_SERVER_ENGINE_CLOCK_H_
#define COALITION_SERVER_ENGINE_CLOCK_H_

#include "server/domain/calendar.h"

namespace coalition::engine {

// What time it is, for everything in the server. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual domain::Moment Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  domain::Moment Now() const override;
};

}  // namespace coalition::engine

#endif  // COALITION_SERVER_ENGINE_CLOCK_H_
