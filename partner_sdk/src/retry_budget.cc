#include "partner_sdk/src/retry_budget.h"

#include <algorithm>

namespace coalition::sdk_internal {

namespace {

constexpr std::chrono::nanoseconds kAttemptMin = std::chrono::milliseconds(1);

std::chrono::nanoseconds WithinLimits(std::chrono::milliseconds deadline) {
  return std::clamp(deadline, std::chrono::milliseconds(1), kDeadlineMax);
}

}  // namespace

RetryBudget::RetryBudget(const RetryPolicy& policy, TimeLimits limits,
                         const Environment& environment)
    : policy_(policy),
      attempt_limit_(WithinLimits(limits.attempt)),
      environment_(environment),
      deadline_(environment.now() + WithinLimits(limits.call)) {}

std::chrono::nanoseconds RetryBudget::BeginAttempt() {
  ++attempts_;
  return std::max(kAttemptMin, std::min(attempt_limit_, Remaining()));
}

bool RetryBudget::AllowsAnother(const Error& error, std::chrono::nanoseconds wait) const {
  return error.retryable() && attempts_ < policy_.max_attempts && wait < Remaining();
}

bool RetryBudget::WaitForAnother(const Error& error) {
  const std::chrono::nanoseconds wait = NextWait(error);
  if (!AllowsAnother(error, wait)) return false;
  environment_.sleep(wait);
  return true;
}

std::chrono::nanoseconds RetryBudget::NextWait(const Error& error) const {
  std::chrono::nanoseconds longest = policy_.initial_backoff;
  for (int doubled = 1; doubled < attempts_ && longest < policy_.max_backoff; ++doubled) {
    longest *= 2;
  }
  longest = std::min<std::chrono::nanoseconds>(longest, policy_.max_backoff);
  const std::chrono::nanoseconds jitter(environment_.random_up_to(longest.count()));
  return error.retry_delay.value_or(std::chrono::nanoseconds(0)) + jitter;
}

std::chrono::nanoseconds RetryBudget::Remaining() const { return deadline_ - environment_.now(); }

}  // namespace coalition::sdk_internal
