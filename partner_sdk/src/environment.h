#ifndef COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_
#define COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_

#include <chrono>
#include <cstdint>
#include <functional>

namespace coalition::sdk_internal {

// Time and chance as the retry loop sees them, so that a test can do without either. Each function
// is called from any thread.
struct Environment {
  std::function<std::chrono::steady_clock::time_point()> now;
  std::function<void(std::chrono::nanoseconds)> sleep;
  // Uniform from 0 to `limit`, both included; limit >= 0.
  std::function<std::int64_t(std::int64_t limit)> random_up_to;
};

Environment RealEnvironment();

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_ENVIRONMENT_H_
