// The real server, the real program, and the model of what the ledger then holds.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/replay_run.h"
#include "tests/replay/served_ledger.h"
#include "tests/testing/server_process.h"
#include "tests/testing/wait_until.h"

namespace coalition::replay_model {
namespace {

using testing_processes::ChildProcess;
using testing_processes::Finished;
using testing_processes::ServerProcess;
using testing_processes::TemporaryFolder;
using testing_processes::WaitUntil;
using testing_processes::WriteFile;

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

TEST_P(ReplayTest, RealPurchasesEndInTheModelsLedger) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  const Finished replay = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(replay.Succeeded()) << replay.ToString();
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
  ExpectCountsAreTheModels(replay.out, csv, *server_, GetParam());
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

NetworkSettings With(WhenGone when_gone, int scale = 0, int utc_offset_hours = 0) {
  NetworkSettings settings;
  settings.when_gone = when_gone;
  settings.scale = scale;
  settings.utc_offset = std::chrono::hours(utc_offset_hours);
  return settings;
}

std::string NameOf(const testing::TestParamInfo<Setting>& info) { return info.param.name; }

const std::vector<std::string> kChargePartner = {"--negative-balance=charge-partner"};
const std::vector<std::string> kReject = {"--negative-balance=reject"};
const std::vector<std::string> kTokyo = {"--currency=MILES:2", "--time-zone=Asia/Tokyo"};

INSTANTIATE_TEST_SUITE_P(Networks, ReplayTest,
                         testing::Values(Setting{"ByInvoice"}, Setting{"ByLine", Unit::kLine},
                                         Setting{"ChargePartner", Unit::kInvoice, kChargePartner,
                                                 With(WhenGone::kChargePartner)},
                                         Setting{"Reject", Unit::kLine, kReject,
                                                 With(WhenGone::kReject)},
                                         Setting{"ScaleTwoInTokyo", Unit::kInvoice, kTokyo,
                                                 With(WhenGone::kAllowNegative, 2, 9)}),
                         NameOf);

// One network that gets one file after another.
class SecondFileTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = ServerProcess::Start({.store = testing_processes::Store::kMemory});
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  Finished ReplayText(const std::string& csv, Unit unit = Unit::kInvoice) {
    const TemporaryFolder folder;
    WriteFile(folder.File("invoices.csv"), csv);
    return Replay(*server_, folder.File("invoices.csv"), unit);
  }

