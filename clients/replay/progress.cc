#include "clients/replay/progress.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "absl/strings/str_cat.h"

#include "clients/replay/thousands.h"

namespace coalition::replay {
namespace {

constexpr std::chrono::milliseconds kBarInterval(200);
constexpr std::chrono::milliseconds kLineInterval(3'000);
constexpr int kBarWidth = 24;

std::string TimeText(std::int64_t seconds) {
  if (seconds < 90) return absl::StrCat(seconds, " s");
  return absl::StrCat((seconds + 30) / 60, " min");
}

}  // namespace

std::string ProgressText(std::int64_t done, std::int64_t total, std::chrono::milliseconds elapsed) {
  const std::int64_t per_mille = total == 0 ? 1000 : done * 1000 / total;
  std::string text = absl::StrCat(Thousands(done), " of ", Thousands(total), " rows (",
                                  per_mille / 10, ".", per_mille % 10, " %)");
  const std::int64_t per_second = elapsed.count() == 0 ? 0 : done * 1000 / elapsed.count();
  if (per_second == 0) return text;
  return absl::StrCat(text, ", ", Thousands(per_second), " rows/s, ",
                      TimeText((total - done) / per_second), " left");
}

std::string ProgressBar(std::int64_t done, std::int64_t total, int width) {
  const auto filled = static_cast<std::size_t>(total == 0 ? width : done * width / total);
  std::string bar(static_cast<std::size_t>(width), ' ');
  std::fill_n(bar.begin(), filled, '#');
  return absl::StrCat("[", bar, "]");
}

Progress::Progress(ProgressStyle style, std::int64_t total, std::ostream& out)
    : style_(style), total_(total), out_(out), begin_(std::chrono::steady_clock::now()) {
  if (style_ == ProgressStyle::kNone) return;
  shower_ = std::jthread([this](std::stop_token stop) { Show(std::move(stop)); });
}

Progress::~Progress() {
  if (!shower_.joinable()) return;
  shower_.request_stop();
  shower_.join();
  Draw(/*last=*/true);
}

std::chrono::milliseconds Progress::elapsed() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin_);
}

void Progress::Show(std::stop_token stop) {
  const auto interval = style_ == ProgressStyle::kBar ? kBarInterval : kLineInterval;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stopped.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) {
    Draw(/*last=*/false);
  }
}

void Progress::Draw(bool last) {
  const std::int64_t done = done_;
  const std::string text = ProgressText(done, total_, elapsed());
  if (style_ == ProgressStyle::kLines) {
    out_ << text << std::endl;
    return;
  }
  constexpr char kToLineStartAndErase[] = "\r\x1b[K";
  out_ << kToLineStartAndErase << ProgressBar(done, total_, kBarWidth) << ' ' << text
       << (last ? "\n" : "") << std::flush;
}

}  // namespace coalition::replay
