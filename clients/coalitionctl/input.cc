#include "clients/coalitionctl/input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace coalition::ctl {
namespace {

constexpr size_t kTextBytesMax = 64 * 1024 * 1024;
constexpr size_t kKeyCharactersMax = 512;
constexpr size_t kChunkBytes = 64 * 1024;

absl::StatusOr<std::string> ReadAll(std::istream& in, const std::string& name) {
  std::string text;
  std::string chunk(kChunkBytes, '\0');
  while (in) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<size_t>(in.gcount()));
    if (text.size() > kTextBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": is larger than 64 MiB"));
    }
  }
  if (in.bad()) return absl::InvalidArgumentError(absl::StrCat(name, ": cannot be read"));
  return text;
}

bool IsKey(const std::string& key) {
  return !key.empty() && key.size() <= kKeyCharactersMax &&
         std::all_of(key.begin(), key.end(),
                     [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
}

}  // namespace

absl::StatusOr<std::string> ReadText(const std::string& path, std::istream& in) {
  if (path == "-") return ReadAll(in, "standard input");
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  return ReadAll(file, path);
}

absl::StatusOr<std::string> ReadApiKey(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  absl::StatusOr<std::string> key = ReadAll(file, path);
  if (!key.ok()) return key;
  absl::StripAsciiWhitespace(&*key);
  if (!IsKey(*key)) return absl::InvalidArgumentError(absl::StrCat(path, ": holds no API key"));
  return key;
}

}  // namespace coalition::ctl
