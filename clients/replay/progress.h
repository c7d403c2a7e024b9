#ifndef COALITION_CLIENTS_REPLAY_PROGRESS_H_
#define COALITION_CLIENTS_REPLAY_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <thread>

namespace coalition::replay {

enum class ProgressStyle {
  kNone,
  // A bar that is drawn again and again on one line of a terminal.
  kBar,
  // A line every few seconds, for logs.
  kLines,
};

// `1,204 of 245,903 rows (0.5 %), 2,408 rows/s, 2 min left`.
std::string ProgressText(std::int64_t done, std::int64_t total, std::chrono::milliseconds elapsed);
// `[####      ]`, `width` signs between the brackets.
std::string ProgressBar(std::int64_t done, std::int64_t total, int width);

// Shows how far the run is, on a thread of its own, until it is destroyed.
class Progress {
 public:
  // `out` must outlive it.
  Progress(ProgressStyle style, std::int64_t total, std::ostream& out);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // From any thread.
  void Add(std::int64_t rows) { done_ += rows; }
  std::int64_t done() const { return done_; }
  std::chrono::milliseconds elapsed() const;

 private:
  void Show(std::stop_token stop);
  void Draw(bool last);

  const ProgressStyle style_;
  const std::int64_t total_;
  std::ostream& out_;
  const std::chrono::steady_clock::time_point begin_;
  std::atomic<std::int64_t> done_ = 0;
  std::jthread shower_;
};

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_PROGRESS_H_
