#ifndef COALITION_CLIENTS_BENCH_COMPARE_INTERRUPTION_H_
#define COALITION_CLIENTS_BENCH_COMPARE_INTERRUPTION_H_

#include <chrono>

#include <signal.h>

#include "absl/status/status.h"

namespace coalition::bench::compare {

// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process: they become readable here,
// once and for good. Whoever waits for something long waits for `fd` too, and gives up with
// Interrupted(). Make one, on the main thread, before other threads start.
class Interruption {
 public:
  Interruption();
  // Swallows the signal that came, so that the process ends in its own way.
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool Happened() const;
  // Readable from the moment on that a signal came. Never read from it.
  int fd() const { return fd_; }

  // Rests, unless it happens: then at once. Tells whether it happened.
  bool HappensWithin(std::chrono::milliseconds rest) const;

 private:
  sigset_t mask_before_;
  int fd_ = -1;
};

absl::Status Interrupted();
bool IsInterrupted(const absl::Status& status);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_INTERRUPTION_H_
