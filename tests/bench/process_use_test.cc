#include "clients/bench/process_use.h"

#include <unistd.h>

#include "gtest/gtest.h"

namespace coalition::bench {
namespace {

// Far above what a kernel gives.
constexpr pid_t kNobody = 0x7fff'ffff;

TEST(ProcessUseTest, IsTheSumOverProcesses) {
  const auto once = ResidentBytesOf({getppid()});
  ASSERT_TRUE(once.has_value());
  EXPECT_GT(*once, 0);
  EXPECT_GT(*ResidentBytesOf({getpid(), getppid()}), *once);
  EXPECT_GE(*CpuUsOf({getpid(), getppid()}), *CpuUsOf({getpid()}));
}

TEST(ProcessUseTest, GrowsWithTheWork) {
  const std::int64_t before = *CpuUsOf({getpid()});
  const std::int64_t own_before = OwnCpuUs();
  constexpr std::int64_t kEnoughUs = 100'000;
  while (OwnCpuUs() < own_before + kEnoughUs) {
  }
  EXPECT_GE(*CpuUsOf({getpid()}), before + kEnoughUs / 2);
}

TEST(ProcessUseTest, IsUnknownWhenOneIsGoneOrThereAreNone) {
  EXPECT_EQ(CpuUsOf({getpid(), kNobody}), std::nullopt);
  EXPECT_EQ(ResidentBytesOf({kNobody}), std::nullopt);
  EXPECT_EQ(CpuUsOf({}), std::nullopt);
}

}  // namespace
}  // namespace coalition::bench
