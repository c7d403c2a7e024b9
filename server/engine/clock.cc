#include "server/engine/clock.h"

#include <chrono>

namespace coalition::engine {

domain::Moment SystemClock::Now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return domain::Moment{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

}  // namespace coalition::engine
