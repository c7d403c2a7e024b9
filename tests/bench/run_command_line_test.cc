#include "clients/bench/run_command_line.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "clients/bench/filling_options.h"
#include "clients/bench/flags.h"

namespace coalition::bench {
namespace {

using Cpus = std::vector<int>;

std::variant<RunOptions, int> Parse(std::vector<std::string> flags) {
  std::vector<const char*> argv{"run"};
  for (const std::string& flag : flags) argv.push_back(flag.c_str());
  return ParseRunCommandLine(static_cast<int>(argv.size()), argv.data());
}

RunOptions ParseOk(std::vector<std::string> flags) {
  auto parsed = Parse(std::move(flags));
  EXPECT_TRUE(std::holds_alternative<RunOptions>(parsed));
  return std::holds_alternative<RunOptions>(parsed) ? std::get<RunOptions>(parsed) : RunOptions{};
}

TEST(RunCommandLineTest, HasDefaultsForAll) {
  const RunOptions options = ParseOk({});
  EXPECT_FALSE(options.is_echo);
  EXPECT_EQ(options.load.shape, Shape::kUnary);
  EXPECT_EQ(options.load.events.work, Work::kEarn);
  EXPECT_EQ(options.load.events.ids, IdKind::kTimeOrdered);
  EXPECT_EQ(options.load.events.repeat_percent, 1);
  EXPECT_EQ(options.load.check, Check::kTotals);
  EXPECT_EQ(options.load.in_flight, 64);
  EXPECT_EQ(options.load.rate, 0);
  EXPECT_EQ(options.load.batch_size, 1'000);
  EXPECT_EQ(options.population.members, 100'000);
  EXPECT_EQ(options.population.partners, 8);
  EXPECT_EQ(options.population.spread, Spread::kUniform);
  EXPECT_EQ(options.warm_up_seconds, 1);
  EXPECT_EQ(options.seconds, 5);
}

TEST(RunCommandLineTest, TakesAllFlags) {
  const RunOptions options = ParseOk({"--server=127.0.0.1:7400",
                                      "--operator-key-file=key",
                                      "--server-pid=77",
                                      "--database-pid=78",
                                      "--server-flag=--one",
                                      "--server-flag=--two=2",
                                      "--shape=stream",
                                      "--work=mix",
                                      "--earn-by=purchase",
                                      "--members=500",
                                      "--partners=3",
                                      "--spread=zipf",
                                      "--in-flight=4096",
                                      "--rate=1000.5",
                                      "--repeat-percent=2.5",
                                      "--ids=random",
                                      "--warm-up-seconds=0",
                                      "--seconds=0.5",
                                      "--threads=2",
                                      "--channels=4",
                                      "--cpus=0,2-3",
                                      "--server-cpus=1",
                                      "--check=full",
                                      "--json=-",
                                      "--quiet"});
  EXPECT_EQ(options.server.addresses, std::vector<std::string>{"127.0.0.1:7400"});
  EXPECT_EQ(options.server.operator_key_file, "key");
  EXPECT_EQ(options.server.pids, std::vector<pid_t>{77});
  EXPECT_EQ(options.database_pid, 78);
  EXPECT_EQ(options.server.flags, (std::vector<std::string>{"--one", "--two=2"}));
  EXPECT_EQ(options.server.cpus, Cpus{1});
  EXPECT_EQ(options.load.shape, Shape::kStream);
  EXPECT_EQ(options.load.events.work, Work::kMix);
  EXPECT_EQ(options.load.earn_by, EarnBy::kPurchase);
  EXPECT_EQ(options.population.members, 500);
  EXPECT_EQ(options.population.partners, 3);
  EXPECT_EQ(options.population.spread, Spread::kZipf);
  EXPECT_EQ(options.load.in_flight, 4'096);
  EXPECT_EQ(options.load.rate, 1'000.5);
  EXPECT_EQ(options.load.events.repeat_percent, 2.5);
  EXPECT_EQ(options.load.events.ids, IdKind::kRandom);
  EXPECT_EQ(options.warm_up_seconds, 0);
  EXPECT_EQ(options.seconds, 0.5);
  EXPECT_EQ(options.load.threads, 2);
  EXPECT_EQ(options.load.channels, 4);
  EXPECT_EQ(options.cpus, (Cpus{0, 2, 3}));
  EXPECT_EQ(options.load.check, Check::kFull);
  EXPECT_EQ(options.json, "-");
  EXPECT_TRUE(options.quiet);
}

TEST(RunCommandLineTest, TakesSeveralServers) {
  for (const auto& flags : {std::vector<std::string>{"--server=a:1,b:2", "--server-pid=7,8"},
                            {"--server=a:1", "--server-pid=7", "--server=b:2", "--server-pid=8"}}) {
    std::vector<std::string> all{"--operator-key-file=key"};
    all.insert(all.end(), flags.begin(), flags.end());
    const RunOptions options = ParseOk(all);
    EXPECT_EQ(options.server.addresses, (std::vector<std::string>{"a:1", "b:2"}));
    EXPECT_EQ(options.server.pids, (std::vector<pid_t>{7, 8}));
  }
}

TEST(RunCommandLineTest, AsksForLanesOnlyWhenItIsAskedTo) {
  EXPECT_EQ(ParseOk({}).server.lanes, 0);
  const RunOptions options = ParseOk({"--store=mysql://u@h/d", "--lanes=64"});
  EXPECT_EQ(options.server.lanes, 64);
  EXPECT_EQ(options.server.store, "mysql://u@h/d");
}

TEST(RunCommandLineTest, RefusesWhatIsWrong) {
  const std::vector<std::vector<std::string>> wrong{
      {"--shape=square"},
      {"--shape=0"},
      {"--work=sell"},
      {"--spread=even"},
      {"--ids=uuidv1"},
      {"--check=some"},
      {"--in-flight=0"},
      {"--in-flight=4097"},
      {"--batch-size=0"},
      {"--batch-size=10001"},
      {"--members=0"},
      {"--partners=0"},
      {"--partners=101"},
      {"--members=7"},
      {"--rate=-1"},
      {"--repeat-percent=101"},
      {"--seconds=0"},
      {"--threads=65"},
      {"--cpus=0,x"},
      {"--cpus=3-1"},
      {"--cpus="},
      {"--server=127.0.0.1:1"},
      {"--target=echo"},
      {"--what"},
      {"--lanes=65"},
      {"--lanes=-1"},
      {"--lanes=2", "--server=127.0.0.1:1", "--operator-key-file=key"},
      {"--server=127.0.0.1:1", "127.0.0.1:2", "--operator-key-file=key"},
      {"--server-pid=x"},
      {"--database-pid=x"},
      {"word"},
      {"--target=echo", "--server=127.0.0.1:1", "--shape=batch"}};
  for (const auto& flags : wrong) {
    const auto parsed = Parse(flags);
    ASSERT_TRUE(std::holds_alternative<int>(parsed)) << flags.front();
    EXPECT_EQ(std::get<int>(parsed), 2) << flags.front();
  }
}

TEST(RunCommandLineTest, ExplainsItself) {
  const auto parsed = Parse({"--help"});
  ASSERT_TRUE(std::holds_alternative<int>(parsed));
  EXPECT_EQ(std::get<int>(parsed), 0);
}

TEST(RunCommandLineTest, AnEchoServerNeedsNoKey) {
  EXPECT_TRUE(ParseOk({"--target=echo", "--server=127.0.0.1:1"}).is_echo);
}

TEST(FlagsTest, ReadsListsOfCores) {
  EXPECT_EQ(ParseCpus("0"), Cpus{0});
  EXPECT_EQ(ParseCpus("3,1-2"), (Cpus{3, 1, 2}));
  EXPECT_EQ(ParseCpus("1023"), Cpus{1'023});
  for (const char* wrong : {"", ",", "1,", "-1", "1-", "a", "1024", "2-1", "1 2", "0x1"}) {
    EXPECT_EQ(ParseCpus(wrong), std::nullopt) << wrong;
  }
}

TEST(FillingCommandLineTest, TakesItsFlags) {
  const std::vector<const char*> argv{"load",
                                      "--members=1000",
                                      "--transactions=5000",
                                      "--report-every=1000",
                                      "--max-seconds=3",
                                      "--json=reports",
                                      "--work=mix",
                                      "--batch-size=50",
                                      "--store-folder=store"};
  const auto parsed = ParseFillingCommandLine(static_cast<int>(argv.size()), argv.data());
  ASSERT_TRUE(std::holds_alternative<FillingOptions>(parsed));
  const auto& options = std::get<FillingOptions>(parsed);
  EXPECT_EQ(options.population.members, 1'000);
  EXPECT_EQ(options.transactions, 5'000);
  EXPECT_EQ(options.report_every, 1'000);
  EXPECT_EQ(options.seconds_max, 3);
  EXPECT_EQ(options.json, "reports");
  EXPECT_EQ(options.store_folder, "store");
  EXPECT_EQ(options.load.shape, Shape::kBatch);
  EXPECT_EQ(options.load.events.work, Work::kMix);
  EXPECT_EQ(options.load.batch_size, 50);
}

TEST(FillingCommandLineTest, RefusesWhatIsWrong) {
  for (const char* wrong : {"--transactions=0", "--report-every=1", "--max-seconds=-1",
                            "--server=127.0.0.1:1", "--shape=unary"}) {
    const std::vector<const char*> argv{"load", wrong};
    const auto parsed = ParseFillingCommandLine(2, argv.data());
    ASSERT_TRUE(std::holds_alternative<int>(parsed)) << wrong;
    EXPECT_EQ(std::get<int>(parsed), 2) << wrong;
  }
}

}  // namespace
}  // namespace coalition::bench
