#include "server/main/key_files.h"

#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace coalition {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr std::size_t kSecretBytesMax = 4096;

absl::Status Failed(const std::string& what, const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// No value when there is no such file.
absl::StatusOr<std::optional<std::string>> ReadSecret(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    if (errno == ENOENT) return std::optional<std::string>();
    return Failed("cannot read", path);
  }
  struct stat status;
  if (fstat(file.get(), &status) != 0) return Failed("cannot read", path);
  if ((status.st_mode & 0077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is a secret that others may read; run: chmod 600 ", path));
  }
  std::string content(kSecretBytesMax, '\0');
  const ssize_t size = read(file.get(), content.data(), content.size());
  if (size < 0) return Failed("cannot read", path);
  content.resize(static_cast<std::size_t>(size));
  return std::optional(std::string(absl::StripAsciiWhitespace(content)));
}

bool WriteAll(int fd, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t size = write(fd, content.data() + done, content.size() - done);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    done += static_cast<std::size_t>(size);
  }
  return true;
}

void SyncFolderOf(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const FileDescriptor directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.ok()) fsync(directory.get());
}

// The name of a new file beside `path` with this content.
absl::StatusOr<std::string> WriteBeside(const std::string& path, const std::string& content) {
  const std::string temporary = absl::StrCat(path, ".", getpid(), ".tmp");
  const FileDescriptor file(
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
  if (!file.ok() || !WriteAll(file.get(), content) || fsync(file.get()) != 0) {
    const absl::Status failed = Failed("cannot write", temporary);
    unlink(temporary.c_str());
    return failed;
  }
  return temporary;
}

// The secret in `path`, which holds `line` if nobody else made it first.
absl::StatusOr<std::string> CreateSecret(const std::string& path, const std::string& line) {
  const auto temporary = WriteBeside(path, line + "\n");
  if (!temporary.ok()) return temporary.status();
  // Unlike a rename it fails when the file is there.
  const int error = link(temporary->c_str(), path.c_str()) == 0 ? 0 : errno;
  unlink(temporary->c_str());
  if (error == 0) {
    SyncFolderOf(path);
    return line;
  }
  errno = error;
  const absl::Status failed = Failed("cannot write", path);
  if (error != EEXIST) return failed;
  const auto content = ReadSecret(path);
  if (!content.ok()) return content.status();
  return *content ? absl::StatusOr<std::string>(**content) : failed;
}

// The secret in `path`; when there is no such file, `make` says what it is to hold.
absl::StatusOr<std::string> ReadOrCreateSecret(
    const std::string& path, absl::FunctionRef<absl::StatusOr<std::string>()> make) {
  const auto content = ReadSecret(path);
  if (!content.ok()) return content.status();
  if (*content) return **content;
  const auto made = make();
  if (!made.ok()) return made.status();
  return CreateSecret(path, *made);
}

}  // namespace

absl::Status WriteFileAtomically(const std::string& path, const std::string& content) {
  const auto temporary = WriteBeside(path, content);
  if (!temporary.ok()) return temporary.status();
  if (rename(temporary->c_str(), path.c_str()) != 0) {
    const absl::Status failed = Failed("cannot write", path);
    unlink(temporary->c_str());
    return failed;
  }
  SyncFolderOf(path);
  return absl::OkStatus();
}

absl::StatusOr<rpc::ServerKey> ReadOrCreateServerKey(const std::string& path, bool ledger_is_new) {
  const auto hex = ReadOrCreateSecret(path, [&]() -> absl::StatusOr<std::string> {
    if (!ledger_is_new) {
      return absl::FailedPreconditionError(absl::StrCat(
          path,
          " is missing: without the key that this ledger's API keys were hashed with, none of them "
          "works. Restore it, or name it by --server-key-file"));
    }
    const rpc::ServerKey made = rpc::NewServerKey();
    return absl::BytesToHexString({reinterpret_cast<const char*>(made.data()), made.size()});
  });
  if (!hex.ok()) return hex.status();
  rpc::ServerKey key;
  const bool is_hex = hex->find_first_not_of("0123456789abcdef") == std::string::npos;
  const std::string bytes = is_hex ? absl::HexStringToBytes(*hex) : std::string();
  if (bytes.size() != key.size()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " does not hold a server key (64 hex digits)"));
  }
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

absl::StatusOr<rpc::ApiKey> ReadOrCreateApiKey(const std::string& path) {
  const auto text = ReadOrCreateSecret(
      path, []() -> absl::StatusOr<std::string> { return rpc::ApiKey::New().ToString(); });
  if (!text.ok()) return text.status();
  auto key = rpc::ApiKey::Parse(*text);
  if (key) return *key;
  return absl::FailedPreconditionError(absl::StrCat(path, " does not hold an API key"));
}

}  // namespace coalition
