// `coalitiond export` and `coalitiond import`, as people run them: a network moves.
#include <chrono>
#include <filesystem>
#include <string>

#include <signal.h>
#include <sys/stat.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/testing/wait_until.h"
#include "tests/transfer/moved_network.h"

namespace coalition::e2e {
namespace {

using testing::HasSubstr;
using testing_processes::ChildProcess;
using testing_processes::PrivateMariadb;
using testing_processes::WaitUntil;

constexpr std::chrono::seconds kPatience(60);

class TransferCommandsTest : public MovedNetworkTest {
 protected:
  // Of the last frame that is in; -1 before the first.
  static int StepOf(const std::string& address) {
    const auto step = PrivateMariadb::Shared().Query(PrivateMariadb::DatabaseOf(address),
                                                     "SELECT step FROM imports");
    return step.ok() && !step->empty() ? std::stoi(*step) : -1;
  }
  // Starts the import and sends the signal once so many frames are in; answers how it ended.
  static testing_processes::Exit EndImportAt(const std::vector<std::string>& import,
                                             const std::string& address, int step, int signal) {
    auto process = ChildProcess::Start(Coalitiond(), import);
    EXPECT_TRUE(process.ok());
    WaitUntil([&] { return (*process)->Ended() || StepOf(address) >= step; }, kPatience);
    EXPECT_FALSE((*process)->Ended()) << (*process)->err();
    (*process)->Signal(signal);
    return (*process)->Wait(kPatience).value_or(testing_processes::Exit{});
  }
};

TEST_F(TransferCommandsTest, ThroughAPipeIntoADatabaseWithFourLanes) {
  const std::string address = PrivateMariadb::Shared().FreshDatabase();
  // coalitionctl, which is beside it, goes on as coalitiond.
  const std::string ctl = std::filesystem::path(Coalitiond()).parent_path() / "coalitionctl";
  const std::string pipe =
      absl::StrCat("set -o pipefail; '", ctl, "' export --store='", SourceStore(), "' --out=- | '",
                   ctl, "' import --store='", address, "' --in=- --lanes=4");
  const auto moved = testing_processes::RunProgram("/bin/bash", {"-c", pipe});
  ASSERT_TRUE(moved.Succeeded()) << moved.ToString();
  EXPECT_EQ(moved.out, "");
  ExpectServes(address);
}

TEST_F(TransferCommandsTest, ToADatabaseAndBack) {
  const std::string address = PrivateMariadb::Shared().FreshDatabase();
  const auto exported = Run(ExportTo(SourceStore(), File()));
  ASSERT_EQ(exported.exit, kDone) << exported.ToString();
  const auto imported = Run(ImportFrom(address, File()));
  ASSERT_EQ(imported.exit, kDone) << imported.ToString();
  EXPECT_EQ(DigestIn(imported.err), DigestIn(exported.err));
  EXPECT_THAT(exported.err, HasSubstr("20 members\n"));

  const std::string back_file = folder_.File("back.export");
  const std::string back = "sqlite:" + folder_.File("back");
  const auto exported_back = Run(ExportTo(address, back_file));
  EXPECT_EQ(DigestIn(exported_back.err), DigestIn(exported.err));
  Succeed(ImportFrom(back, back_file));
  ExpectServes(back);
}

TEST_F(TransferCommandsTest, AnImportThatIsKilledGoesOn) {
  Succeed(ExportTo(SourceStore(), File()));
  const std::string address = PrivateMariadb::Shared().FreshDatabase();
  auto import = ImportFrom(address, File());
  import.emplace_back("--lanes=4");
  for (const int step : {0, 9, 10, 13}) {
    EXPECT_EQ(EndImportAt(import, address, step, SIGKILL).signal, SIGKILL);
    EXPECT_GE(StepOf(address), step);
    const auto server = testing_processes::ServerProcess::Start(ServedAt(address));
    EXPECT_THAT(server.status().ToString(), HasSubstr("an import into this store is not finished"));
  }
  Succeed(import);
  ExpectServes(address);
}

TEST_F(TransferCommandsTest, AnImportThatIsInterruptedGoesOn) {
  Succeed(ExportTo(SourceStore(), File()));
  const std::string address = PrivateMariadb::Shared().FreshDatabase();
  const auto import = ImportFrom(address, File());
  EXPECT_EQ(EndImportAt(import, address, 9, SIGINT), kCanGoOn);
  EXPECT_GE(StepOf(address), 9);
  EXPECT_EQ(EndImportAt(import, address, 10, SIGTERM), kCanGoOn);
  Succeed(import);
  ExpectServes(address);
}

// Its other end is open, but nothing comes.
TEST_F(TransferCommandsTest, AnImportThatWaitsForItsFileCanBeInterrupted) {
  const std::string store = "sqlite:" + folder_.File("there");
  const std::string fifo = folder_.File("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  // Opened for both, so that nobody waits for the other end.
  auto waiting = ChildProcess::Start(
      "/bin/bash", {"-c", absl::StrCat("exec 3<>'", fifo, "'; exec '", Coalitiond(),
                                       "' import --store='", store, "' --in=- <&3")});
  ASSERT_TRUE(waiting.ok());
  EXPECT_FALSE((*waiting)->Wait(std::chrono::milliseconds(300)));
  (*waiting)->Signal(SIGINT);
  EXPECT_EQ((*waiting)->Wait(kPatience), kCanGoOn) << (*waiting)->err();
}

TEST_F(TransferCommandsTest, AnExportThatIsKilledGoesOn) {
  const std::string whole = folder_.File("whole.export");
  const auto at_once = Run(ExportTo(SourceStore(), whole));
  const auto whole_bytes = std::filesystem::file_size(whole);
  const auto bytes = [&] {
    std::error_code error;
    const auto size = std::filesystem::file_size(File(), error);
    return error ? 0 : size;
  };
  int killed = 0;
  for (unsigned part = 1; part < 6; ++part) {
    auto process = ChildProcess::Start(Coalitiond(), ExportTo(SourceStore(), File()));
    ASSERT_TRUE(process.ok());
    WaitUntil([&] { return (*process)->Ended() || bytes() >= whole_bytes * part / 8; }, kPatience);
    if ((*process)->Ended()) break;
    (*process)->Kill9();
    ++killed;
  }
  EXPECT_GT(killed, 0);
  const auto rest = Run(ExportTo(SourceStore(), File()));
  // Only if the last one was so quick that it was done.
  if (rest.exit == kRefused) {
    EXPECT_THAT(rest.err, HasSubstr("is complete already"));
  } else {
    ASSERT_EQ(rest.exit, kDone) << rest.ToString();
    EXPECT_EQ(DigestIn(rest.err).substr(0, 71), DigestIn(at_once.err).substr(0, 71));
  }
  const std::string there = "sqlite:" + folder_.File("there");
  Succeed(ImportFrom(there, File()));
  ExpectServes(there);
}

}  // namespace
}  // namespace coalition::e2e
