// coalition_simulate: random lives of a network, against the real engine and store and a model.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "tests/simulation/child_ledger.h"
#include "tests/simulation/driver.h"
#include "tests/simulation/generator.h"
#include "tests/simulation/shrink.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::simulation {
namespace {

constexpr char kDescription[] =
    "Runs random programs of commands, faults and jumps of the clock against the real engine and "
    "store\n"
    "and against a model that shares no code with them, and compares every answer and everything "
    "kept.\n"
    "A seed makes the same program on every machine.";

struct Flags {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 1;
  int jobs = 1;
  int commands = 2'000;
  std::string store = "sqlite";
  int lanes = 1;
  bool kill = false;
  int shrink_tries = 500;
  std::string file;
  bool print = false;
  bool counts = false;
  bool quiet = false;
};

// So that a report can be run as it stands.
std::string AsComment(const std::string& text) {
  std::istringstream lines(text);
  std::string comment;
  for (std::string line; std::getline(lines, line);) comment += "# " + line + "\n";
  return comment;
}

// The shared MariaDB of tests, or one of its own; which is not thread-safe.
std::string NewDatabase() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return testing_processes::PrivateMariadb::Shared().FreshDatabase();
}

RunOptions OptionsOf(const Flags& flags) {
  RunOptions options;
  if (flags.store == "mysql") options.new_store = NewDatabase;
  if (flags.store == "memory" && !flags.kill) options.new_store = [] { return "memory:"; };
  options.lanes = flags.lanes;
  options.in_child = flags.kill;
  return options;
}

// What all jobs share.
class Campaign {
 public:
  explicit Campaign(const Flags& flags) : flags_(flags), next_seed_(flags.first_seed) {}

  int Run() {
    std::vector<std::thread> jobs;
    for (int i = 0; i < flags_.jobs; ++i) jobs.emplace_back([this] { RunSeeds(); });
    if (!flags_.quiet) ShowProgress();
    for (std::thread& job : jobs) job.join();
    if (!flags_.quiet) std::cerr << ProgressText() << "\n";
    for (const auto& [outcome, times] : counts_) {
      if (flags_.counts) std::cout << times << "  " << outcome << "\n";
    }
    if (failed_ == 0) std::cout << done_ << " seeds agree\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  std::uint64_t end_seed() const { return flags_.first_seed + flags_.seeds; }

  void RunSeeds() {
    for (std::uint64_t seed = next_seed_++; seed < end_seed() && failed_ == 0;
         seed = next_seed_++) {
      RunSeed(seed);
    }
    const std::lock_guard lock(mutex_);
    ++finished_jobs_;
    finished_.notify_one();
  }

  void RunSeed(std::uint64_t seed);
  void Report(std::uint64_t seed, const RunResult& result, const Shrunk& shrunk);

  std::string ProgressText() const {
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin_);
    return std::to_string(done_) + " of " + std::to_string(flags_.seeds) + " seeds, " +
           std::to_string(commands_) + " commands, " + std::to_string(elapsed.count()) + " s" +
           (failed_ > 0 ? ", FAILED" : "");
  }

  void ShowProgress() {
    constexpr std::chrono::seconds kBetweenLines{5};
    std::unique_lock lock(mutex_);
    while (!finished_.wait_for(lock, kBetweenLines,
                               [this] { return finished_jobs_ == flags_.jobs; })) {
      std::cerr << ProgressText() << "\n";
    }
  }

  const Flags& flags_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next_seed_;
  std::atomic<std::int64_t> done_ = 0;
  std::atomic<std::int64_t> failed_ = 0;
  std::atomic<std::int64_t> commands_ = 0;
  std::mutex mutex_;
  std::condition_variable finished_;
  int finished_jobs_ = 0;
  std::map<std::string, Int> counts_;
};

