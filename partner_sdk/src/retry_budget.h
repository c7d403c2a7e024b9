#ifndef COALITION_PARTNER_SDK_SRC_RETRY_BUDGET_H_
#define COALITION_PARTNER_SDK_SRC_RETRY_BUDGET_H_

#include <chrono>

#include "coalition/error.h"
#include "coalition/options.h"
#include "partner_sdk/src/environment.h"

namespace coalition::sdk_internal {

inline constexpr std::chrono::milliseconds kDeadlineMax = std::chrono::hours(24);

// How long one call may take, and each of its attempts.
struct TimeLimits {
  std::chrono::milliseconds call;
  std::chrono::milliseconds attempt;
};

// What one call of the public interface, one posting of a stream or one outage of a watch may still
// spend on attempts and waits. The only place that decides whether something is sent again. Not
// thread-safe; outlived by what it was made from.
class RetryBudget {
 public:
  RetryBudget(const RetryPolicy& policy, TimeLimits limits, const Environment& environment);

  // Counts an attempt and answers how long it may take; always positive.
  std::chrono::nanoseconds BeginAttempt();

  // How long to wait before an attempt that follows the one that failed with `error`; random.
  std::chrono::nanoseconds NextWait(const Error& error) const;

  // Whether an attempt may follow the one that failed with `error`, after `wait`.
  bool AllowsAnother(const Error& error, std::chrono::nanoseconds wait) const;

  // Whether another attempt may follow the one that failed with `error`. If so, the wait before it
  // is over when this returns.
  bool WaitForAnother(const Error& error);

  int attempts() const { return attempts_; }
  TimePoint deadline() const { return deadline_; }

 private:
  std::chrono::nanoseconds Remaining() const;

  const RetryPolicy& policy_;
  const std::chrono::nanoseconds attempt_limit_;
  const Environment& environment_;
  const TimePoint deadline_;
  int attempts_ = 0;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_RETRY_BUDGET_H_
