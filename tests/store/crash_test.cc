#include <cerrno>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

#include "server/store/sqlite/sqlite_store.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/ledger_dump.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::store {
namespace {

SqliteOptions OptionsFor(const std::string& directory) {
  SqliteOptions options;
  options.directory = directory;
  return options;
}

std::vector<domain::Command> NumberedBatch(std::int64_t number) {
  const std::string name = std::to_string(number);
  return {EarnPoints("a" + name, kBakery, Card(kBakery, 1), 3),
          EarnPoints("b" + name, kBakery, Card(kBakery, 2), 4),
          BurnPoints("c" + name, kBakery, Card(kBakery, 1), 2)};
}
constexpr std::int64_t kTransactionsPerBatch = 3;

// Commits batch after batch and reports the number of each when it is committed, until it is
// killed.
[[noreturn]] void CommitUntilKilled(const std::string& directory, int report) {
  const auto store = SqliteStore::Open(OptionsFor(directory));
  if (!store.ok()) _exit(1);
  SetUpNetwork(**store, 2);
  LedgerDriver driver(**store);
  for (std::int64_t number = 1;; ++number) {
    if (!driver.Run(NumberedBatch(number)).status.ok()) _exit(2);
    if (write(report, &number, sizeof number) != sizeof number) _exit(3);
  }
}

// The last number that was reported: until `kill_after`, and what came in while the child died.
std::int64_t KillAfter(pid_t child, int report, std::int64_t kill_after) {
  std::int64_t last = 0;
  std::int64_t number = 0;
  bool killed = false;
  ssize_t size = 0;
  while ((size = read(report, &number, sizeof number)) != 0) {
    if (size < 0 && errno == EINTR) continue;
    EXPECT_EQ(size, static_cast<ssize_t>(sizeof number));
    EXPECT_EQ(number, last + 1);
    last = number;
    if (!killed && last >= kill_after) {
      EXPECT_EQ(kill(child, SIGKILL), 0);
      killed = true;
    }
  }
  return last;
}

// What was acknowledged is there, and of what was not, all or nothing.
void ExpectWholeBatches(LedgerStore& store, std::int64_t acknowledged) {
  const auto snapshot = store.OpenSnapshot();
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  const std::int64_t transactions = (*snapshot)->lane().next_sequence.value() - 1;
  EXPECT_EQ(transactions % kTransactionsPerBatch, 0);
  const std::int64_t batches = transactions / kTransactionsPerBatch;
  EXPECT_GE(batches, acknowledged);

  domain::ReadSet wanted;
  for (std::int64_t number = 1; number <= batches; ++number) {
    for (const auto& command : NumberedBatch(number))
      wanted.requests.insert(command.header.request);
  }
  wanted.accounts = {{Member(1), kPoints}, {Member(2), kPoints}};
  domain::LedgerState state;
  ASSERT_TRUE((*snapshot)->Load(wanted, state).ok());
  for (const auto& [request, outcome] : state.requests) {
    EXPECT_TRUE(outcome.has_value()) << request.request_id;
  }
  const domain::Date date{20'500};
  EXPECT_EQ(state.accounts.at({Member(1), kPoints}).Available(date), domain::Points(batches));
  EXPECT_EQ(state.accounts.at({Member(2), kPoints}).Available(date), domain::Points(4 * batches));
  std::int64_t in_journal = 0;
  EXPECT_TRUE((*snapshot)->ScanJournal({}, [&](const auto&) { return ++in_journal > 0; }).ok());
  EXPECT_EQ(in_journal, transactions);
}

TEST(CrashTest, NothingThatWasCommittedIsLostWhenTheProcessIsKilled) {
  for (const std::int64_t kill_after : {1, 7, 40}) {
    const TempFolder folder;
    const std::string directory = folder.path() + "/ledger";
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(pipe_ends[0]);
      CommitUntilKilled(directory, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    const std::int64_t acknowledged = KillAfter(child, pipe_ends[0], kill_after);
    close(pipe_ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    EXPECT_GE(acknowledged, kill_after);

    const auto store = SqliteStore::Open(OptionsFor(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    ExpectWholeBatches(**store, acknowledged);
    LedgerDriver driver(**store);
    EXPECT_TRUE(driver.Run({EarnPoints("after", kBakery, Card(kBakery, 1), 1)}).status.ok());
  }
}

// The files between two commits, without the log's index: what a process that is killed leaves.
TEST(CrashTest, ACopyOfTheFilesOfAnOpenStoreHoldsEveryCommit) {
  const TempFolder folder;
  const auto store = SqliteStore::Open(OptionsFor(folder.path() + "/ledger"));
  ASSERT_TRUE(store.ok()) << store.status();
  SetUpNetwork(**store, 2);
  LedgerDriver driver(**store);
  for (std::int64_t number = 1; number <= 20; ++number) {
    ASSERT_TRUE(driver.Run(NumberedBatch(number)).status.ok());
    const std::string copy = folder.path() + "/copy" + std::to_string(number);
    std::filesystem::create_directory(copy);
    for (const char* file : {"/ledger.db", "/ledger.db-wal"}) {
      std::filesystem::copy_file(folder.path() + "/ledger" + file, copy + file);
    }
    const auto copied = SqliteStore::Open(OptionsFor(copy));
    ASSERT_TRUE(copied.ok()) << copied.status();
    EXPECT_EQ(DumpOf(**copied), DumpOf(**store));
  }
}

}  // namespace
}  // namespace coalition::store