void Campaign::RunSeed(std::uint64_t seed) {
  const Program program = Generate({seed, flags_.commands, flags_.kill});
  RunOptions options = OptionsOf(flags_);
  options.on_progress = [this](int commands) { commands_ += commands; };
  const RunResult result = simulation::Run(program, options);
  if (result.ok()) {
    ++done_;
    const std::lock_guard lock(mutex_);
    for (const auto& [outcome, times] : result.counts) counts_[outcome] += times;
    return;
  }
  ++failed_;
  Report(seed, result, Shrink(program, result, options, flags_.shrink_tries));
}

void Campaign::Report(std::uint64_t seed, const RunResult& result, const Shrunk& shrunk) {
  const std::lock_guard lock(mutex_);
  std::cout << "seed " << seed << " differs at step " << result.step << ", " << result.difference
            << "\nAgain: coalition_simulate --seed " << seed << " --commands " << flags_.commands
            << " --store " << flags_.store << " --lanes " << flags_.lanes
            << (flags_.kill ? " --kill" : "") << "\n\nThe smallest program found in "
            << shrunk.tries << " tries, for coalition_simulate --file:\n"
            << ToText(shrunk.program)
            << AsComment("differs at step " + std::to_string(shrunk.result.step) + ", " +
                         shrunk.result.difference);
}

int RunFile(const Flags& flags) {
  std::ifstream file(flags.file);
  std::stringstream text;
  text << file.rdbuf();
  std::string error;
  const std::optional<Program> program = ParseProgram(text.str(), error);
  if (!file || !program) {
    std::cerr << flags.file << ": " << (file ? error : "cannot be read") << "\n";
    return 2;
  }
  const RunResult result = Run(*program, OptionsOf(flags));
  if (!result.ok()) std::cout << "differs at step " << result.step << ", " << result.difference;
  return result.ok() ? 0 : 1;
}

int Main(int argc, char** argv) {
  // Not for people: the child of a run with --kill.
  if (argc == 4 && std::string(argv[1]) == kServeFlag) {
    return ServeOnStdin(argv[2], std::stoi(argv[3]));
  }
  Flags flags;
  CLI::App app(kDescription, "coalition_simulate");
  app.add_option("--seeds", flags.seeds, "How many seeds")->capture_default_str();
  app.add_option("--first-seed,--seed", flags.first_seed, "The first of them")
      ->capture_default_str();
  app.add_option("--jobs", flags.jobs, "Seeds at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_option("--commands", flags.commands, "About how many commands each seed makes")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--store", flags.store)
      ->capture_default_str()
      ->check(CLI::IsMember({"sqlite", "memory", "mysql"}));
  app.add_option("--lanes", flags.lanes, "Of the ledger; only mysql has several")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app.add_flag("--kill", flags.kill,
               "Run the ledger in a process of its own and kill it now and then; not in memory");
  app.add_option("--shrink-tries", flags.shrink_tries,
                 "How many smaller programs to try when one fails")
      ->capture_default_str();
  app.add_option("--file", flags.file, "Run the program that stands here instead");
  app.add_flag("--print", flags.print, "Print the first seed's program and run nothing");
  app.add_flag("--counts", flags.counts, "Print how often each outcome was given");
  app.add_flag("--quiet", flags.quiet, "Show no progress on stderr");
  CLI11_PARSE(app, argc, argv);
  if (flags.lanes > 1 && flags.store != "mysql") {
    std::cerr << "only a ledger in MySQL has several lanes\n";
    return 2;
  }
  if (!flags.file.empty()) return RunFile(flags);
  if (flags.print) {
    std::cout << ToText(Generate({flags.first_seed, flags.commands, flags.kill}));
    return 0;
  }
  // On the thread that lives longest.
  if (flags.store == "mysql") testing_processes::PrivateMariadb::Shared();
  return Campaign(flags).Run();
}

}  // namespace
}  // namespace coalition::simulation

int main(int argc, char** argv) { return coalition::simulation::Main(argc, argv); }
