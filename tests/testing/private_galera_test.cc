#include "tests/testing/private_galera.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/testing/wait_until.h"

namespace coalition::testing_processes {
namespace {

constexpr std::chrono::minutes kPatience(2);
constexpr int kThreads = 8;

// A test process that is killed leaves no node and no folder.
TEST(PrivateGalera, EndsWithItsProcess) {
  if (const absl::Status there = PrivateGalera::Check(); !there.ok()) {
    GTEST_SKIP() << "SKIPPED: " << there.message();
  }
  // For what the killed process cannot remove. The servers' account comes through it.
  const TemporaryFolder scratch;
  std::filesystem::permissions(scratch.path(), std::filesystem::perms(0711));
  const std::string told = scratch.File("address");
  const pid_t test = fork();
  if (test == 0) {
    setenv("TMPDIR", scratch.path().c_str(), 1);
    const auto galera = PrivateGalera::Start();
    if (!galera.ok()) _exit(1);
    // As the threads of a process end one after the other, its children hear of it several times.
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([] {
        for (;;) pause();
      });
    }
    WriteFile(scratch.File("new"), (*galera)->address(0));
    std::filesystem::rename(scratch.File("new"), told);
    threads.front().join();
  }
  ASSERT_GT(test, 0);
  WaitUntil(
      [&] { return std::filesystem::exists(told) || waitpid(test, nullptr, WNOHANG) == test; },
      kPatience);
  const std::string address = ReadFileOrEmpty(told);
  const std::string password_file = address.substr(address.rfind('=') + 1);
  ASSERT_THAT(password_file, testing::StartsWith(scratch.path()));
  const std::string node = std::filesystem::path(password_file).parent_path();
  // Empty of a process that ended, whether or not somebody took notice.
  const std::string command =
      "/proc/" + std::string(absl::StripAsciiWhitespace(ReadFileOrEmpty(node + "/pid"))) +
      "/cmdline";
  ASSERT_THAT(ReadFileOrEmpty(command), testing::HasSubstr(node));
  ASSERT_EQ(kill(test, SIGKILL), 0);
  ASSERT_EQ(waitpid(test, nullptr, 0), test);
  const std::string cluster = std::filesystem::path(node).parent_path();
  EXPECT_TRUE(WaitUntil([&] { return !std::filesystem::exists(cluster); }, kPatience));
  EXPECT_THAT(ReadFileOrEmpty(command), testing::Not(testing::HasSubstr(node)));
}

}  // namespace
}  // namespace coalition::testing_processes
