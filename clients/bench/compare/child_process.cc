#include "clients/bench/compare/child_process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kCannotExecute = 127;
constexpr std::size_t kComplaintCharsMax = 2'000;
// Between two looks at a file that another process writes.
constexpr milliseconds kFilePollInterval(5);
// Between two questions to a server that starts.
constexpr milliseconds kAnswerPollInterval(100);

bool BecomeAccount(const Account& account) {
  return setgroups(account.groups.size(), account.groups.data()) == 0 &&
         setgid(account.group) == 0 && setuid(account.user) == 0;
}

// Between fork and exec only what is safe in a signal handler may be called.
[[noreturn]] void BecomeProgram(char* const* argv, const Launch& launch, int out, int err,
                                pid_t parent) {
  setpgid(0, 0);
  if (launch.account && !BecomeAccount(*launch.account)) _exit(kCannotExecute);
  // After the change of account, which undoes it.
  prctl(PR_SET_PDEATHSIG, launch.end_signal);
  if (getppid() != parent) _exit(kCannotExecute);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  if (err >= 0) dup2(err, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execv(argv[0], argv);
  _exit(kCannotExecute);
}

int OpenForWriting(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
}

// glibc has no pidfd_open before 2.36.
int OpenProcess(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

std::chrono::microseconds Microseconds(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Exit ExitOf(int status, const rusage& usage) {
  const auto cpu = Microseconds(usage.ru_utime) + Microseconds(usage.ru_stime);
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0, cpu};
  return {-1, WTERMSIG(status), cpu};
}

// `path` is not found by execv as who runs this, but by the account; near enough for a message.
absl::Status CheckExecutable(const std::string& path) {
  if (access(path.c_str(), X_OK) == 0) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
}

absl::Status CheckLives(ChildProcess& server) {
  const auto exit = server.Ended();
  if (!exit) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(exit->ToString(), "; ", server.Complaint()));
}

}  // namespace

std::string Exit::ToString() const {
  return signal != 0 ? absl::StrFormat("ended by signal %d (%s)", signal, strsignal(signal))
                     : absl::StrFormat("exited with %d", code);
}

ChildProcess::ChildProcess(std::string name, std::string folder, const Launch& launch)
    : name_(std::move(name)),
      folder_(std::move(folder)),
      end_signal_(launch.end_signal),
      end_patience_(launch.end_patience) {}

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const std::string& name,
                                                                  const std::string& folder,
                                                                  const Launch& launch) {
  if (absl::Status found = CheckExecutable(launch.program); !found.ok()) return found;
  std::vector<std::string> words{launch.program};
  words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::unique_ptr<ChildProcess> child(new ChildProcess(name, folder, launch));
  const int out = OpenForWriting(folder + "/" + name + ".out");
  const int err = launch.shows_errors ? -1 : OpenForWriting(folder + "/" + name + ".err");
  const pid_t parent = getpid();
  child->pid_ = fork();
  if (child->pid_ == 0) BecomeProgram(argv.data(), launch, out, err, parent);
  close(out);
  if (err >= 0) close(err);
  if (child->pid_ < 0) return absl::UnavailableError(absl::StrCat("fork: ", std::strerror(errno)));
  child->end_fd_ = OpenProcess(child->pid_);
  if (child->end_fd_ < 0) {
    return absl::UnavailableError(absl::StrCat("pidfd_open: ", std::strerror(errno)));
  }
  return child;
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) Stop();
  if (end_fd_ >= 0) close(end_fd_);
}

std::string ChildProcess::out() const { return ReadWholeFile(folder_ + "/" + name_ + ".out"); }
std::string ChildProcess::err() const { return ReadWholeFile(folder_ + "/" + name_ + ".err"); }

std::string ChildProcess::Complaint() const {
  std::string text(absl::StripAsciiWhitespace(err()));
  if (text.size() > kComplaintCharsMax) text = "…" + text.substr(text.size() - kComplaintCharsMax);
  return absl::StrCat(name_, ": ", text.empty() ? "(nothing on stderr)" : text);
}

std::optional<Exit> ChildProcess::Ended() {
  if (exit_) return exit_;
  siginfo_t ended{};
  if (waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
      ended.si_pid == pid_) {
    Reap();
  }
  return exit_;
}

void ChildProcess::Reap() {
  // As long as it is not waited for, nothing else can have its number.
  kill(-pid_, SIGKILL);
  int status = 0;
  rusage usage{};
  while (wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  exit_ = ExitOf(status, usage);
}

bool ChildProcess::WaitForEnd(const Interruption* interruption, milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  while (!Ended()) {
    if (interruption != nullptr && interruption->Happened()) return false;
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds(0)) return false;
    // A negative descriptor is passed over by poll.
    pollfd events[] = {{end_fd_, POLLIN, 0},
                       {interruption != nullptr ? interruption->fd() : -1, POLLIN, 0}};
    poll(events, std::size(events), static_cast<int>(left.count()));
  }
  return true;
}

absl::StatusOr<Exit> ChildProcess::Wait(const Interruption& interruption, milliseconds patience) {
  if (WaitForEnd(&interruption, patience)) return *exit_;
  if (interruption.Happened()) return Interrupted();
  return absl::DeadlineExceededError(
      absl::StrCat(name_, " still runs after ", patience.count() / 1000, " s"));
}

Exit ChildProcess::Stop() {
  if (Ended()) return *exit_;
  kill(pid_, end_signal_);
  if (!WaitForEnd(nullptr, end_patience_)) {
    kill(pid_, SIGKILL);
    Reap();
  }
  return *exit_;
}

absl::StatusOr<Finished> RunToEnd(const std::string& name, const std::string& folder,
                                  const Launch& launch, const Interruption& interruption,
                                  milliseconds patience) {
  auto child = ChildProcess::Start(name, folder, launch);
  if (!child.ok()) return child.status();
  const auto exit = (*child)->Wait(interruption, patience);
  if (!exit.ok()) return exit.status();
  if (exit->Succeeded()) return Finished{(*child)->out(), exit->cpu};
  return absl::InternalError(absl::StrCat(exit->ToString(), "; ", (*child)->Complaint()));
}

absl::StatusOr<std::string> WaitForPortFile(ChildProcess& server, const std::string& path,
                                            const Interruption& interruption,
                                            milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  while (steady_clock::now() < deadline) {
    const std::string content = ReadWholeFile(path);
    if (content.ends_with('\n')) return std::string(absl::StripAsciiWhitespace(content));
    if (absl::Status lives = CheckLives(server); !lives.ok()) return lives;
    if (interruption.HappensWithin(kFilePollInterval)) return Interrupted();
  }
  return absl::DeadlineExceededError(absl::StrCat("does not serve; ", server.Complaint()));
}

absl::Status WaitForAnswer(ChildProcess& server, const std::function<absl::Status()>& ask,
                           const Interruption& interruption, milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  absl::Status last = absl::DeadlineExceededError("was not asked");
  while (steady_clock::now() < deadline) {
    last = ask();
    if (last.ok() || IsInterrupted(last)) return last;
    if (absl::Status lives = CheckLives(server); !lives.ok()) return lives;
    if (interruption.HappensWithin(kAnswerPollInterval)) return Interrupted();
  }
  return last;
}

}  // namespace coalition::bench::compare
