#include "clients/coalitionctl/command_line.h"

#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using Arguments = std::vector<std::string>;

struct Parsed {
  explicit Parsed(const Arguments& arguments) : result(ParseCommandLine(arguments, out, err)) {}

  const Invocation& invocation() const { return std::get<Invocation>(result); }
  ExitCode exit_code() const { return std::get<ExitCode>(result); }
  std::vector<std::pair<std::string, std::string>> flags() const {
    std::vector<std::pair<std::string, std::string>> flags;
    for (const GivenFlag& given : invocation().flags) {
      flags.emplace_back(given.flag.name, given.text);
    }
    return flags;
  }

  std::ostringstream out;
  std::ostringstream err;
  std::variant<Invocation, ExitCode> result;
};

Arguments WithGlobals(Arguments arguments) {
  arguments.insert(arguments.end(), {"--server=localhost:1", "--key-file", "k"});
  return arguments;
}

class CommandLineTest : public ::testing::Test {
 protected:
  void SetUp() override { ForgetEnvironment(); }
  void TearDown() override { ForgetEnvironment(); }

 private:
  static void ForgetEnvironment() {
    ::unsetenv("COALITION_SERVER");
    ::unsetenv("COALITION_KEY_FILE");
  }
};

TEST_F(CommandLineTest, GlobalFlagsStandOnEitherSideOfTheCommand) {
  for (const Arguments& arguments :
       {Arguments{"--server=s:1", "--key-file=k", "--json", "--timeout-s=3", "get-window"},
        Arguments{"get-window", "--server", "s:1", "--key-file", "k", "--json", "--timeout-s", "3"},
        Arguments{"--json", "--server=s:1", "get-window", "--timeout-s=3", "--key-file=k"}}) {
    const Parsed parsed(arguments);
    EXPECT_EQ(parsed.invocation().method.command, "get-window");
    EXPECT_EQ(parsed.invocation().server, "s:1");
    EXPECT_EQ(parsed.invocation().key_file, "k");
    EXPECT_TRUE(parsed.invocation().json);
    EXPECT_EQ(parsed.invocation().timeout_s, 3);
  }
}

TEST_F(CommandLineTest, ServerAndKeyFileComeFromTheEnvironmentToo) {
  ::setenv("COALITION_SERVER", "env:1", 1);
  ::setenv("COALITION_KEY_FILE", "env.key", 1);
  const Parsed parsed({"get-window"});
  const Parsed overruled({"get-window", "--server=flag:1"});
  EXPECT_EQ(parsed.invocation().server, "env:1");
  EXPECT_EQ(parsed.invocation().key_file, "env.key");
  EXPECT_EQ(overruled.invocation().server, "flag:1");
}

TEST_F(CommandLineTest, TextsReachTheRequestAsTyped) {
  const std::string line = R"({"sku":"A,B","quantity":1})";
  const Parsed parsed(WithGlobals({"earn", "--member", "nike/card:1", "--purchase.lines", line,
                                   "--purchase.lines", "{}", "--reference", "[a, \"b\"]"}));
  EXPECT_THAT(parsed.flags(),
              ElementsAre(Pair("member", "nike/card:1"), Pair("purchase.lines", line),
                          Pair("purchase.lines", "{}"), Pair("reference", "[a, \"b\"]")));
}

TEST_F(CommandLineTest, ValuesMayBeNegativeEmptyOrNamedLikeACommand) {
  EXPECT_THAT(Parsed(WithGlobals({"adjust", "--points", "-5"})).flags(),
              ElementsAre(Pair("points", "-5")));
  EXPECT_THAT(Parsed(WithGlobals({"adjust", "--points=-5"})).flags(),
              ElementsAre(Pair("points", "-5")));
  EXPECT_THAT(Parsed(WithGlobals({"adjust", "--reason=", "--currency", ""})).flags(),
              ElementsAre(Pair("currency", ""), Pair("reason", "")));
  EXPECT_THAT(Parsed(WithGlobals({"adjust", "--reason", "burn"})).flags(),
              ElementsAre(Pair("reason", "burn")));
  EXPECT_THAT(Parsed(WithGlobals({"adjust", "--reason=a=b"})).flags(),
              ElementsAre(Pair("reason", "a=b")));
}

