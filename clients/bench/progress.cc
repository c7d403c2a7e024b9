#include "clients/bench/progress.h"

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/bench/clock.h"
#include "clients/bench/compare/number_text.h"

namespace coalition::bench {

Progress::Progress(std::string what, std::function<std::int64_t()> done, bool quiet)
    : what_(std::move(what)), done_(std::move(done)) {
  if (quiet) return;
  shower_ = std::jthread([this](std::stop_token stop) { Show(std::move(stop)); });
}

Progress::~Progress() = default;

void Progress::Show(std::stop_token stop) {
  constexpr std::chrono::seconds kInterval(1);
  const std::int64_t begin_ns = NowNs();
  std::int64_t then_ns = begin_ns;
  std::int64_t then = done_();
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stopped.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); })) {
    const std::int64_t now_ns = NowNs();
    const std::int64_t now = done_();
    const double rate =
        static_cast<double>(now - then) * 1e9 / static_cast<double>(now_ns - then_ns);
    std::cerr << absl::StrCat(what_, " ", (now_ns - begin_ns) / 1'000'000'000,
                              " s: ", compare::WithThousands(static_cast<double>(now)), ", ",
                              compare::WithThousands(rate), "/s\n");
    then_ns = now_ns;
    then = now;
  }
}

}  // namespace coalition::bench
