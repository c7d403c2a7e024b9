#ifndef COALITION_TESTS_TESTING_CHILD_PROCESS_H_
#define COALITION_TESTS_TESTING_CHILD_PROCESS_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/statusor.h"

namespace coalition::testing_processes {

// A folder of its own under the system's temporary folder, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// All of a file, or nothing when it cannot be read.
std::string ReadFileOrEmpty(const std::string& path);
void WriteFile(const std::string& path, const std::string& content);

// How a process ended.
struct Exit {
  // Of exit(); -1 when a signal ended it.
  int code = -1;
  int signal = 0;

  bool operator==(const Exit&) const = default;
  std::string ToString() const;
};

// One program, started by this test. It is killed when the object goes, and by the kernel when the
// thread that started it dies, so a crashed test leaves nothing running. Start it from a thread
// that lives as long as it. What it writes goes to files. Not thread-safe.
class ChildProcess {
 public:
  // `arguments` without the program's own name. Fails when it cannot be started.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(
      const std::string& program, const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // What it wrote so far.
  std::string out() const { return ReadFileOrEmpty(folder_.File(kOut)); }
  std::string err() const { return ReadFileOrEmpty(folder_.File(kErr)); }

  // Absent while it runs.
  std::optional<Exit> Ended();
  // Absent when it still runs after `patience`.
  std::optional<Exit> Wait(std::chrono::milliseconds patience);
  void Signal(int signal);
  // Ends it at once and waits for it.
  void Kill9();

 private:
  static constexpr char kOut[] = "out";
  static constexpr char kErr[] = "err";

  ChildProcess() = default;

  TemporaryFolder folder_;
  pid_t pid_ = -1;
  std::optional<Exit> exit_;
};

// What a program that ran to its end left.
struct Finished {
  // Absent: it was killed for taking too long.
  std::optional<Exit> exit;
  std::string out;
  std::string err;

  bool Succeeded() const { return exit == Exit{0, 0}; }
  // For failure messages.
  std::string ToString() const;
};

Finished RunProgram(const std::string& program, const std::vector<std::string>& arguments,
                    std::chrono::milliseconds patience = std::chrono::minutes(2));

}  // namespace coalition::testing_processes

#endif  // COALITION_TESTS_TESTING_CHILD_PROCESS_H_
