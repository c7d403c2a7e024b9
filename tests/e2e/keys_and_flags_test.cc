#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/child_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::e2e {
namespace {

using testing_processes::ChildProcess;
using testing_processes::Finished;
using testing_processes::ReadFileOrEmpty;
using testing_processes::RunProgram;
using testing_processes::TemporaryFolder;
using testing_processes::WriteFile;

mode_t ModeOf(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

// The flags of a server in `folder`, with more after them.
std::vector<std::string> FlagsIn(const TemporaryFolder& folder,
                                 std::vector<std::string> more = {}) {
  std::vector<std::string> flags{"--store=sqlite:" + folder.File("store"),
                                 "--operator-key-file=" + folder.File("operator.key"),
                                 "--port-file=" + folder.File("port")};
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

// A server with flags that Network does not give, until this goes.
class Served {
 public:
  Served(const TemporaryFolder& folder, const std::vector<std::string>& flags) {
    auto process = ChildProcess::Start(COALITIOND_PATH, flags);
    EXPECT_TRUE(process.ok()) << process.status();
    process_ = *std::move(process);
    EXPECT_TRUE(testing_processes::WaitUntil(
        [&] { return process_->Ended() || !ReadFileOrEmpty(folder.File("port")).empty(); },
        std::chrono::seconds(60)));
    EXPECT_FALSE(process_->Ended()) << process_->err();
    KeepGrpc();
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", PortIn(folder)),
                                   grpc::InsecureChannelCredentials());
  }

  Outcome VerifyWith(const std::string& key) const {
    return Send(*channel_, MethodNamed("VerifyLedger"), v1::VerifyLedgerRequest(),
                Bearer(std::string(absl::StripAsciiWhitespace(key))))
        .outcome;
  }

 private:
  static std::string PortIn(const TemporaryFolder& folder) {
    return std::string(absl::StripAsciiWhitespace(ReadFileOrEmpty(folder.File("port"))));
  }

  std::unique_ptr<ChildProcess> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

void ExpectRefused(const Finished& finished, const std::string& because) {
  ASSERT_TRUE(finished.exit.has_value()) << finished.ToString();
  EXPECT_NE(finished.exit->code, 0) << finished.ToString();
  EXPECT_EQ(finished.exit->signal, 0) << finished.ToString();
  EXPECT_NE(finished.err.find(because), std::string::npos) << finished.ToString();
}

TEST(Server, ListensOnLoopbackOnlyUnlessToldOtherwise) {
  for (const std::string listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0"}) {
    TemporaryFolder folder;
    ExpectRefused(RunProgram(COALITIOND_PATH, FlagsIn(folder, {"--listen=" + listen})),
                  "loopback only");
    EXPECT_TRUE(ReadFileOrEmpty(folder.File("port")).empty());
  }
  TemporaryFolder folder;
  const Served served(folder,
                      FlagsIn(folder, {"--listen=0.0.0.0:0", "--dangerously-listen-without-tls"}));
  EXPECT_EQ(served.VerifyWith(ReadFileOrEmpty(folder.File("operator.key"))).reason, "OK");
}

TEST(Server, DoesNotShareItsFolder) {
  Network network;
  TemporaryFolder other;
  ExpectRefused(
      RunProgram(COALITIOND_PATH,
                 {"--store=sqlite:" + network.process().store_folder(), "--listen=127.0.0.1:0",
                  "--operator-key-file=" + network.process().operator_key_file(),
                  "--port-file=" + other.File("port")}),
      network.process().store_folder());
  const Partner nike = network.Join("nike");
  network.Earned(nike, network.Enroll(nike, "card"), "points: 1");
  network.ExpectLedgerOk();
}

TEST(Server, KeepsItsSecretsToItself) {
  Network network;
  EXPECT_EQ(ModeOf(network.process().operator_key_file()), 0600u);
  EXPECT_EQ(ModeOf(network.process().store_folder() + "/server.key"), 0600u);
  EXPECT_EQ(ModeOf(network.process().store_folder()) & 0077u, 0u);
  // Neither the key nor its secret part is in the ledger or in the log.
  const std::string key = network.operator_key();
  const std::string secret = key.substr(key.rfind('_') + 1);
  EXPECT_EQ(network.process().err().find(secret), std::string::npos);
  const Finished found =
      RunProgram("/bin/grep", {"-r", "-l", secret, network.process().store_folder()});
  EXPECT_EQ(found.out, "");
}

TEST(ServerKey, IsNotReplacedWhenTheLedgerHasKeysAlready) {
  TemporaryFolder folder;
  const std::vector<std::string> flags = FlagsIn(folder, {"--listen=127.0.0.1:0"});
  const std::string file = folder.File("server.key");
  std::vector<std::string> named = flags;
  named.push_back("--server-key-file=" + file);
  { const Served served(folder, named); }
  std::filesystem::remove(folder.File("port"));
  const std::string key = ReadFileOrEmpty(file);
  std::filesystem::remove(file);
  ExpectRefused(RunProgram(COALITIOND_PATH, named), "is missing");
  EXPECT_FALSE(std::filesystem::exists(file));
  // Restored, it works again.
  WriteFile(file, key);
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  const Served served(folder, named);
  EXPECT_EQ(served.VerifyWith(ReadFileOrEmpty(folder.File("operator.key"))).reason, "OK");
}

TEST(OperatorKey, IsAdoptedWhenItIsThereAndKeptOverRestarts) {
  const std::string key = "coalition_" + std::string(26, 'a') + "_" + std::string(52, 'b');
  TemporaryFolder folder;
  const std::string file = folder.File("operator.key");
  WriteFile(file, key + "\n");
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  for (int start = 0; start < 2; ++start) {
    std::filesystem::remove(folder.File("port"));
    const Served served(folder, FlagsIn(folder, {"--listen=127.0.0.1:0"}));
    EXPECT_EQ(served.VerifyWith(key).reason, "OK") << start;
    EXPECT_EQ(ReadFileOrEmpty(file), key + "\n");
  }
}

TEST(OperatorKey, IsRefusedWhenOthersMayReadItOrItIsNone) {
  for (const mode_t mode : {0644u, 0640u, 0604u, 0620u}) {
    TemporaryFolder folder;
    const std::string file = folder.File("operator.key");
    WriteFile(file, "coalition_" + std::string(26, 'a') + "_" + std::string(52, 'b') + "\n");
    ASSERT_EQ(chmod(file.c_str(), mode), 0);
    ExpectRefused(RunProgram(COALITIOND_PATH, FlagsIn(folder, {"--listen=127.0.0.1:0"})),
                  "chmod 600");
  }
  for (const std::string content : {"", "secret", "coalition_x_y"}) {
    TemporaryFolder folder;
    const std::string file = folder.File("operator.key");
    WriteFile(file, content);
    ASSERT_EQ(chmod(file.c_str(), 0600), 0);
    ExpectRefused(RunProgram(COALITIOND_PATH, FlagsIn(folder, {"--listen=127.0.0.1:0"})),
                  "does not hold an API key");
  }
}

TEST(Server, RefusesFlagsThatItCannotMeanWell) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"--store=postgres:x", "store"},
      {"--time-zone=Mars/Olympus", "zone"},
      {"--currency=points", "currency"},
      {"--currency=POINTS:7", "currency"},
      {"--negative-balance=perhaps", "negative-balance"},
      {"--listen=nonsense", "listen"},
      {"--expiry-sweep-minutes=-1", "expiry-sweep-minutes"},
      {"--expiry-sweep-minutes=525601", "expiry-sweep-minutes"},
      {"--memory-mb=0", "memory-mb"},
      {"--memory-mb=1048577", "memory-mb"},
  };
  for (const auto& [flag, because] : cases) {
    TemporaryFolder folder;
    const Finished finished = RunProgram(COALITIOND_PATH, FlagsIn(folder, {flag}));
    ASSERT_TRUE(finished.exit.has_value()) << flag;
    EXPECT_NE(finished.exit->code, 0) << flag;
    EXPECT_EQ(finished.exit->signal, 0) << flag;
    EXPECT_NE((finished.err + finished.out).find(because), std::string::npos)
        << flag << finished.ToString();
  }
}

// Before it looks for the database.
TEST(ServerKey, IsToBeNamedForALedgerInADatabase) {
  TemporaryFolder folder;
  ExpectRefused(RunProgram(COALITIOND_PATH, {"--store=mysql://nobody@database.invalid/ledger",
                                             "--operator-key-file=" + folder.File("operator.key")}),
                "--server-key-file");
}

TEST(Server, OnAPortInUseSaysSo) {
  Network network;
  TemporaryFolder folder;
  ExpectRefused(
      RunProgram(COALITIOND_PATH, FlagsIn(folder, {"--listen=" + network.process().address()})),
      "cannot listen on");
}

}  // namespace
}  // namespace coalition::e2e
