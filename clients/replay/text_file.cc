#include "clients/replay/text_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <zlib.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace coalition::replay {
namespace {

struct CloseFile {
  void operator()(gzFile file) const { gzclose(file); }
};
using OpenFile = std::unique_ptr<gzFile_s, CloseFile>;

std::string LastError(gzFile file) {
  int code = Z_OK;
  const char* text = gzerror(file, &code);
  return code == Z_ERRNO ? std::strerror(errno) : text;
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  // Reads what is not gzip as it stands.
  const OpenFile file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) {
    return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  std::string content;
  std::array<char, 1 << 18> chunk;
  for (;;) {
    const int got = gzread(file.get(), chunk.data(), chunk.size());
    if (got < 0) return absl::DataLossError(absl::StrCat(path, ": ", LastError(file.get())));
    if (got == 0) break;
    content.append(chunk.data(), static_cast<std::size_t>(got));
    if (content.size() > kTextFileBytesMax) {
      return absl::OutOfRangeError(
          absl::StrCat(path, ": longer than ", kTextFileBytesMax, " bytes"));
    }
  }
  // A gzip file that was cut off ends quietly but for this.
  int code = Z_OK;
  gzerror(file.get(), &code);
  if (code != Z_OK) return absl::DataLossError(absl::StrCat(path, ": ", LastError(file.get())));
  return content;
}

}  // namespace coalition::replay
