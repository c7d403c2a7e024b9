#include "clients/bench/compare/machine.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

TEST(CpuModel, IsTheFirstProcessors) {
  EXPECT_EQ(ParseCpuModel("processor\t: 0\nmodel\t\t: 207\nmodel name\t: Fast: Chip 9\n"
                          "processor\t: 1\nmodel name\t: Other\n"),
            "Fast: Chip 9");
  EXPECT_EQ(ParseCpuModel("processor\t: 0\nBogoMIPS\t: 100\n"), std::nullopt);
}

constexpr char kMounts[] =
    "/dev/vda1 / ext4 rw,relatime 0 0\n"
    "tmpfs /tmp tmpfs rw 0 0\n"
    "/dev/vdb /tmp/disk xfs rw,noatime 0 0\n";

TEST(FileSystem, IsTheOneOfTheDeepestMount) {
  EXPECT_EQ(ParseFileSystem(kMounts, "/tmp/disk/here"), "xfs (/dev/vdb, rw,noatime)");
  EXPECT_EQ(ParseFileSystem(kMounts, "/tmp/disk"), "xfs (/dev/vdb, rw,noatime)");
  EXPECT_EQ(ParseFileSystem(kMounts, "/tmp/diskette"), "tmpfs (tmpfs, rw)");
  EXPECT_EQ(ParseFileSystem(kMounts, "/tmpfs"), "ext4 (/dev/vda1, rw,relatime)");
}

TEST(FileSystem, IsTheOneMountedLastOnTheSameFolder) {
  EXPECT_EQ(ParseFileSystem("rootfs / rootfs rw 0 0\n/dev/vda1 / ext4 ro 0 0\n", "/a"),
            "ext4 (/dev/vda1, ro)");
  EXPECT_EQ(ParseFileSystem("", "/a"), std::nullopt);
}

TEST(MachineFacts, KnowTheCores) {
  const auto facts = MachineFacts("/");
  EXPECT_TRUE(std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
    return fact.first == "cores" && !fact.second.empty();
  }));
}

}  // namespace
}  // namespace coalition::bench::compare
