#include "server/main/transfer_report.h"

#include <cstdio>
#include <utility>

#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace coalition {
namespace {

using store::transfer::KindOf;
using store::transfer::NameOf;
using store::transfer::Progress;
using store::transfer::RecordKind;

constexpr std::chrono::milliseconds kTerminalInterval{200};
constexpr std::chrono::seconds kLogInterval{10};
// Back to the line's beginning, and nothing after the line.
constexpr char kRewrite[] = "\r";
constexpr char kClearRest[] = "\x1b[K";
constexpr std::int64_t kBytesPerMib = std::int64_t{1} << 20;

std::string Text(std::string_view text) { return std::string(text); }

double SecondsBetween(std::chrono::steady_clock::time_point from,
                      std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

// 0 before anything can be said of it.
std::int64_t PerSecond(std::int64_t count, double seconds) {
  constexpr double kTooShort = 0.001;
  return seconds < kTooShort ? 0 : static_cast<std::int64_t>(static_cast<double>(count) / seconds);
}

std::string Percent(std::int64_t part, const std::optional<std::int64_t>& whole) {
  if (!whole || *whole <= 0) return "";
  return absl::StrCat(" (", std::min(part * 100 / *whole, std::int64_t{100}), " %)");
}

}  // namespace

TransferReport::TransferReport(std::string verb)
    : verb_(std::move(verb)), is_terminal_(isatty(STDERR_FILENO) == 1) {}

TransferReport::~TransferReport() {
  if (has_line_) std::fputs("\n", stderr);
}

void TransferReport::Show(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (progress.phase != phase_ || progress.phase == Progress::Phase::kSkipping) {
    if (phase_ != progress.phase && progress.phase == Progress::Phase::kProving) {
      records_before_ = 0;
      moving_since_ = now;
    }
    phase_ = progress.phase;
  }
  if (progress.phase == Progress::Phase::kSkipping) {
    records_before_ = progress.counts.Total();
    moving_since_ = now;
  }
  if (now - shown_ < (is_terminal_ ? Clock::duration(kTerminalInterval) : kLogInterval)) return;
  shown_ = now;
  Print(LineOf(progress, now));
}

std::string TransferReport::LineOf(const Progress& progress, Clock::time_point now) const {
  const std::int64_t count = progress.counts[progress.kind];
  std::string line = absl::StrCat(count, " ", Text(NameOf(progress.kind)));
  if (progress.kind == RecordKind::kTransaction) {
    absl::StrAppend(&line, Percent(count, totals_.transactions));
  }
  if (progress.phase == Progress::Phase::kSkipping) {
    return absl::StrCat("there already: ", line, Percent(progress.bytes, totals_.file_bytes));
  }
  const std::int64_t rate =
      PerSecond(progress.counts.Total() - records_before_, SecondsBetween(moving_since_, now));
  if (progress.phase == Progress::Phase::kProving) {
    return absl::StrCat("proving what is there now: ", line, ", ", rate, " records/s");
  }
  return absl::StrCat(verb_, " ", line, ", ", rate, " records/s, ", progress.bytes / kBytesPerMib,
                      " MiB", Percent(progress.bytes, totals_.file_bytes));
}

void TransferReport::Say(const std::string& line) {
  Print(line);
  if (std::exchange(has_line_, false)) std::fputs("\n", stderr);
}

void TransferReport::Print(const std::string& line) {
  if (!is_terminal_) {
    std::fprintf(stderr, "%s\n", line.c_str());
    return;
  }
  std::fprintf(stderr, "%s%s%s", kRewrite, line.c_str(), kClearRest);
  std::fflush(stderr);
  has_line_ = true;
}

void TransferReport::Finish(const store::transfer::FileTrailer& all) {
  for (std::uint64_t number = 1; const auto kind = KindOf(number); ++number) {
    if (all.counts[*kind] == 0) continue;
    Say(absl::StrCat(all.counts[*kind], " ", Text(NameOf(*kind))));
  }
  const double seconds = SecondsBetween(began_, Clock::now());
  Say(absl::StrCat(verb_, " ", all.counts.Total(), " records in ",
                   static_cast<std::int64_t>(seconds * 1000), " ms (",
                   PerSecond(all.counts.Total(), seconds), " records/s), digest ",
                   all.digest.ToString()));
}

}  // namespace coalition
