#ifndef COALITION_TESTS_FUZZ_FUZZ_TARGET_H_
#define COALITION_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// A target is one *_target.cc: a function of any bytes, after which nothing is broken. What it
// finds ends the process, by COALITION_CHECK or a sanitizer. It is linked to run_seeds.cc in every
// build, and to libFuzzer with preset `fuzz`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace coalition::fuzz {

// The inputs to begin with, made of the texts in `folder`, which is tests/fuzz/seeds. Each target
// defines it, and checks here that its seeds are still good for something.
std::vector<std::string> Seeds(const std::filesystem::path& folder);

std::string ReadFile(const std::filesystem::path& path);
// Without empty lines and those that begin with '#'.
std::vector<std::string> ReadLines(const std::filesystem::path& path);

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_FUZZ_TARGET_H_
