#include "clients/bench/compare/interruption.h"

#include <cstdlib>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace coalition::bench::compare {
namespace {

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

Interruption::Interruption() {
  const sigset_t signals = EndSignals();
  if (pthread_sigmask(SIG_BLOCK, &signals, &mask_before_) != 0) std::abort();
  fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0) std::abort();
}

Interruption::~Interruption() {
  signalfd_siginfo swallowed;
  while (read(fd_, &swallowed, sizeof(swallowed)) == sizeof(swallowed)) {
  }
  close(fd_);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

bool Interruption::Happened() const { return HappensWithin(std::chrono::milliseconds(0)); }

bool Interruption::HappensWithin(std::chrono::milliseconds rest) const {
  pollfd signals{fd_, POLLIN, 0};
  return poll(&signals, 1, static_cast<int>(rest.count())) > 0;
}

absl::Status Interrupted() { return absl::CancelledError("interrupted by a signal"); }

bool IsInterrupted(const absl::Status& status) { return absl::IsCancelled(status); }

}  // namespace coalition::bench::compare
