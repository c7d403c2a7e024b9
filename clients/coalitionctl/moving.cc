#include "clients/coalitionctl/moving.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace coalition::ctl {
namespace {

constexpr std::string_view kCommands[] = {"export", "import"};

std::string Coalitiond() {
  const char* variable = std::getenv("COALITIOND");
  if (variable != nullptr && *variable != '\0') return variable;
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "coalitiond";
}

}  // namespace

bool IsMovingCommand(const std::vector<std::string>& arguments) {
  return !arguments.empty() && std::find(std::begin(kCommands), std::end(kCommands),
                                         arguments.front()) != std::end(kCommands);
}

ExitCode GoOnAsCoalitiond(const std::vector<std::string>& arguments, std::ostream& err) {
  std::string program = Coalitiond();
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{program.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  err << "coalitionctl: cannot run " << program << ": " << std::strerror(errno)
      << "; $COALITIOND names another\n";
  return ExitCode::kUsage;
}

}  // namespace coalition::ctl
