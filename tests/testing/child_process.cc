#include "tests/testing/child_process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "tests/testing/wait_until.h"

namespace coalition::testing_processes {
namespace {

constexpr int kCannotExecute = 127;

// Between fork and exec only what is safe in a signal handler may be called.
[[noreturn]] void BecomeProgram(char* const* argv, int out, int err, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kCannotExecute);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execv(argv[0], argv);
  _exit(kCannotExecute);
}

int OpenForWriting(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
}

Exit ExitOf(int status) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {-1, WTERMSIG(status)};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "coalition-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    std::cerr << "cannot make a temporary folder: " << std::strerror(errno) << "\n";
    std::abort();
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFileOrEmpty(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  return content.str();
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string Exit::ToString() const {
  return signal != 0 ? absl::StrCat("ended by signal ", signal)
                     : absl::StrCat("exited with ", code);
}

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (access(program.c_str(), X_OK) != 0) {
    return absl::NotFoundError(absl::StrCat(program, ": ", std::strerror(errno)));
  }
  std::unique_ptr<ChildProcess> child(new ChildProcess);
  const int out = OpenForWriting(child->folder_.File(kOut));
  const int err = OpenForWriting(child->folder_.File(kErr));
  const pid_t parent = getpid();
  child->pid_ = fork();
  if (child->pid_ == 0) BecomeProgram(argv.data(), out, err, parent);
  close(out);
  close(err);
  if (child->pid_ < 0) {
    return absl::UnavailableError(absl::StrCat("fork: ", std::strerror(errno)));
  }
  return child;
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0 && !Ended()) Kill9();
}

std::optional<Exit> ChildProcess::Ended() {
  if (exit_) return exit_;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == pid_) exit_ = ExitOf(status);
  return exit_;
}

std::optional<Exit> ChildProcess::Wait(std::chrono::milliseconds patience) {
  WaitUntil([&] { return Ended().has_value(); }, patience);
  return exit_;
}

void ChildProcess::Signal(int signal) {
  if (!Ended()) kill(pid_, signal);
}

void ChildProcess::Kill9() {
  if (Ended()) return;
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_ = ExitOf(status);
}

std::string Finished::ToString() const {
  return absl::StrCat(exit ? exit->ToString() : "took too long", "\n--- stdout\n", out,
                      "\n--- stderr\n", err);
}

Finished RunProgram(const std::string& program, const std::vector<std::string>& arguments,
                    std::chrono::milliseconds patience) {
  auto child = ChildProcess::Start(program, arguments);
  if (!child.ok()) return {std::nullopt, "", std::string(child.status().message())};
  const std::optional<Exit> exit = (*child)->Wait(patience);
  return {exit, (*child)->out(), (*child)->err()};
}

}  // namespace coalition::testing_processes
