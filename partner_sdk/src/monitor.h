#ifndef COALITION_PARTNER_SDK_SRC_MONITOR_H_
#define COALITION_PARTNER_SDK_SRC_MONITOR_H_

#include <condition_variable>
#include <mutex>

namespace coalition::sdk_internal {

// What a stream and its calls share. The mutex guards the state of all of them; whoever changes
// some of it that another thread may wait for notifies.
struct Monitor {
  std::mutex mutex;
  std::condition_variable changed;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_MONITOR_H_
