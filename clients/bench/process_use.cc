#include "clients/bench/process_use.h"

#include <fstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "clients/bench/compare/cpu_time.h"
#include "clients/bench/compare/work_folder.h"

namespace coalition::bench {
namespace {

std::string ProcessFile(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

std::optional<std::int64_t> CpuUsOfOne(pid_t pid) {
  const auto process = compare::ParseProcessStat(compare::ReadWholeFile(ProcessFile(pid, "stat")));
  if (!process) return std::nullopt;
  return process->ticks * (1'000'000 / sysconf(_SC_CLK_TCK));
}

std::optional<std::int64_t> ResidentBytesOfOne(pid_t pid) {
  std::ifstream file(ProcessFile(pid, "statm"));
  std::int64_t all_pages = 0;
  std::int64_t resident_pages = 0;
  if (!(file >> all_pages >> resident_pages)) return std::nullopt;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

std::optional<std::int64_t> SumOver(const std::vector<pid_t>& pids,
                                    std::optional<std::int64_t> (*figure_of)(pid_t)) {
  if (pids.empty()) return std::nullopt;
  std::int64_t sum = 0;
  for (const pid_t pid : pids) {
    const auto figure = figure_of(pid);
    if (!figure) return std::nullopt;
    sum += *figure;
  }
  return sum;
}

}  // namespace

std::optional<std::int64_t> CpuUsOf(const std::vector<pid_t>& pids) {
  return SumOver(pids, CpuUsOfOne);
}

std::optional<std::int64_t> ResidentBytesOf(const std::vector<pid_t>& pids) {
  return SumOver(pids, ResidentBytesOfOne);
}

std::int64_t OwnCpuUs() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec;
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace coalition::bench
