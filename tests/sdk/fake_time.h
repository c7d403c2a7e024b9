#ifndef COALITION_TESTS_SDK_FAKE_TIME_H_
#define COALITION_TESTS_SDK_FAKE_TIME_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <vector>

#include "partner_sdk/src/environment.h"

namespace coalition::sdk_test {

// Time that passes only when somebody sleeps or a test says so. One client thread sleeps; any
// number wait. A server's script may let time pass while a client sleeps or calls.
class FakeTime {
 public:
  // What the environment draws when it is asked for a number up to a limit.
  enum class Draw { kNothing, kLimit };

  explicit FakeTime(Draw draw = Draw::kNothing) : draw_(draw) {}

  // This object must outlive it.
  sdk_internal::Environment environment() {
    return {.now = [this] { return Now(); },
            .sleep =
                [this](std::chrono::nanoseconds duration) {
                  sleeps_.push_back(duration);
                  Pass(duration);
                },
            .wait = [this](std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
                           sdk_internal::TimePoint until) { Wait(changed, lock, until); },
            .random_up_to = [this](std::int64_t limit) -> std::int64_t {
              return draw_ == Draw::kLimit ? limit : 0;
            }};
  }

  // Nothing that waits may be destroyed meanwhile.
  void Pass(std::chrono::nanoseconds duration) {
    std::list<Waiting> waiting;
    {
      const std::lock_guard guard(mutex_);
      now_ = now_.load() + duration;
      waiting = waiting_;
    }
    for (const Waiting& each : waiting) {
      // It has let go of its lock only when it waits for the notification.
      { const std::lock_guard guard(*each.mutex); }
      each.changed->notify_all();
    }
  }

  // Blocks until a thread waits for the moment that lies exactly `duration` ahead.
  void AwaitWaitFor(std::chrono::nanoseconds duration) {
    std::unique_lock guard(mutex_);
    begun_.wait(guard, [&] {
      return std::any_of(waiting_.begin(), waiting_.end(),
                         [&](const Waiting& each) { return each.until == Now() + duration; });
    });
  }

  void PassOnceWaitedFor(std::chrono::nanoseconds duration) {
    AwaitWaitFor(duration);
    Pass(duration);
  }

  const std::vector<std::chrono::nanoseconds>& sleeps() const { return sleeps_; }

 private:
  struct Waiting {
    std::condition_variable* changed;
    std::mutex* mutex;
    sdk_internal::TimePoint until;
  };

  sdk_internal::TimePoint Now() const { return sdk_internal::TimePoint(now_.load()); }

  void Wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
            sdk_internal::TimePoint until) {
    std::unique_lock guard(mutex_);
    if (until <= Now()) return;
    const auto waiting = waiting_.insert(waiting_.end(), {&changed, lock.mutex(), until});
    begun_.notify_all();
    guard.unlock();
    changed.wait(lock);
    guard.lock();
    waiting_.erase(waiting);
  }

  const Draw draw_;
  std::atomic<std::chrono::nanoseconds> now_{std::chrono::hours(1)};
  std::vector<std::chrono::nanoseconds> sleeps_;
  std::mutex mutex_;
  std::condition_variable begun_;
  std::list<Waiting> waiting_;
};

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_FAKE_TIME_H_
