#include "clients/bench/compare/cpu_time.h"

#include <unistd.h>

#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

TEST(ProcessStat, IsReadBehindANameThatHoldsParentheses) {
  const auto process = ParseProcessStat(
      "4242 (a (b) c) S 17 4242 4242 0 -1 4194560 100 200 3 4 11 22 33 44 20 0 1 0 5 6 7 8\n");
  ASSERT_TRUE(process);
  EXPECT_EQ(process->parent, 17);
  EXPECT_EQ(process->ticks, 11 + 22 + 33 + 44);
}

TEST(ProcessStat, OfAProcessThatIsGoneIsNothing) {
  EXPECT_FALSE(ParseProcessStat(""));
  EXPECT_FALSE(ParseProcessStat("4242 (short) S 17 1 2"));
  EXPECT_FALSE(ParseProcessStat("4242 no name at all"));
}

TEST(BusyTicks, LeaveOutIdlenessAndWaiting) {
  EXPECT_EQ(ParseBusyTicks("cpu  1 20 300 4000 50000 6 70 800 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n"),
            1 + 20 + 300 + 6 + 70 + 800);
  EXPECT_FALSE(ParseBusyTicks("intr 1 2 3"));
  EXPECT_FALSE(ParseBusyTicks("cpu 1 2"));
}

TEST(CpuTimeOfTree, CountsThisProcess) {
  const auto begin = CpuTimeOfTree(getpid());
  // Bounded by the processor: a second of its time passes.
  volatile unsigned spin = 0;
  for (unsigned i = 0; i < 4'000'000'000u && CpuTimeOfTree(getpid()) == begin; ++i) {
    for (unsigned j = 0; j < 1'000'000; ++j) spin = spin + j;
  }
  EXPECT_GT(CpuTimeOfTree(getpid()), begin);
}

TEST(OthersWatch, IsNotBelowZero) { EXPECT_GE(OthersWatch().BusyCores(), 0); }

}  // namespace
}  // namespace coalition::bench::compare