TEST_F(CommandLineTest, ABoolNeedsNoValue) {
  EXPECT_THAT(Parsed(WithGlobals({"resolve-dispute", "--uphold", "--dispute-id", "d"})).flags(),
              ElementsAre(Pair("dispute-id", "d"), Pair("uphold", "true")));
  EXPECT_THAT(Parsed(WithGlobals({"resolve-dispute", "--uphold=false"})).flags(),
              ElementsAre(Pair("uphold", "false")));
}

TEST_F(CommandLineTest, OnlyListsHavePageFlags) {
  const Parsed parsed(WithGlobals({"list-partners", "--all", "--max-rows", "50"}));
  EXPECT_TRUE(parsed.invocation().all_pages);
  EXPECT_EQ(parsed.invocation().rows_max, 50);
  EXPECT_EQ(Parsed(WithGlobals({"get-partner", "--all"})).exit_code(), ExitCode::kUsage);
}

TEST_F(CommandLineTest, WrongLinesAreUsageErrors) {
  for (const Arguments& arguments :
       {Arguments{}, WithGlobals({}), WithGlobals({"no-such-call"}), WithGlobals({"submit-stream"}),
        WithGlobals({"get-window", "--nonsense", "1"}), WithGlobals({"get-window", "--window-id"}),
        WithGlobals({"get-window", "get-partner"}), WithGlobals({"get-window", "--timeout-s", "0"}),
        Arguments{"get-window", "--server=s:1"},
        WithGlobals({"get-window", "--window-id", "1", "--window-id", "2"})}) {
    const Parsed parsed(arguments);
    ASSERT_TRUE(std::holds_alternative<ExitCode>(parsed.result))
        << ::testing::PrintToString(arguments);
    EXPECT_EQ(parsed.exit_code(), ExitCode::kUsage);
    EXPECT_THAT(parsed.err.str(), ::testing::StartsWith("coalitionctl: "));
    EXPECT_THAT(parsed.out.str(), IsEmpty());
  }
}

TEST_F(CommandLineTest, AMistypedCommandIsNamed) {
  EXPECT_EQ(Parsed(WithGlobals({"ern"})).err.str(),
            "coalitionctl: unknown: ern\nSee coalitionctl --help\n");
}

TEST_F(CommandLineTest, HelpListsCommandsByServiceAndWhatIsLeftOut) {
  const Parsed parsed({"--help"});
  EXPECT_EQ(parsed.exit_code(), ExitCode::kOk);
  const std::string help = parsed.out.str();
  for (const char* part : {"PointsService:", "SettlementService:", "  close-window ", "Exit codes",
                           "Calls that take a stream are not offered: SubmitStream"}) {
    EXPECT_THAT(help, HasSubstr(part));
  }
}

TEST_F(CommandLineTest, HelpOfACommandHasTheCommentsOfTheProtos) {
  const Parsed parsed({"earn", "--help"});
  EXPECT_EQ(parsed.exit_code(), ExitCode::kOk);
  EXPECT_THAT(parsed.out.str(), HasSubstr("Credits points. Errors"));
  EXPECT_THAT(parsed.out.str(), HasSubstr("--purchase.amount GBP:12.50"));
}

TEST_F(CommandLineTest, VersionNeedsNothingElse) {
  const Parsed parsed({"--version"});
  EXPECT_EQ(parsed.exit_code(), ExitCode::kOk);
  EXPECT_THAT(parsed.out.str(), ::testing::MatchesRegex("coalitionctl [0-9.]+\n"));
}

}  // namespace
}  // namespace coalition::ctl
