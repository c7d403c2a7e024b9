#include "partner_sdk/src/environment.h"

#include <random>
#include <thread>

namespace coalition::sdk_internal {

Environment RealEnvironment() {
  return {
      .now = [] { return std::chrono::steady_clock::now(); },
      .sleep = [](std::chrono::nanoseconds duration) { std::this_thread::sleep_for(duration); },
      .wait =
          [](std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
             TimePoint until) {
            // Waiting until the greatest moment overflows in some libraries.
            until == kNever ? changed.wait(lock) : void(changed.wait_until(lock, until));
          },
      .random_up_to =
          [](std::int64_t limit) {
            thread_local std::minstd_rand generator{std::random_device{}()};
            return std::uniform_int_distribution<std::int64_t>(0, limit)(generator);
          },
  };
}

}  // namespace coalition::sdk_internal
