#include "clients/coalitionctl/interruption.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <unistd.h>

namespace coalition::ctl {
namespace {

constexpr char kSignalled = 's';
constexpr char kDone = 'd';

std::atomic<int> pipe_of_handler = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler uses it");

void Write(int pipe, char byte) {
  // A pipe that has no room for one byte has one that was not read yet.
  while (::write(pipe, &byte, 1) < 0 && errno == EINTR) {
  }
}

void OnSignal(int) {
  const int error_before = errno;
  Write(pipe_of_handler, kSignalled);
  errno = error_before;
}

}  // namespace

Interruption::Interruption(std::function<void()> call) : call_(std::move(call)) {
  if (::pipe(pipe_) != 0) std::abort();
  pipe_of_handler = pipe_[1];
  thread_ = std::thread([this] { Wait(); });
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, &old_interrupt_);
  ::sigaction(SIGTERM, &action, &old_terminate_);
}

Interruption::~Interruption() {
  ::sigaction(SIGINT, &old_interrupt_, nullptr);
  ::sigaction(SIGTERM, &old_terminate_, nullptr);
  Write(pipe_[1], kDone);
  thread_.join();
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

void Interruption::Wait() {
  while (true) {
    char byte = 0;
    const ssize_t count = ::read(pipe_[0], &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count != 1 || byte == kDone) return;
    happened_ = true;
    call_();
  }
}

}  // namespace coalition::ctl
