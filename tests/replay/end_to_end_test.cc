// The real server, the real program, and the model of what the ledger then holds.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/replay/text_file.h"
#include "tests/replay/model.h"
#include "tests/replay/served_ledger.h"
#include "tests/testing/server_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::replay_model {
namespace {

using testing_processes::ChildProcess;
using testing_processes::Finished;
using testing_processes::RunProgram;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;
using testing_processes::WriteFile;

constexpr std::chrono::minutes kPatience(5);

std::string ReadText(const std::string& path) {
  const auto text = replay::ReadTextFile(path);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

std::string Sample() { return ReadText(COALITION_REPLAY_SAMPLE); }

// The header and some rows of a file, by row from 0 up to, and without, `end`.
std::string Rows(const std::string& csv, const std::vector<std::pair<int, int>>& ranges) {
  std::string slice;
  int row = -1;
  for (std::size_t at = 0; at < csv.size(); ++row) {
    const std::size_t end = std::min(csv.find('\n', at), csv.size() - 1) + 1;
    const bool wanted = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
      return row >= range.first && row < range.second;
    });
    if (row < 0 || wanted) slice += csv.substr(at, end - at);
    at = end;
  }
  return slice;
}

// Real purchases when this machine has them: the first days, and the days about the end of the
// first month. The environment's COALITION_REPLAY_ROWS asks for the first so many rows instead.
std::string RealInvoices() {
  const char* named = std::getenv("COALITION_REPLAY_DATA");
  const std::string path = named != nullptr ? named : COALITION_REPLAY_DATA;
  if (!std::filesystem::exists(path)) {
    std::cout << "no " << path << ": the sample takes the place of real purchases\n";
    return Sample();
  }
  const char* rows = std::getenv("COALITION_REPLAY_ROWS");
  if (rows != nullptr) return Rows(ReadText(path), {{0, std::atoi(rows)}});
  return Rows(ReadText(path), {{0, 6'000}, {41'000, 45'000}});
}

struct Setting {
  std::string name;
  Unit unit = Unit::kInvoice;
  std::vector<std::string> server_flags{};
  NetworkSettings network{};
};

std::vector<std::string> ReplayArguments(const ServerProcess& server, const std::string& file,
                                         Unit unit) {
  std::vector<std::string> arguments{file, "--server=" + server.address(),
                                     "--key-file=" + server.operator_key_file(), "--deadline-s=3"};
  if (unit == Unit::kLine) arguments.push_back("--per-line");
  return arguments;
}

Finished Replay(const ServerProcess& server, const std::string& file, Unit unit) {
  return RunProgram(COALITION_REPLAY_PATH, ReplayArguments(server, file, unit), kPatience);
}

// Names and texts that only one of the two has.
std::string Differences(const Facts& expected, const Facts& actual) {
  constexpr int kShown = 20;
  Facts all = expected;
  all.insert(actual.begin(), actual.end());
  std::string text;
  int count = 0;
  for (const auto& [name, unused] : all) {
    const auto wanted = expected.find(name);
    const auto got = actual.find(name);
    const std::string model = wanted == expected.end() ? "(nothing)" : wanted->second;
    const std::string server = got == actual.end() ? "(nothing)" : got->second;
    if (model == server || ++count > kShown) continue;
    text += name + "\n  model:  " + model + "\n  server: " + server + "\n";
  }
  return count == 0 ? "" : std::to_string(count) + " differences\n" + text;
}

void ExpectLedgerIsTheModels(const ServerProcess& server, const std::string& csv,
                             const Setting& setting) {
  const ServedLedger ledger(server.address(), server.operator_key());
  Model model(ledger.ReadSettings(setting.network), setting.unit);
  model.Report(csv);
  const auto customers = model.customers();
  EXPECT_FALSE(customers.empty());
  EXPECT_EQ(Differences(model.LedgerFacts(), ledger.ReadFacts(customers)), "");

  Facts expected;
  Facts actual;
  for (const auto& [customer, today] : ledger.ReadBalances(customers)) {
    expected[customer] = model.BalanceOn(customer, today.as_of);
    actual[customer] = today.balance;
  }
  EXPECT_EQ(Differences(expected, actual), "");

  const LedgerVerification verification = ledger.Verify();
  EXPECT_TRUE(verification.ok) << verification.first_difference;
  EXPECT_EQ(verification.members, static_cast<std::int64_t>(customers.size()));
}

// What the program says of itself: the count in the row of a command and an outcome.
std::int64_t CountOf(const std::string& out, const std::string& command,
                     const std::string& outcome) {
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("  " + outcome + " ");
    if (!line.starts_with(command + " ") || at == std::string::npos) continue;
    std::string digits = line.substr(line.rfind(' ') + 1);
    std::erase(digits, ',');
    return std::atoll(digits.c_str());
  }
  return 0;
}

void ExpectCountsAreTheModels(const std::string& out, const std::string& csv,
                              const ServerProcess& server, const Setting& setting) {
  const ServedLedger ledger(server.address(), server.operator_key());
  Model model(ledger.ReadSettings(setting.network), setting.unit);
  model.Report(csv);
  const auto expected = [&](const std::string& name) {
    const auto count = model.counts().find(name);
    return count == model.counts().end() ? 0 : count->second;
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"earn", "accepted"},           {"earn", "rejected: RATE_YIELDS_NOTHING"},
      {"burn", "accepted"},           {"reverse", "accepted"},
      {"reverse", "unmatched units"}, {"reverse", "rejected: INSUFFICIENT_POINTS"}};
  for (const auto& [command, outcome] : rows) {
    EXPECT_EQ(CountOf(out, command, outcome), expected(command + " " + outcome))
        << command << " " << outcome << "\n"
        << out;
  }
}

class ReplayTest : public testing::TestWithParam<Setting> {
 protected:
  void Start(const std::string& csv) {
    auto started = ServerProcess::Start({.flags = GetParam().server_flags});
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    WriteFile(file_, csv);
  }

  TemporaryFolder folder_;
  const std::string file_ = folder_.File("invoices.csv");
  std::unique_ptr<ServerProcess> server_;
};

TEST_P(ReplayTest, SampleEndsInTheModelsLedger) {
  ASSERT_NO_FATAL_FAILURE(Start(Sample()));
  const Finished replay = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(replay.Succeeded()) << replay.ToString();
  ExpectLedgerIsTheModels(*server_, Sample(), GetParam());
  ExpectCountsAreTheModels(replay.out, Sample(), *server_, GetParam());
}

TEST_P(ReplayTest, SecondRunIsReplayedWhole) {
  ASSERT_NO_FATAL_FAILURE(Start(Sample()));
  const Finished first = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(first.Succeeded()) << first.ToString();
  const Finished second = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(second.Succeeded()) << second.ToString();
  for (const char* command : {"earn", "burn", "reverse"}) {
    EXPECT_EQ(CountOf(second.out, command, "accepted"), 0) << second.out;
    EXPECT_EQ(CountOf(second.out, command, "replayed"), CountOf(first.out, command, "accepted"))
        << second.out;
  }
  ExpectLedgerIsTheModels(*server_, Sample(), GetParam());
}

NetworkSettings With(WhenGone when_gone, int scale, int utc_offset_hours) {
  NetworkSettings settings;
  settings.when_gone = when_gone;
  settings.scale = scale;
  settings.utc_offset = std::chrono::hours(utc_offset_hours);
  return settings;
}

INSTANTIATE_TEST_SUITE_P(Networks, ReplayTest,
                         testing::Values(Setting{"ByInvoice"}, Setting{"ByLine", Unit::kLine},
                                         Setting{"ChargePartner",
                                                 Unit::kInvoice,
                                                 {"--negative-balance=charge-partner"},
                                                 With(WhenGone::kChargePartner, 0, 0)},
                                         Setting{"Reject",
                                                 Unit::kLine,
                                                 {"--negative-balance=reject"},
                                                 With(WhenGone::kReject, 0, 0)},
                                         Setting{"ScaleTwoInTokyo",
                                                 Unit::kInvoice,
                                                 {"--currency=MILES:2", "--time-zone=Asia/Tokyo"},
                                                 With(WhenGone::kAllowNegative, 2, 9)}),
                         [](const auto& param) { return param.param.name; });

// Whether some of the file is in the ledger. The ledger is asked, not the clock.
bool HasTransactions(const ServerProcess& server, std::size_t at_least) {
  const Client client({.server = server.address(), .api_key = server.operator_key()});
  const auto page = client.ListTransactions({.page_size = 1'000});
  return page && page->items.size() >= at_least;
}

constexpr std::size_t kSomeTransactions = 200;

// One call after the other, so that there is time to end something in the middle.
std::vector<std::string> SlowReplayArguments(const ServerProcess& server, const std::string& file,
                                             Unit unit) {
  std::vector<std::string> arguments = ReplayArguments(server, file, unit);
  arguments.push_back("--concurrency=1");
  return arguments;
}

TEST(ReplayInterruptTest, InterruptStopsCleanlyAndSaysHowToGoOn) {
  const auto server = ServerProcess::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  const TemporaryFolder folder;
  const std::string file = folder.File("invoices.csv");
  WriteFile(file, RealInvoices());
  auto replay = ChildProcess::Start(COALITION_REPLAY_PATH,
                                    SlowReplayArguments(**server, file, Unit::kInvoice));
  ASSERT_TRUE(replay.ok()) << replay.status();
  WaitUntil([&] { return (*replay)->Ended() || HasTransactions(**server, 1); }, kPatience);
  (*replay)->Signal(SIGINT);
  constexpr int kInterrupted = 130;
  EXPECT_EQ((*replay)->Wait(kPatience), (testing_processes::Exit{kInterrupted, 0}));
  EXPECT_THAT((*replay)->err(), testing::HasSubstr("interrupted"));
  EXPECT_THAT((*replay)->err(), testing::HasSubstr("Run the same command again"));
}

class RealReplayTest : public ReplayTest {};

TEST_P(RealReplayTest, RealPurchasesEndInTheModelsLedger) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  const Finished replay = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(replay.Succeeded()) << replay.ToString();
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
  ExpectCountsAreTheModels(replay.out, csv, *server_, GetParam());
}

TEST_P(RealReplayTest, KilledRunGoesOnWithoutDoubleEffect) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  auto killed = ChildProcess::Start(COALITION_REPLAY_PATH,
                                    SlowReplayArguments(*server_, file_, GetParam().unit));
  ASSERT_TRUE(killed.ok()) << killed.status();
  WaitUntil([&] { return (*killed)->Ended() || HasTransactions(*server_, kSomeTransactions); },
            kPatience);
  (*killed)->Kill9();
  ASSERT_EQ((*killed)->Ended()->signal, SIGKILL) << (*killed)->out();

  const Finished again = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(again.Succeeded()) << again.ToString();
  EXPECT_GT(CountOf(again.out, "earn", "replayed"), 0) << again.out;
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
}

TEST_P(RealReplayTest, KilledServerLosesNothingAndTheRunGoesOn) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  auto broken = ChildProcess::Start(COALITION_REPLAY_PATH,
                                    SlowReplayArguments(*server_, file_, GetParam().unit));
  ASSERT_TRUE(broken.ok()) << broken.status();
  WaitUntil([&] { return (*broken)->Ended() || HasTransactions(*server_, kSomeTransactions); },
            kPatience);
  server_->Kill9();
  const auto exit = (*broken)->Wait(kPatience);
  ASSERT_TRUE(exit.has_value()) << (*broken)->err();
  ASSERT_EQ(exit->code, EXIT_FAILURE) << (*broken)->out();
  EXPECT_THAT((*broken)->err(), testing::HasSubstr("Run the same command again"));

  ASSERT_TRUE(server_->Restart().ok());
  const ServedLedger after_restart(server_->address(), server_->operator_key());
  EXPECT_TRUE(after_restart.Verify().ok) << after_restart.Verify().first_difference;
  const Finished again = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(again.Succeeded()) << again.ToString();
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
  EXPECT_TRUE(server_->Terminate().ok());
}

INSTANTIATE_TEST_SUITE_P(Networks, RealReplayTest,
                         testing::Values(Setting{"ByInvoice"}, Setting{"ByLine", Unit::kLine}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace coalition::replay_model
