#ifndef COALITION_TESTS_BENCH_COMPARE_COMPARE_RUN_H_
#define COALITION_TESTS_BENCH_COMPARE_COMPARE_RUN_H_

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "gtest/gtest.h"

#include "tests/testing/child_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::bench::compare {

// The program itself, all of whose folders are within one that the test looks at.
class CompareRun : public ::testing::Test {
 protected:
  static constexpr std::chrono::minutes kPatience{2};

  std::unique_ptr<testing_processes::ChildProcess> Start(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"compare", "--rounds=1", "--seconds=1", "--warm-up-seconds=0",
                                 "--trial-seconds=1", "--members=2000", "--pgbench-scale=1",
                                 "--folder=" + folder_.path()});
    // The folder must be open to whom PostgreSQL runs as.
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0711));
    auto child = testing_processes::ChildProcess::Start(COALITION_BENCH_PATH, flags);
    EXPECT_TRUE(child.ok()) << child.status();
    return *std::move(child);
  }

  // A file of that name, in a folder that compare has made.
  bool HasFile(const std::string& name) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (std::filesystem::exists(entry.path() / name)) return true;
    }
    return false;
  }

  // Processes that were given a path within the folder or work there, other than compare itself.
  int ProcessesWithin() const {
    const std::string within = folder_.path() + "/";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::error_code error;
      const std::string place = std::filesystem::read_symlink(entry.path() / "cwd", error);
      const std::string words = testing_processes::ReadFileOrEmpty(entry.path() / "cmdline");
      if (words.find(within) != std::string::npos || place.starts_with(within)) ++count;
    }
    return count;
  }

  void ExpectNothingLeft() {
    EXPECT_TRUE(testing_processes::WaitUntil([this] { return ProcessesWithin() == 0; }, kPatience));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }

  const testing_processes::TemporaryFolder folder_;
  const testing_processes::TemporaryFolder results_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_TESTS_BENCH_COMPARE_COMPARE_RUN_H_
