// The same purchases in a ledger on MariaDB: with one lane, with several, and with two servers.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "coalition/client.h"
#include "tests/replay/replay_run.h"
#include "tests/replay/served_ledger.h"
#include "tests/testing/private_mariadb.h"
#include "tests/testing/server_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::replay_model {
namespace {

using testing_processes::ChildProcess;
using testing_processes::Exit;
using testing_processes::Finished;
using testing_processes::PrivateMariadb;
using testing_processes::RunProgram;
using testing_processes::ServerOptions;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;
using testing_processes::WriteFile;

const std::string kFourLanes = "--lanes=4";

// What no partner and no operator could tell apart.
void ExpectSameLines(const ServerProcess& server, const ServerProcess& sqlite) {
  const auto statements = ServedLedger(server.address(), server.operator_key()).ReadStatements();
  const auto expected = ServedLedger(sqlite.address(), sqlite.operator_key()).ReadStatements();
  EXPECT_FALSE(expected.lines.empty());
  EXPECT_EQ(statements.lines, expected.lines);
}

// Returns when there is one or the process has ended.
void AwaitTransaction(const ServerProcess& server, ChildProcess& process) {
  const Client client({.server = server.address(), .api_key = server.operator_key()});
  WaitUntil(
      [&] {
        const auto page = client.ListTransactions({.page_size = 1});
        return process.Ended() || (page && !page->items.empty());
      },
      kPatience);
}

class MariadbReplayTest : public testing::Test {
 protected:
  static std::unique_ptr<ServerProcess> Start(ServerOptions options) {
    auto started = ServerProcess::Start(std::move(options));
    EXPECT_TRUE(started.ok()) << started.status();
    return started.ok() ? *std::move(started) : nullptr;
  }

  std::string FileOf(const std::string& csv) {
    WriteFile(folder_.File("invoices.csv"), csv);
    return folder_.File("invoices.csv");
  }

  const Setting setting_{"ByInvoice"};
  const std::string address_ = PrivateMariadb::Shared().FreshDatabase();
  TemporaryFolder folder_;
};

// One call after the other, transactions have the same numbers, and statements the same digests.
TEST_F(MariadbReplayTest, OneLaneEndsInTheLedgerOfSqliteDigestsIncluded) {
  const std::string csv = Rows(RealInvoices(), {{0, 700}, {6'000, 7'000}});
  const std::string file = FileOf(csv);
  const auto mariadb = Start({.store_address = address_});
  const auto sqlite = Start({});
  ASSERT_TRUE(mariadb && sqlite);
  for (const ServerProcess* server : {mariadb.get(), sqlite.get()}) {
    std::vector<std::string> arguments = ReplayArguments(*server, file, setting_.unit);
    arguments.push_back("--concurrency=1");
    const Finished replay = RunProgram(COALITION_REPLAY_PATH, arguments, kPatience);
    ASSERT_TRUE(replay.Succeeded()) << replay.ToString();
    ExpectLedgerIsTheModels(*server, csv, setting_);
    ExpectCountsAreTheModels(replay.out, csv, *server, setting_);
  }
  const auto statements =
      ServedLedger(mariadb->address(), mariadb->operator_key()).ReadStatements();
  const auto expected = ServedLedger(sqlite->address(), sqlite->operator_key()).ReadStatements();
  EXPECT_FALSE(expected.digests.empty());
  EXPECT_EQ(Differences(expected.digests, statements.digests), "");
  EXPECT_EQ(statements.lines, expected.lines);
}

TEST_F(MariadbReplayTest, FourLanesEndInTheModelsLedgerWithTheLinesOfSqlite) {
  const std::string csv = RealInvoices();
  const std::string file = FileOf(csv);
  const auto mariadb = Start({.flags = {kFourLanes}, .store_address = address_});
  const auto sqlite = Start({});
  ASSERT_TRUE(mariadb && sqlite);
  for (const ServerProcess* server : {mariadb.get(), sqlite.get()}) {
    const Finished replay = Replay(*server, file, setting_.unit);
    ASSERT_TRUE(replay.Succeeded()) << replay.ToString();
    ExpectLedgerIsTheModels(*server, csv, setting_);
    ExpectCountsAreTheModels(replay.out, csv, *server, setting_);
  }
  ExpectSameLines(*mariadb, *sqlite);
}

// Each server is sent everything, at the same time: whichever is first with a request does it, and
// the other one has to answer the same.
TEST_F(MariadbReplayTest, TwoServersOfFourLanesEndInTheModelsLedger) {
  const std::string csv = RealInvoices();
  const std::string file = FileOf(csv);
  const auto first = Start({.flags = {kFourLanes}, .store_address = address_});
  ASSERT_TRUE(first);
  const auto second = Start({.store_address = address_, .key_folder = first->key_folder()});
  ASSERT_TRUE(second);
  std::vector<std::unique_ptr<ChildProcess>> replays;
  for (const ServerProcess* server : {first.get(), second.get()}) {
    std::vector<std::string> arguments = ReplayArguments(*server, file, setting_.unit);
    // The first makes the network, and is then overtaken.
    if (replays.empty()) arguments.push_back("--concurrency=1");
    auto replay = ChildProcess::Start(COALITION_REPLAY_PATH, arguments);
    ASSERT_TRUE(replay.ok()) << replay.status();
    replays.push_back(*std::move(replay));
    AwaitTransaction(*first, *replays.front());
  }
  for (const auto& replay : replays) {
    EXPECT_EQ(replay->Wait(kPatience), (Exit{EXIT_SUCCESS, 0})) << replay->out();
    EXPECT_GT(CountOf(replay->out(), "earn", "accepted"), 0) << replay->out();
    EXPECT_GT(CountOf(replay->out(), "earn", "replayed"), 0) << replay->out();
  }
  for (const ServerProcess* server : {first.get(), second.get()}) {
    ExpectLedgerIsTheModels(*server, csv, setting_);
  }
  const auto sqlite = Start({});
  ASSERT_TRUE(sqlite);
  const Finished alone = Replay(*sqlite, file, setting_.unit);
  ASSERT_TRUE(alone.Succeeded()) << alone.ToString();
  ExpectSameLines(*first, *sqlite);
  // No request was done twice.
  for (const char* command : {"earn", "burn", "reverse"}) {
    std::int64_t accepted = 0;
    for (const auto& replay : replays) accepted += CountOf(replay->out(), command, "accepted");
    EXPECT_EQ(accepted, CountOf(alone.out, command, "accepted")) << command;
  }
}

}  // namespace
}  // namespace coalition::replay_model
