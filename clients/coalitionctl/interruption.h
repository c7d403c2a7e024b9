// Ctrl-C while something goes on that has no end of its own.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include <signal.h>

namespace coalition::ctl {

// While it lives, the first SIGINT or SIGTERM does not end the process but makes one call, on a
// thread of its own; a second one ends the process as ever. One at a time in a process.
class Interruption {
 public:
  explicit Interruption(std::function<void()> call);
  // After it no call comes any more.
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool happened() const { return happened_; }

 private:
  void Wait();

  const std::function<void()> call_;
  std::atomic<bool> happened_ = false;
  // The signal handler, or the destructor, writes what the thread waits for.
  int pipe_[2];
  struct sigaction old_interrupt_;
  struct sigaction old_terminate_;
  std::thread thread_;
};

}  // namespace coalition::ctl
