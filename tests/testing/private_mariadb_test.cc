#include "tests/testing/private_mariadb.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/testing/wait_until.h"

namespace coalition::testing_processes {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kTables[] =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()";

// What the client prints for what must work.
std::string Ask(PrivateMariadb& mariadb, const std::string& address,
                const std::string& statements) {
  const auto rows = mariadb.Query(PrivateMariadb::DatabaseOf(address), statements);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.value_or("");
}

TEST(PrivateMariadb, AddressNamesPortDatabaseAndPasswordFile) {
  PrivateMariadb& mariadb = PrivateMariadb::Shared();
  EXPECT_EQ(mariadb.address("ledger"),
            absl::StrCat("mysql://coalition@127.0.0.1:", mariadb.port(),
                         "/ledger?password_file=", mariadb.folder(), "/password"));
  EXPECT_TRUE(std::filesystem::exists(mariadb.folder() + "/password"));
  EXPECT_EQ(PrivateMariadb::DatabaseOf(mariadb.address()), "coalition");
}

TEST(PrivateMariadb, FreshDatabaseIsEmptyAndWritable) {
  PrivateMariadb& mariadb = PrivateMariadb::Shared();
  const std::string address = mariadb.FreshDatabase();
  EXPECT_EQ(Ask(mariadb, address, kTables), "0");
  EXPECT_EQ(Ask(mariadb, address,
                "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(9)); "
                "INSERT INTO t VALUES (1, 'x'), (2, 'y'); SELECT * FROM t ORDER BY a"),
            "1\tx\n2\ty");
}

TEST(PrivateMariadb, FreshDatabasesAreApart) {
  PrivateMariadb& mariadb = PrivateMariadb::Shared();
  const std::string one = mariadb.FreshDatabase();
  const std::string other = mariadb.FreshDatabase();
  EXPECT_NE(one, other);
  Ask(mariadb, one, "CREATE TABLE t (a INT PRIMARY KEY)");
  EXPECT_EQ(Ask(mariadb, other, kTables), "0");
}

TEST(PrivateMariadb, WhatFailsSaysWhy) {
  const auto rows = PrivateMariadb::Shared().Query("coalition", "SELECT * FROM nothing");
  ASSERT_FALSE(rows.ok());
  EXPECT_THAT(std::string(rows.status().message()), HasSubstr("1146"));
}

TEST(PrivateMariadb, CommittedRowsOutliveKillAndStop) {
  PrivateMariadb mariadb;
  const int port = mariadb.port();
  const std::string address = mariadb.FreshDatabase();
  Ask(mariadb, address, "CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1)");
  mariadb.Kill();
  EXPECT_FALSE(mariadb.Query("", "SELECT 1").ok());
  mariadb.Start();
  EXPECT_EQ(mariadb.port(), port);
  Ask(mariadb, address, "INSERT INTO t VALUES (2)");
  mariadb.Stop();
  EXPECT_FALSE(mariadb.Query("", "SELECT 1").ok());
  mariadb.Start();
  EXPECT_EQ(Ask(mariadb, address, "SELECT * FROM t ORDER BY a"), "1\n2");
}

TEST(PrivateMariadb, EndsWithItsObject) {
  std::string folder;
  pid_t server = 0;
  {
    const PrivateMariadb mariadb;
    folder = mariadb.folder();
    server = std::stoi(ReadFileOrEmpty(folder + "/pid"));
    EXPECT_EQ(kill(server, 0), 0);
  }
  EXPECT_NE(kill(server, 0), 0);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

// A test process that is killed leaves no server and no folder.
TEST(PrivateMariadb, EndsWithItsProcess) {
  // For what the killed process cannot remove. The server's account comes through it.
  const TemporaryFolder scratch;
  std::filesystem::permissions(scratch.path(), std::filesystem::perms(0711));
  const std::string told = scratch.File("folder");
  const pid_t test = fork();
  if (test == 0) {
    setenv("TMPDIR", scratch.path().c_str(), 1);
    const PrivateMariadb mariadb;
    WriteFile(scratch.File("new"), mariadb.folder());
    std::filesystem::rename(scratch.File("new"), told);
    for (;;) pause();
  }
  ASSERT_GT(test, 0);
  WaitUntil(
      [&] { return std::filesystem::exists(told) || waitpid(test, nullptr, WNOHANG) == test; },
      std::chrono::minutes(2));
  const std::string folder = ReadFileOrEmpty(told);
  ASSERT_THAT(folder, StartsWith("/"));
  const pid_t server = std::stoi(ReadFileOrEmpty(folder + "/pid"));
  ASSERT_EQ(kill(test, SIGKILL), 0);
  ASSERT_EQ(waitpid(test, nullptr, 0), test);
  EXPECT_TRUE(WaitUntil([&] { return !std::filesystem::exists(folder); }, std::chrono::minutes(1)));
  EXPECT_NE(kill(server, 0), 0);
}

}  // namespace
}  // namespace coalition::testing_processes
