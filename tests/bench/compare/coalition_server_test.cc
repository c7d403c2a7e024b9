#include "clients/bench/compare/coalition_server.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/bench/compare/work_folder.h"

namespace coalition::bench::compare {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A program in the place of coalitiond tells with which flags it was started.
class CoalitionServerTest : public ::testing::Test {
 protected:
  CoalitionServerTest() {
    launch_.coalitiond = folder_->File("coalitiond");
    std::ofstream(launch_.coalitiond) << R"(#!/bin/sh
for flag; do
  echo "$flag"
  case "$flag" in
    --operator-key-file=*) [ -n "$NO_KEY" ] || echo key >"${flag#*=}" ;;
    --port-file=*) port_file=${flag#*=} ;;
  esac
done >")" << folder_->File("flags") << R"("
echo 7 >"$port_file"
exec sleep 1000
)";
    std::filesystem::permissions(launch_.coalitiond, std::filesystem::perms::owner_all);
  }

  absl::StatusOr<std::unique_ptr<CoalitionServer>> Start() {
    return CoalitionServer::Start(launch_, folder_->File("server"), interruption_);
  }
  std::vector<std::string> Flags() const {
    std::ifstream file(folder_->File("flags"));
    std::vector<std::string> flags;
    for (std::string line; std::getline(file, line);) flags.push_back(line);
    return flags;
  }

  const Interruption interruption_;
  const std::unique_ptr<WorkFolder> folder_ = *WorkFolder::Make("");
  CoalitionLaunch launch_;
};

TEST_F(CoalitionServerTest, IsOnSqliteInItsFolderUnlessToldOtherwise) {
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->address(), "127.0.0.1:7");
  EXPECT_EQ((*server)->store_folder(), folder_->File("server/store"));
  EXPECT_THAT(Flags(), Contains("--store=sqlite:" + folder_->File("server/store")));
  EXPECT_THAT(Flags(), Not(Contains(StartsWith("--lanes"))));
  EXPECT_THAT(Flags(), Not(Contains(StartsWith("--server-key-file"))));
}

TEST_F(CoalitionServerTest, HandsOnTheStoreTheLanesTheKeysAndMoreFlags) {
  launch_.store = "mysql://somebody@somewhere/ledger";
  launch_.lanes = 4;
  launch_.key_folder = folder_->path();
  launch_.flags = {"--one", "--two=2"};
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->store_folder(), "");
  for (const std::string& flag :
       {std::string("--store=mysql://somebody@somewhere/ledger"), std::string("--lanes=4"),
        "--operator-key-file=" + folder_->File("operator.key"),
        "--server-key-file=" + folder_->File("server.key"), std::string("--one"),
        std::string("--two=2")}) {
    EXPECT_THAT(Flags(), Contains(flag));
  }
}

TEST_F(CoalitionServerTest, DeletesItsFolderWhenItEnds) {
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_TRUE(std::filesystem::exists(folder_->File("server/port")));
  *server = nullptr;
  EXPECT_FALSE(std::filesystem::exists(folder_->File("server")));
}

TEST_F(CoalitionServerTest, OfALedgerWhoseKeyNobodyHasIsRefused) {
  setenv("NO_KEY", "1", 1);
  launch_.store = "mysql://somebody@somewhere/ledger";
  const auto server = Start();
  unsetenv("NO_KEY");
  EXPECT_TRUE(absl::IsFailedPrecondition(server.status())) << server.status();
  EXPECT_THAT(server.status().message(), HasSubstr("holds a network already"));
  EXPECT_FALSE(std::filesystem::exists(folder_->File("server")));
}

TEST_F(CoalitionServerTest, IsNotMadeWhereSomethingIs) {
  std::filesystem::create_directory(folder_->File("server"));
  EXPECT_THAT(Start().status().message(), HasSubstr("cannot make " + folder_->File("server")));
}

}  // namespace
}  // namespace coalition::bench::compare
