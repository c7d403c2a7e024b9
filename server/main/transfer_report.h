#ifndef COALITION_SERVER_MAIN_TRANSFER_REPORT_H_
#define COALITION_SERVER_MAIN_TRANSFER_REPORT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "server/store/transfer/frames.h"
#include "server/store/transfer/progress.h"

namespace coalition {

// Says on standard error how far a moving is: on a terminal in one line that changes, elsewhere in
// a line every ten seconds.
class TransferReport {
 public:
  // What is known of the whole, each of one phase.
  struct Totals {
    std::optional<std::int64_t> file_bytes;
    std::optional<std::int64_t> transactions;
  };
  // `verb` as in "exported".
  explicit TransferReport(std::string verb);
  ~TransferReport();
  TransferReport(const TransferReport&) = delete;
  TransferReport& operator=(const TransferReport&) = delete;

  void Expect(const Totals& totals) { totals_ = totals; }
  void Show(const store::transfer::Progress& progress);
  // In one line, of something that takes its time.
  void Say(const std::string& line);
  // What came of it, kind by kind.
  void Finish(const store::transfer::FileTrailer& all);

 private:
  using Clock = std::chrono::steady_clock;

  std::string LineOf(const store::transfer::Progress& progress, Clock::time_point now) const;
  void Print(const std::string& line);

  const std::string verb_;
  const bool is_terminal_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point shown_ = began_;
  Totals totals_;
  // Records before this program moved any, and since when it does.
  std::int64_t records_before_ = 0;
  Clock::time_point moving_since_ = began_;
  store::transfer::Progress::Phase phase_ = store::transfer::Progress::Phase::kMoving;
  bool has_line_ = false;
};

}  // namespace coalition

#endif  // COALITION_SERVER_MAIN_TRANSFER_REPORT_H_
