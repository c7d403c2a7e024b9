// Several real servers on one real database.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "coalition/operator_client.h"
#include "tests/testing/child_process.h"
#include "tests/testing/private_mariadb.h"
#include "tests/testing/server_process.h"

namespace coalition::e2e {
namespace {

using ::testing::HasSubstr;
using testing_processes::PrivateMariadb;
using testing_processes::ServerOptions;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;

constexpr int kServers = 4;
constexpr int kRounds = 5;

using Servers = std::vector<std::unique_ptr<ServerProcess>>;

// On an empty database, each of them with another name for the network.
Servers StartTogether(const TemporaryFolder& keys) {
  ServerOptions options;
  options.store_address = PrivateMariadb::Shared().FreshDatabase();
  options.key_folder = keys.path();
  std::vector<ServerOptions> of_each;
  for (int i = 0; i < kServers; ++i) {
    of_each.push_back(options);
    of_each.back().flags.push_back(absl::StrCat("--network-name=", i));
  }
  auto servers = ServerProcess::StartTogether(std::move(of_each));
  EXPECT_TRUE(servers.ok()) << servers.status();
  return servers.ok() ? *std::move(servers) : Servers();
}

OperatorClient OperatorOf(const ServerProcess& server) {
  return OperatorClient({.server = server.address(), .api_key = server.operator_key()});
}

TEST(SharedLedger, OneOfServersThatStartTogetherMakesTheNetworkAndAllServeIt) {
  const TemporaryFolder keys;
  std::int64_t open_window = 1;
  for (const auto& server : StartTogether(keys)) {
    const OperatorClient client = OperatorOf(*server);
    // Each closes the window that the one before it opened.
    const auto closed = client.CloseWindow({.window_id = open_window++});
    EXPECT_TRUE(closed.ok()) << closed.error();
    const auto verified = client.VerifyLedger();
    ASSERT_TRUE(verified.ok()) << verified.error();
    EXPECT_TRUE(verified->ok) << verified->first_difference;
  }
  EXPECT_EQ(open_window, kServers + 1);
}

// Whose key ends up in a file that all of them would make is a matter of microseconds.
TEST(SharedLedger, ServersThatStartTogetherHaveTheKeysThatAreInTheFiles) {
  for (int round = 0; round < kRounds; ++round) {
    const TemporaryFolder keys;
    const Servers servers = StartTogether(keys);
    ASSERT_EQ(servers.size(), static_cast<std::size_t>(kServers));
    for (const auto& server : servers) {
      const auto window = OperatorOf(*server).GetWindow(0);
      EXPECT_TRUE(window.ok()) << window.error();
    }
    struct stat file;
    ASSERT_EQ(stat(keys.File("server.key").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 07777, 0600u);
    EXPECT_EQ(file.st_nlink, 1u);
  }
}

// Whoever starts a server with another number hears that it changes nothing.
TEST(SharedLedger, KeepsTheLanesThatItWasMadeWith) {
  const TemporaryFolder keys;
  ServerOptions options;
  options.store_address = PrivateMariadb::Shared().FreshDatabase();
  options.key_folder = keys.path();
  struct Row {
    std::vector<std::string> flags;
    bool is_warned;
  };
  for (const Row& row : {Row{{"--lanes=4"}, false}, Row{{}, false}, Row{{"--lanes=4"}, false},
                         Row{{"--lanes=2"}, true}, Row{{"--lanes=1"}, true}}) {
    options.flags = row.flags;
    const auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    const absl::Status ended = (*server)->Terminate();
    ASSERT_TRUE(ended.ok()) << ended;
    const std::string said = (*server)->err();
    EXPECT_THAT(said, HasSubstr(", lanes 4\n"));
    EXPECT_EQ(absl::StrContains(said, "changes nothing"), row.is_warned) << said;
  }
}

}  // namespace
}  // namespace coalition::e2e
