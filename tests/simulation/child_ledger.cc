#include "tests/simulation/child_ledger.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace coalition::simulation {
namespace {

// The child is asked by lines `inject STEP EFFECT WAITS`, a program of one step, and `end`; it
// answers `answer SUBMISSION REPLAYED TEXT` for each command, and `done`.
constexpr char kInject[] = "inject";
constexpr char kEnd[] = "end";
constexpr char kAnswer[] = "answer";
constexpr char kDone[] = "done";
// Stands for a line's end within an answer.
constexpr char kLineEnd = '\x01';

std::string Replaced(std::string text, char from, char to) {
  for (char& c : text) c = c == from ? to : c;
  return text;
}

// False when nobody reads any more.
bool WriteAll(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

absl::Status ChildLedger::Start() {
  // A child that died while it was written to is no reason to die.
  signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> in;
  std::array<int, 2> out;
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
    return absl::UnavailableError("no pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  std::array<std::string, 4> arguments{"coalition_simulate", kServeFlag, store_,
                                       std::to_string(batch_commands_max_)};
  std::array<char*, 5> argv{arguments[0].data(), arguments[1].data(), arguments[2].data(),
                            arguments[3].data(), nullptr};
  const int failed = posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  to_child_ = in[1];
  from_child_ = out[0];
  unread_.clear();
  return failed == 0 ? absl::OkStatus() : absl::UnavailableError("the child did not start");
}

void ChildLedger::Stop() {
  if (pid_ < 0) return;
  close(to_child_);
  Reap();
}

void ChildLedger::Reap() {
  // Reads to the end, so that a child that writes can end.
  while (!ReadLine().empty()) {
  }
  close(from_child_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

// Empty at the end; what was cut off there is dropped.
std::string ChildLedger::ReadLine() {
  while (true) {
    const auto end = unread_.find('\n');
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    std::array<char, 65'536> buffer;
    const ssize_t size = read(from_child_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return "";
    unread_.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

ChildLedger::Run ChildLedger::Submit(const Step& step, const std::vector<Injection>& injections,
                                     std::optional<int> kill_after_us) {
  std::string text;
  for (const Injection& injection : injections) {
    text += std::string(kInject) + " " + std::to_string(static_cast<int>(injection.step)) + " " +
            std::to_string(static_cast<int>(injection.effect)) + " " +
            std::to_string(injection.waits ? 1 : 0) + "\n";
  }
  Program program;
  program.steps.push_back(step);
  text += ToText(program) + kEnd + "\n";
  Run run;
  run.answers.resize(step.submissions.size());
  WriteAll(to_child_, text);
  std::thread killer;
  if (kill_after_us) {
    killer = std::thread([pid = pid_, delay = *kill_after_us] {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
      kill(pid, SIGKILL);
    });
  }
  while (true) {
    const std::string line = ReadLine();
    run.died = line.empty();
    if (line.empty() || line == kDone) break;
    std::istringstream words(line);
    std::string word;
    std::size_t submission = 0;
    Answer answer;
    words >> word >> submission >> answer.replayed;
    words.get();
    std::getline(words, answer.text);
    answer.text = Replaced(answer.text, kLineEnd, '\n');
    if (!run.answers[submission]) run.answers[submission].emplace();
    run.answers[submission]->push_back(std::move(answer));
  }
  if (killer.joinable()) {
    killer.join();
    run.died = true;
  }
  if (run.died) {
    close(to_child_);
    Reap();
  }
  return run;
}

int ServeOnStdin(const std::string& store, int batch_commands_max) {
  auto ledger = ServedLedger::Open(store, NetworkSettings{}, batch_commands_max);
  if (!ledger.ok()) {
    std::cerr << ledger.status() << "\n";
    return 1;
  }
  std::vector<Injection> injections;
  std::string text;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.starts_with(kInject)) {
      std::istringstream words(line);
      std::string word;
      int step = 0;
      int effect = 0;
      bool waits = false;
      words >> word >> step >> effect >> waits;
      injections.push_back({static_cast<engine::FaultStore::Step>(step),
                            static_cast<Injection::Effect>(effect), waits});
      continue;
    }
    if (line != kEnd) {
      text += line + "\n";
      continue;
    }
    std::string error;
    const std::optional<Program> program = ParseProgram(text, error);
    if (!program || program->steps.size() != 1) {
      std::cerr << "not understood: " << error << "\n";
      return 1;
    }
    const Step& step = program->steps.front();
    const auto answered = [](std::size_t submission, const std::vector<Answer>& answers) {
      std::string lines;
      for (const Answer& answer : answers) {
        lines += std::string(kAnswer) + " " + std::to_string(submission) +
                 (answer.replayed ? " 1 " : " 0 ") + Replaced(answer.text, '\n', kLineEnd) + "\n";
      }
      WriteAll(STDOUT_FILENO, lines);
    };
    (*ledger)->Run(step.submissions, step.clock, injections, answered);
    WriteAll(STDOUT_FILENO, std::string(kDone) + "\n");
    injections.clear();
    text.clear();
  }
  return 0;
}

}  // namespace coalition::simulation
