// A target without libFuzzer.
//
//   PROGRAM               runs its seeds
//   PROGRAM --write DIR   writes them, for libFuzzer to begin with
//   PROGRAM FILE...       runs these inputs, such as one that libFuzzer saved
#include <fstream>
#include <iostream>
#include <string_view>

#include "tests/fuzz/fuzz_target.h"

namespace coalition::fuzz {
namespace {

void Run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

int Write(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const std::string& seed : Seeds(COALITION_FUZZ_SEEDS)) {
    std::ofstream file(folder / ("seed-" + std::to_string(++number)), std::ios::binary);
    file << seed;
    if (!file.flush()) return 1;
  }
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "--write") return Write(arguments[1]);
  std::vector<std::string> inputs;
  for (const std::string& path : arguments) inputs.push_back(ReadFile(path));
  if (inputs.empty()) inputs = Seeds(COALITION_FUZZ_SEEDS);
  for (const std::string& input : inputs) Run(input);
  std::cout << inputs.size() << " inputs\n";
  return 0;
}

}  // namespace
}  // namespace coalition::fuzz

int main(int argc, char** argv) { return coalition::fuzz::Main({argv + 1, argv + argc}); }
