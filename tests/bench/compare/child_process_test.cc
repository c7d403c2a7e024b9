#include "clients/bench/compare/child_process.h"

#include <filesystem>

#include <signal.h>
#include <unistd.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kPatience(60);

class ChildProcessTest : public ::testing::Test {
 protected:
  static Launch Shell(const std::string& script) {
    Launch launch;
    launch.program = "/bin/sh";
    launch.arguments = {"-c", script};
    return launch;
  }

  absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const Launch& launch) {
    return ChildProcess::Start("child", folder_->path(), launch);
  }
  absl::StatusOr<Finished> Run(const Launch& launch, milliseconds patience = kPatience) {
    return RunToEnd("child", folder_->path(), launch, interruption_, patience);
  }
  // Until the child has written something to stdout, which it does when it is ready.
  void AwaitOutput(ChildProcess& child) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (child.out().empty() && std::chrono::steady_clock::now() < deadline) {
      interruption_.HappensWithin(milliseconds(2));
    }
  }

  const Interruption interruption_;
  const std::unique_ptr<WorkFolder> folder_ = *WorkFolder::Make("");
};

TEST_F(ChildProcessTest, GivesItsOutput) {
  const auto finished = Run(Shell("echo out; echo err >&2"));
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->out, "out\n");
}

TEST_F(ChildProcessTest, ThatFailsSaysWhatItSaid) {
  const auto finished = Run(Shell("echo broken >&2; exit 7"));
  ASSERT_FALSE(finished.ok());
  EXPECT_THAT(finished.status().message(), HasSubstr("exited with 7"));
  EXPECT_THAT(finished.status().message(), HasSubstr("child: broken"));
}

TEST_F(ChildProcessTest, ThatIsNotThereCannotBeStarted) {
  Launch launch;
  launch.program = folder_->File("nothing");
  EXPECT_TRUE(absl::IsNotFound(Start(launch).status()));
}

TEST_F(ChildProcessTest, IsAskedToEndInItsWay) {
  Launch launch = Shell("trap 'exit 5' QUIT; sleep 1000 & echo ready; wait");
  launch.end_signal = SIGQUIT;
  auto child = Start(launch);
  ASSERT_TRUE(child.ok()) << child.status();
  AwaitOutput(**child);
  EXPECT_EQ((*child)->Stop().code, 5);
}

TEST_F(ChildProcessTest, ThatDoesNotListenIsKilledWithItsGroup) {
  Launch launch = Shell("trap '' TERM; sleep 1000 & echo $!; wait");
  launch.end_patience = milliseconds(50);
  auto child = Start(launch);
  ASSERT_TRUE(child.ok()) << child.status();
  AwaitOutput(**child);
  const pid_t grandchild = std::stoi((*child)->out());
  EXPECT_EQ((*child)->Stop().signal, SIGKILL);
  const std::string stat = "/proc/" + std::to_string(grandchild) + "/stat";
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  // Gone, or waiting for whoever inherited it to take notice.
  const auto gone = [&] {
    const std::string line = ReadWholeFile(stat);
    return line.empty() || line.find(") Z ") != std::string::npos;
  };
  while (!gone() && std::chrono::steady_clock::now() < deadline) {
    interruption_.HappensWithin(milliseconds(2));
  }
  EXPECT_TRUE(gone());
}

TEST_F(ChildProcessTest, EndsWithItsObject) {
  pid_t pid = 0;
  {
    auto child = Start(Shell("sleep 1000"));
    ASSERT_TRUE(child.ok()) << child.status();
    pid = (*child)->pid();
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(ChildProcessTest, IsWaitedForNoLongerThanPatienceLasts) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(Run(Shell("sleep 1000"), milliseconds(20)).status()));
}

TEST_F(ChildProcessTest, IsNotWaitedForAfterAnInterruption) {
  kill(getpid(), SIGINT);
  EXPECT_TRUE(interruption_.Happened());
  EXPECT_TRUE(IsInterrupted(Run(Shell("sleep 1000")).status()));
}

TEST_F(ChildProcessTest, DoesNotInheritBlockedSignals) {
  const auto finished = Run(Shell("kill -TERM $$; echo survived"));
  ASSERT_FALSE(finished.ok());
  EXPECT_THAT(finished.status().message(), HasSubstr("signal 15"));
}

TEST_F(ChildProcessTest, TellsItsProcessorTime) {
  const auto finished = Run(Shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"));
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_GT(finished->cpu, milliseconds(1));
}

TEST_F(ChildProcessTest, RunsAsAnAccount) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may";
  const auto nobody = FindAccount("nobody");
  ASSERT_TRUE(nobody);
  Launch launch = Shell("id -un");
  launch.account = nobody;
  const auto finished = Run(launch);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->out, "nobody\n");
}

TEST_F(ChildProcessTest, SaysWhereItListens) {
  const std::string file = folder_->File("port");
  auto child = Start(Shell("echo 4711 > " + file + "; sleep 1000"));
  ASSERT_TRUE(child.ok()) << child.status();
  const auto port = WaitForPortFile(**child, file, interruption_, kPatience);
  ASSERT_TRUE(port.ok()) << port.status();
  EXPECT_EQ(*port, "4711");
}

TEST_F(ChildProcessTest, ThatEndsBeforeItListensIsAnError) {
  auto child = Start(Shell("echo no room >&2; exit 1"));
  ASSERT_TRUE(child.ok()) << child.status();
  const auto port = WaitForPortFile(**child, folder_->File("port"), interruption_, kPatience);
  EXPECT_THAT(port.status().message(), HasSubstr("no room"));
}

TEST_F(ChildProcessTest, IsAskedUntilItAnswers) {
  const auto child = Start(Shell("sleep 1000"));
  ASSERT_TRUE(child.ok()) << child.status();
  int asked = 0;
  const auto answers_third = [&] {
    return ++asked < 3 ? absl::UnavailableError("not yet") : absl::OkStatus();
  };
  EXPECT_TRUE(WaitForAnswer(**child, answers_third, interruption_, kPatience).ok());
  EXPECT_EQ(asked, 3);
  const auto never = [] { return absl::UnavailableError("not yet"); };
  EXPECT_EQ(WaitForAnswer(**child, never, interruption_, milliseconds(1)).message(), "not yet");
}

TEST_F(ChildProcessTest, IsNotAskedAfterItsEndNorAnInterruption) {
  const auto child = Start(Shell("echo port is taken >&2; exit 9"));
  ASSERT_TRUE(child.ok()) << child.status();
  const auto never = [] { return absl::UnavailableError("not yet"); };
  const absl::Status ended = WaitForAnswer(**child, never, interruption_, kPatience);
  EXPECT_THAT(ended.message(), HasSubstr("exited with 9"));
  EXPECT_THAT(ended.message(), HasSubstr("port is taken"));
  const auto interrupted = [] { return Interrupted(); };
  EXPECT_TRUE(IsInterrupted(WaitForAnswer(**child, interrupted, interruption_, kPatience)));
}

TEST(FindAccount, KnowsRootAndNobodyElse) {
  ASSERT_TRUE(FindAccount("root"));
  EXPECT_EQ(FindAccount("root")->user, 0u);
  EXPECT_FALSE(FindAccount("no-such-account"));
}

}  // namespace
}  // namespace coalition::bench::compare
