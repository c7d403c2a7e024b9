#include "clients/bench/compare/machine.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

constexpr std::int64_t kDatabaseMemoryMaxMb = 2048;

std::int64_t MemoryBytes() { return std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE); }

std::string Memory() {
  return absl::StrFormat("%.1f GiB", static_cast<double>(MemoryBytes()) / (1 << 30));
}

std::optional<std::string> Kernel() {
  utsname name;
  if (uname(&name) != 0) return std::nullopt;
  return absl::StrCat(name.sysname, " ", name.release);
}

bool IsWithin(absl::string_view path, absl::string_view folder) {
  if (folder == "/") return true;
  return absl::StartsWith(path, folder) &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

void AddIfKnown(std::vector<Fact>& facts, const std::string& name,
                const std::optional<std::string>& value) {
  if (value) facts.emplace_back(name, *value);
}

}  // namespace

std::string CoresText() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool known = sched_getaffinity(0, sizeof(allowed), &allowed) == 0;
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return known && CPU_COUNT(&allowed) != online ? absl::StrCat(CPU_COUNT(&allowed), " of ", online)
                                                : absl::StrCat(online);
}

std::int64_t DatabaseMemoryMb() {
  return std::min(MemoryBytes() / (1 << 20) / 4, kDatabaseMemoryMaxMb);
}

std::optional<std::string> ParseCpuModel(absl::string_view cpuinfo) {
  for (const absl::string_view line : absl::StrSplit(cpuinfo, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (absl::StripAsciiWhitespace(parts.first) != "model name") continue;
    return std::string(absl::StripAsciiWhitespace(parts.second));
  }
  return std::nullopt;
}

std::optional<std::string> ParseFileSystem(absl::string_view mounts, absl::string_view path) {
  std::optional<std::string> found;
  std::size_t longest = 0;
  for (const absl::string_view line : absl::StrSplit(mounts, '\n')) {
    // device folder type options
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ');
    if (fields.size() < 4 || fields[1].size() < longest || !IsWithin(path, fields[1])) continue;
    // A later mount hides an earlier one.
    longest = fields[1].size();
    found = absl::StrCat(fields[2], " (", fields[0], ", ", fields[3], ")");
  }
  return found;
}

std::vector<Fact> MachineFacts(const std::string& folder) {
  std::error_code error;
  const std::string path = std::filesystem::canonical(folder, error);
  std::vector<Fact> facts;
  AddIfKnown(facts, "processor", ParseCpuModel(ReadWholeFile("/proc/cpuinfo")));
  facts.emplace_back("cores", CoresText());
  facts.emplace_back("memory", Memory());
  AddIfKnown(facts, "kernel", Kernel());
  AddIfKnown(facts, "file system", ParseFileSystem(ReadWholeFile("/proc/self/mounts"), path));
  const std::string load = ReadWholeFile("/proc/loadavg");
  facts.emplace_back("load before", load.substr(0, load.find(' ')));
  return facts;
}

}  // namespace coalition::bench::compare
