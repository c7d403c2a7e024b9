#ifndef COALITION_SERVER_DOMAIN_CHECK_H_
#define COALITION_SERVER_DOMAIN_CHECK_H_

#include <string_view>

namespace coalition::domain {

// Prints what is known and ends the process. A broken invariant must not reach the disk.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              std::string_view what);

}  // namespace coalition::domain

// For invariants only; what outsiders can cause is a Rejection. `what` is evaluated on failure
// only.
#define COALITION_CHECK(condition, what) \
  (static_cast<bool>(condition)          \
       ? static_cast<void>(0)            \
       : ::coalition::domain::CheckFailed(__FILE__, __LINE__, #condition, (what)))

#endif  // COALITION_SERVER_DOMAIN_CHECK_H_
