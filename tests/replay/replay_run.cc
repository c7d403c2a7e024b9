#include "tests/replay/replay_run.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "clients/replay/text_file.h"
#include "tests/replay/served_ledger.h"

namespace coalition::replay_model {

using testing_processes::Finished;
using testing_processes::RunProgram;
using testing_processes::ServerProcess;

namespace {

std::string ReadText(const std::string& path) {
  const auto text = replay::ReadTextFile(path);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

}  // namespace

std::string Sample() { return ReadText(COALITION_REPLAY_SAMPLE); }

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

}  // namespace coalition::replay_model
