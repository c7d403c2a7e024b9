#ifndef COALITION_TESTS_ENGINE_TILL_H_
#define COALITION_TESTS_ENGINE_TILL_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "server/domain/command.h"
#include "server/reporting/ledger_audit.h"
#include "tests/domain/builders.h"
#include "tests/store/scenario.h"

namespace coalition::engine {

using Answers = std::vector<domain::Answer>;

// One till that earns and burns for the same few members as all others, and repeats itself.
class Till {
 public:
  Till(int number, std::uint64_t members, bool answers_may_be_lost = false)
      : name_(std::to_string(number) + "-"),
        answers_may_be_lost_(answers_may_be_lost),
        random_(static_cast<std::uint64_t>(number)),
        members_(members) {}

  std::vector<domain::Command> Next() {
    std::vector<domain::Command> commands;
    for (std::uint64_t count = 1 + random_() % 8; count > 0; --count) {
      if (!sent_.empty() && random_() % 10 == 0) {
        commands.push_back(sent_[random_() % sent_.size()]);
        continue;
      }
      const std::string name = name_ + std::to_string(sent_.size());
      const domain::MemberId member = store::Member(1 + random_() % members_);
      sent_.push_back(random_() % 3 == 0 ? store::BurnPoints(name, store::kBakery, member, 4)
                                         : store::EarnPoints(name, store::kBakery, member, 2));
      commands.push_back(sent_.back());
    }
    return commands;
  }

  void Hear(const std::vector<domain::Command>& commands, const Answers& answers) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const auto* effect = std::get_if<domain::Effect>(&answers[i].outcome);
      const std::string said = effect == nullptr
                                   ? domain::Outcome(answers[i])
                                   : std::get<domain::Transaction>(*effect).id.ToString();
      const auto [before, is_first] =
          said_.try_emplace(commands[i].header.request.request_id, said);
      EXPECT_EQ(before->second, said) << "a request has one outcome";
      // The first answer may have been lost on its way.
      const bool may_be_either = is_first && answers_may_be_lost_;
      EXPECT_TRUE(may_be_either || answers[i].replayed == !is_first);
      if (effect == nullptr || !is_first) continue;
      const auto& transaction = std::get<domain::Transaction>(*effect);
      EXPECT_GE(transaction.balance_after.available.value(), 0);
      points_[transaction.member] += transaction.points.value();
    }
  }

  const std::map<domain::MemberId, std::int64_t>& points() const { return points_; }

 private:
  const std::string name_;
  const bool answers_may_be_lost_;
  std::mt19937_64 random_;
  const std::uint64_t members_;
  std::vector<domain::Command> sent_;
  std::map<std::string, std::string> said_;
  std::map<domain::MemberId, std::int64_t> points_;
};

// The points of all members are what the tills were told, and the audit finds nothing.
inline void ExpectLedgerOf(const std::vector<Till>& tills, store::LedgerSnapshot& snapshot,
                           const domain::Catalog& catalog) {
  std::map<domain::MemberId, std::int64_t> points;
  domain::ReadSet wanted;
  for (const Till& till : tills) {
    for (const auto& [member, moved] : till.points()) {
      points[member] += moved;
      wanted.accounts.insert({member, store::kPoints});
    }
  }
  domain::LedgerState state;
  ASSERT_TRUE(snapshot.Load(wanted, state).ok());
  for (const auto& [key, account] : state.accounts) {
    EXPECT_EQ(account.Available(domain::On("2026-03-10")).value(), points[key.member]);
  }
  const auto report = reporting::AuditLedger(snapshot, catalog);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->first_difference, "");
}

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_TILL_H_
