#ifndef COALITION_SERVER_BASE_THREAD_NAME_H_
#define COALITION_SERVER_BASE_THREAD_NAME_H_

#include <pthread.h>

namespace coalition {

// Names the calling thread for whoever looks at the process (top -H, perf, gdb). At most 15
// characters.
inline void NameThread(const char* name) { pthread_setname_np(pthread_self(), name); }

}  // namespace coalition

#endif  // COALITION_SERVER_BASE_THREAD_NAME_H_
