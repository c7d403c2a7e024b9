#include "clients/bench/compare/cpu_time.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

std::chrono::microseconds TicksToTime(std::int64_t ticks) {
  static const std::int64_t ticks_per_second = sysconf(_SC_CLK_TCK);
  return std::chrono::microseconds(ticks * 1'000'000 / ticks_per_second);
}

std::optional<std::int64_t> Sum(const std::vector<absl::string_view>& fields,
                                std::initializer_list<std::size_t> indices) {
  std::int64_t sum = 0;
  for (const std::size_t index : indices) {
    std::int64_t ticks = 0;
    if (index >= fields.size() || !absl::SimpleAtoi(fields[index], &ticks)) return std::nullopt;
    sum += ticks;
  }
  return sum;
}

std::map<pid_t, ProcessTicks> AllProcesses() {
  std::map<pid_t, ProcessTicks> processes;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &pid)) continue;
    const auto stat = ParseProcessStat(ReadWholeFile(entry->path() / "stat"));
    if (stat) processes[pid] = *stat;
  }
  return processes;
}

bool DescendsFrom(pid_t pid, pid_t root, const std::map<pid_t, ProcessTicks>& processes) {
  // Bounded: what is read while processes come and go need not be a tree.
  for (std::size_t steps = 0; steps <= processes.size(); ++steps) {
    if (pid == root) return true;
    const auto process = processes.find(pid);
    if (process == processes.end()) return false;
    pid = process->second.parent;
  }
  return false;
}

}  // namespace

std::optional<ProcessTicks> ParseProcessStat(absl::string_view line) {
  const auto name_end = line.rfind(") ");
  if (name_end == absl::string_view::npos) return std::nullopt;
  // From the third field on: state, parent, …; utime, stime, cutime and cstime are 14 to 17.
  const std::vector<absl::string_view> fields =
      absl::StrSplit(absl::StripAsciiWhitespace(line.substr(name_end + 2)), ' ');
  ProcessTicks process;
  const auto ticks = Sum(fields, {11, 12, 13, 14});
  if (!ticks || !absl::SimpleAtoi(fields[1], &process.parent)) return std::nullopt;
  process.ticks = *ticks;
  return process;
}

std::optional<std::int64_t> ParseBusyTicks(absl::string_view proc_stat) {
  const absl::string_view line = proc_stat.substr(0, proc_stat.find('\n'));
  const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ', absl::SkipEmpty());
  if (fields.empty() || fields[0] != "cpu") return std::nullopt;
  // cpu user nice system idle iowait irq softirq steal.
  return Sum(fields, {1, 2, 3, 6, 7, 8});
}

std::chrono::microseconds CpuTimeOfTree(pid_t root) {
  const std::map<pid_t, ProcessTicks> processes = AllProcesses();
  std::int64_t ticks = 0;
  for (const auto& [pid, process] : processes) {
    if (DescendsFrom(pid, root, processes)) ticks += process.ticks;
  }
  return TicksToTime(ticks);
}

OthersWatch::OthersWatch() : start_(Now()) {}

OthersWatch::Moment OthersWatch::Now() {
  const auto busy = ParseBusyTicks(ReadWholeFile("/proc/stat"));
  return {std::chrono::steady_clock::now(), TicksToTime(busy.value_or(0)), CpuTimeOfTree(getpid())};
}

double OthersWatch::BusyCores() const {
  using Seconds = std::chrono::duration<double>;
  const Moment now = Now();
  const Seconds others = (now.machine - start_.machine) - (now.ours - start_.ours);
  const Seconds span = now.at - start_.at;
  return span > Seconds(0) ? std::max(others / span, 0.0) : 0.0;
}

}  // namespace coalition::bench::compare
