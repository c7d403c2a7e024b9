#ifndef COALITION_CLIENTS_BENCH_COMPARE_CHILD_PROCESS_H_
#define COALITION_CLIENTS_BENCH_COMPARE_CHILD_PROCESS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/account.h"
#include "clients/bench/compare/interruption.h"

namespace coalition::bench::compare {

// What to start, and how it is asked to end.
struct Launch {
  // A path; it is not searched for.
  std::string program;
  // Without the program's own name.
  std::vector<std::string> arguments;
  // Absent: as who runs this.
  std::optional<Account> account;
  // At Stop, and when the thread that started it dies before.
  int end_signal = SIGTERM;
  // Between being asked and being killed.
  std::chrono::milliseconds end_patience = std::chrono::seconds(15);
  // What it writes to stderr is shown as it comes, and not kept.
  bool shows_errors = false;
};

// How a process ended, and what it took.
struct Exit {
  // Of exit(); -1 when a signal ended it.
  int code = -1;
  int signal = 0;
  // User and system time of the process and of the children that it waited for.
  std::chrono::microseconds cpu{0};

  bool Succeeded() const { return signal == 0 && code == 0; }
  std::string ToString() const;
};

// One program, started by this process. It does not outlive the object; when the thread that
// started it dies before, the kernel asks it to end. It is in a process group of its own, so that
// the terminal's Ctrl-C does not reach it: its owner decides in which order things end. What is
// left of the group when it ends is killed. Not thread-safe.
class ChildProcess {
 public:
  // `name` tells what it is in messages, and its output is kept in files of that name in `folder`,
  // which must outlive it. Fails when the program cannot be executed.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const std::string& name,
                                                             const std::string& folder,
                                                             const Launch& launch);
  // Stops it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // What it wrote so far.
  std::string out() const;
  std::string err() const;
  // `name: what its stderr ends with`, for failures.
  std::string Complaint() const;

  // Absent while it runs.
  std::optional<Exit> Ended();
  // CANCELLED when interrupted, DEADLINE_EXCEEDED when it still runs then; it goes on in both
  // cases.
  absl::StatusOr<Exit> Wait(const Interruption& interruption, std::chrono::milliseconds patience);
  // Asks it to end, kills it when it does not, and waits.
  Exit Stop();

 private:
  ChildProcess(std::string name, std::string folder, const Launch& launch);

  // Waits for its end, which is at hand, and ends its group with it.
  void Reap();
  // Whether it ended, as far as `interruption` (null: nothing) lets it wait.
  bool WaitForEnd(const Interruption* interruption, std::chrono::milliseconds patience);

  const std::string name_;
  const std::string folder_;
  const int end_signal_;
  const std::chrono::milliseconds end_patience_;
  pid_t pid_ = -1;
  // Readable when the process has ended.
  int end_fd_ = -1;
  std::optional<Exit> exit_;
};

// What a program that ran to its end left.
struct Finished {
  // On stdout.
  std::string out;
  std::chrono::microseconds cpu{0};
};

// Starts it and waits for its end. An error unless it exits with 0 in time; it has ended in any
// case.
absl::StatusOr<Finished> RunToEnd(const std::string& name, const std::string& folder,
                                  const Launch& launch, const Interruption& interruption,
                                  std::chrono::milliseconds patience);

// Waits until a server of ours says where it listens, and returns what the file holds without
// blanks around it. An error when `server` ends before, or takes longer than `patience`.
absl::StatusOr<std::string> WaitForPortFile(ChildProcess& server, const std::string& path,
                                            const Interruption& interruption,
                                            std::chrono::milliseconds patience);

// Asks a server of ours again and again until it answers with OK; every error of `ask` but an
// interruption is taken for "not yet". An error when `server` ends before, or takes longer than
// `patience`: then the last answer.
absl::Status WaitForAnswer(ChildProcess& server, const std::function<absl::Status()>& ask,
                           const Interruption& interruption, std::chrono::milliseconds patience);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_CHILD_PROCESS_H_
