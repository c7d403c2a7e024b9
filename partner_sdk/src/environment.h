#ifndef COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_
#define COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace coalition::sdk_internal {

using TimePoint = std::chrono::steady_clock::time_point;
// A moment that never comes.
inline constexpr TimePoint kNever = TimePoint::max();

// Time and chance as retries and streams see them, so that a test can do without either. Each
// function is called from any thread.
struct Environment {
  std::function<TimePoint()> now;
  std::function<void(std::chrono::nanoseconds)> sleep;
  // Lets go of `lock` until `changed` is notified or now() has reached `until`; may return earlier.
  std::function<void(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
                     TimePoint until)>
      wait;
  // Uniform from 0 to `limit`, both included; limit >= 0.
  std::function<std::int64_t(std::int64_t limit)> random_up_to;
};

Environment RealEnvironment();

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_
