#ifndef COALITION_TESTS_SDK_FAKE_TIME_H_
#define COALITION_TESTS_SDK_FAKE_TIME_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

#include "partner_sdk/src/environment.h"

namespace coalition::sdk_test {

// Time that passes only when somebody sleeps or a test says so. For one client
// thread; a server's script may let time pass while the client waits for it.
class FakeTime {
 public:
  // What the environment draws when it is asked for a number up to a limit.
  enum class Draw { kNothing, kLimit };

  explicit FakeTime(Draw draw = Draw::kNothing) : draw_(draw) {}

  // This object must outlive it.
  sdk_internal::Environment environment() {
    return {.now = [this] { return std::chrono::steady_clock::time_point(now_.load()); },
            .sleep =
                [this](std::chrono::nanoseconds duration) {
                  sleeps_.push_back(duration);
                  Pass(duration);
                },
            .random_up_to = [this](std::int64_t limit) -> std::int64_t {
              return draw_ == Draw::kLimit ? limit : 0;
            }};
  }

  void Pass(std::chrono::nanoseconds duration) { now_ = now_.load() + duration; }
  const std::vector<std::chrono::nanoseconds>& sleeps() const { return sleeps_; }

 private:
  const Draw draw_;
  std::atomic<std::chrono::nanoseconds> now_{std::chrono::hours(1)};
  std::vector<std::chrono::nanoseconds> sleeps_;
};

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_FAKE_TIME_H_