  std::unique_ptr<ServerProcess> server_;
};

// What no window tells.
Facts OfMembers(Facts facts) {
  std::erase_if(facts, [](const auto& fact) {
    return !fact.first.starts_with("member ") && !fact.first.starts_with("liability ");
  });
  return facts;
}

TEST_F(SecondFileTest, LongerFileGoesOnWhereTheShorterOneEnded) {
  const Finished shorter = ReplayText(Rows(Sample(), {{0, 46}}));
  ASSERT_TRUE(shorter.Succeeded()) << shorter.ToString();
  const Finished longer = ReplayText(Sample());
  ASSERT_TRUE(longer.Succeeded()) << longer.ToString();
  EXPECT_EQ(CountOf(longer.out, "earn", "replayed"), CountOf(shorter.out, "earn", "accepted"));

  const ServedLedger ledger(server_->address(), server_->operator_key());
  Model model(ledger.ReadSettings({}), Unit::kInvoice);
  model.Report(Sample());
  EXPECT_EQ(
      Differences(OfMembers(model.LedgerFacts()), OfMembers(ledger.ReadFacts(model.customers()))),
      "");
  // Two for the two pieces of the month in which the shorter file ended.
  EXPECT_EQ(ledger.ReadFacts({}).count("window 3"), 1u);
  EXPECT_TRUE(ledger.Verify().ok) << ledger.Verify().first_difference;
}

TEST_F(SecondFileTest, LaterFileFindsTheMembersOfTheEarlierOne) {
  const std::string header =
      "invoice_no,stock_code,quantity,invoice_time,unit_price_gbp,customer_id,country\n";
  const Finished earlier = ReplayText(header +
                                      "1,A,9,2010-12-01T09:00:00Z,5,7,France\n"
                                      "2,A,9,2010-12-02T09:00:00Z,5,7,Malta\n");
  ASSERT_TRUE(earlier.Succeeded()) << earlier.ToString();
  const Finished later = ReplayText(header +
                                    "3,A,9,2011-01-01T09:00:00Z,5,7,Malta\n"
                                    "4,A,9,2011-01-02T09:00:00Z,5,7,France\n");
  ASSERT_TRUE(later.Succeeded()) << later.ToString();
  EXPECT_EQ(CountOf(later.out, "earn", "accepted"), 2) << later.out;
  const ServedLedger ledger(server_->address(), server_->operator_key());
  EXPECT_EQ(ledger.Verify().members, 1);
  EXPECT_EQ(ledger.ReadFacts({{"7", "malta"}}).at("member 7 known to"), "france malta ");
}

TEST_F(SecondFileTest, ChangedInvoiceFailsAndChangesNothing) {
  const std::string header =
      "invoice_no,stock_code,quantity,invoice_time,unit_price_gbp,customer_id,country\n";
  ASSERT_TRUE(ReplayText(header + "1,A,9,2010-12-01T09:00:00Z,5,7,France\n").Succeeded());
  const ServedLedger ledger(server_->address(), server_->operator_key());
  const Facts before = OfMembers(ledger.ReadFacts({{"7", "france"}}));
  const Finished changed = ReplayText(header + "1,A,8,2010-12-01T09:00:00Z,5,7,France\n");
  EXPECT_EQ(changed.exit, (testing_processes::Exit{EXIT_FAILURE, 0})) << changed.ToString();
  EXPECT_EQ(CountOf(changed.out, "earn", "FAILED: REQUEST_ID_REUSED"), 1) << changed.out;
  EXPECT_EQ(OfMembers(ledger.ReadFacts({{"7", "france"}})), before);
}

TEST_F(SecondFileTest, OtherEarnUnitIsRefusedBeforeAnythingIsPosted) {
  ASSERT_TRUE(ReplayText(Sample()).Succeeded());
  const ServedLedger ledger(server_->address(), server_->operator_key());
  const std::int64_t transactions = ledger.Verify().transactions;
  const Finished by_line = ReplayText(Sample(), Unit::kLine);
  EXPECT_EQ(by_line.exit, (testing_processes::Exit{EXIT_FAILURE, 0})) << by_line.ToString();
  EXPECT_THAT(by_line.err, testing::HasSubstr("--per-line"));
  EXPECT_EQ(ledger.Verify().transactions, transactions);
}

// Enough to be in the middle of reporting `csv`.
std::size_t SomeTransactionsOf(const std::string& csv) {
  const auto rows = static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n'));
  return std::min<std::size_t>(200, rows / 4);
}

// Returns when so many are in the ledger or the process has ended. The ledger is asked, not the
// clock.
void WaitForTransactions(const ServerProcess& server, ChildProcess& process, std::size_t count) {
  const Client client({.server = server.address(), .api_key = server.operator_key()});
  const auto posted = [&] {
    const auto page = client.ListTransactions({.page_size = 1'000});
    return page && page->items.size() >= count;
  };
  WaitUntil([&] { return process.Ended() || posted(); }, kPatience);
}

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
  WaitForTransactions(**server, **replay, 1);
  (*replay)->Signal(SIGINT);
  constexpr int kInterrupted = 130;
  EXPECT_EQ((*replay)->Wait(kPatience), (testing_processes::Exit{kInterrupted, 0}));
  EXPECT_THAT((*replay)->err(), testing::HasSubstr("interrupted"));
  EXPECT_THAT((*replay)->err(), testing::HasSubstr("Run the same command again"));
}

class BrokenReplayTest : public ReplayTest {};

TEST_P(BrokenReplayTest, KilledRunGoesOnWithoutDoubleEffect) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  auto killed = ChildProcess::Start(COALITION_REPLAY_PATH,
                                    SlowReplayArguments(*server_, file_, GetParam().unit));
  ASSERT_TRUE(killed.ok()) << killed.status();
  WaitForTransactions(*server_, **killed, SomeTransactionsOf(csv));
  (*killed)->Kill9();
  ASSERT_EQ((*killed)->Ended()->signal, SIGKILL) << (*killed)->out();

  const Finished again = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(again.Succeeded()) << again.ToString();
  EXPECT_GT(CountOf(again.out, "earn", "replayed"), 0) << again.out;
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
}

TEST_P(BrokenReplayTest, KilledServerLosesNothingAndTheRunGoesOn) {
  const std::string csv = RealInvoices();
  ASSERT_NO_FATAL_FAILURE(Start(csv));
  auto broken = ChildProcess::Start(COALITION_REPLAY_PATH,
                                    SlowReplayArguments(*server_, file_, GetParam().unit));
  ASSERT_TRUE(broken.ok()) << broken.status();
  WaitForTransactions(*server_, **broken, SomeTransactionsOf(csv));
  server_->Kill9();
  const auto exit = (*broken)->Wait(kPatience);
  ASSERT_TRUE(exit.has_value()) << (*broken)->err();
  ASSERT_EQ(exit->code, EXIT_FAILURE) << (*broken)->out();
  EXPECT_THAT((*broken)->err(), testing::HasSubstr("Run the same command again"));

  ASSERT_TRUE(server_->Restart().ok());
  const LedgerVerification after_restart =
      ServedLedger(server_->address(), server_->operator_key()).Verify();
  EXPECT_TRUE(after_restart.ok) << after_restart.first_difference;
  const Finished again = Replay(*server_, file_, GetParam().unit);
  ASSERT_TRUE(again.Succeeded()) << again.ToString();
  ExpectLedgerIsTheModels(*server_, csv, GetParam());
  EXPECT_TRUE(server_->Terminate().ok());
}

INSTANTIATE_TEST_SUITE_P(Networks, BrokenReplayTest,
                         testing::Values(Setting{"ByInvoice"}, Setting{"ByLine", Unit::kLine}),
                         NameOf);

}  // namespace
}  // namespace coalition::replay_model
