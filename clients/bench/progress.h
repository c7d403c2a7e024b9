#ifndef COALITION_CLIENTS_BENCH_PROGRESS_H_
#define COALITION_CLIENTS_BENCH_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace coalition::bench {

// Writes a line to stderr each second, on a thread of its own, until it is destroyed: what is going
// on, how many there were so far, and how many a second since the last line. Silent when `quiet`.
class Progress {
 public:
  // `done` is called from that thread.
  Progress(std::string what, std::function<std::int64_t()> done, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void Show(std::stop_token stop);

  const std::string what_;
  const std::function<std::int64_t()> done_;
  std::jthread shower_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_PROGRESS_H_
