#include "server/main/usable_memory.h"

#include "gtest/gtest.h"

namespace coalition {
namespace {

constexpr std::int64_t kGib = std::int64_t{1} << 30;

TEST(UsableMemory, IsTheMachinesOrWhatAContainerLeavesOfIt) {
  EXPECT_EQ(UsableMemoryBytes(16 * kGib, "4294967296"), 4 * kGib);
  for (const char* no_limit : {"max", "", "0", "-1", "4G", "99999999999999999999"}) {
    EXPECT_EQ(UsableMemoryBytes(16 * kGib, no_limit), 16 * kGib) << no_limit;
  }
  EXPECT_EQ(UsableMemoryBytes(16 * kGib, "9223372036854771712"), 16 * kGib);
}

TEST(UsableMemory, AnEighthOfItIsForRows) {
  EXPECT_GT(UsableMemoryBytes(), 0);
  EXPECT_GE(DefaultMemoryMb(), kMemoryMbDefaultMin);
  EXPECT_LE(DefaultMemoryMb(), kMemoryMbMax);
  if (DefaultMemoryMb() > kMemoryMbDefaultMin) {
    EXPECT_LE(std::int64_t{DefaultMemoryMb()} * 8 << 20, UsableMemoryBytes());
  }
}

}  // namespace
}  // namespace coalition
