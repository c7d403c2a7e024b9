#include <fstream>
#include <sstream>

#include "server/domain/check.h"
#include "tests/fuzz/fuzz_target.h"

namespace coalition::fuzz {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  COALITION_CHECK(file.good(), "cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> ReadLines(const std::filesystem::path& path) {
  std::istringstream text(ReadFile(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  COALITION_CHECK(!lines.empty(), "no seeds in " + path.string());
  return lines;
}

}  // namespace coalition::fuzz
