#ifndef COALITION_TESTS_TESTING_WAIT_UNTIL_H_
#define COALITION_TESTS_TESTING_WAIT_UNTIL_H_

#include <chrono>
#include <thread>

namespace coalition::testing_processes {

// Between two questions to another process, which cannot wake us.
inline constexpr std::chrono::milliseconds kPollInterval(2);

// Asks until `holds` or until `patience` is over; tells which.
template <typename Condition>
bool WaitUntil(Condition holds, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

}  // namespace coalition::testing_processes

#endif  // COALITION_TESTS_TESTING_WAIT_UNTIL_H_
