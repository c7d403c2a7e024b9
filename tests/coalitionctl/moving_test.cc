#include "clients/coalitionctl/moving.h"

#include <cstdlib>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::ctl {
namespace {

using testing::HasSubstr;

TEST(MovingTest, OnlyTheCommandSaysIt) {
  EXPECT_TRUE(IsMovingCommand({"export"}));
  EXPECT_TRUE(IsMovingCommand({"import", "--store=sqlite:x"}));
  EXPECT_FALSE(IsMovingCommand({}));
  EXPECT_FALSE(IsMovingCommand({"get-window", "export"}));
  EXPECT_FALSE(IsMovingCommand({"exports"}));
}

TEST(MovingTest, WithoutCoalitiondTheExitCodeSaysSo) {
  ::setenv("COALITIOND", "/nowhere/coalitiond", 1);
  std::ostringstream err;
  EXPECT_EQ(GoOnAsCoalitiond({"export"}, err), ExitCode::kUsage);
  EXPECT_THAT(err.str(), HasSubstr("cannot run /nowhere/coalitiond"));
  ::unsetenv("COALITIOND");
}

}  // namespace
}  // namespace coalition::ctl
