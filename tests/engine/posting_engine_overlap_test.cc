#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/engine/posting_engine.h"
#include "server/reporting/ledger_audit.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/domain/builders.h"
#include "tests/engine/hand_clock.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::engine {
namespace {

using Answers = std::vector<domain::Answer>;

// An engine over a store in which batches overlap as much as they can.
class OverlapTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kMembers = 5;

  void SetUp() override {
    store::SqliteOptions options;
    options.directory = folder_.path() + "/ledger";
    auto store = store::SqliteStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    store::SetUpNetwork(*store_, kMembers);
    catalog_ = std::make_unique<PublishedCatalog>(*store_->LoadCatalog());
    EngineOptions eager;
    eager.overlap_commands_min = 1;
    eager.read_ahead_commands_min = 1;
    engine_ = std::make_unique<PostingEngine>(*store_, *catalog_, clock_, eager);
  }

  Answers Submit(std::vector<domain::Command> commands) {
    auto promise = std::make_shared<std::promise<Answers>>();
    const auto taken = engine_->Submit(std::move(commands), [promise](Answers answers) {
      promise->set_value(std::move(answers));
    });
    COALITION_CHECK(taken.ok(), "the queue has room");
    return promise->get_future().get();
  }

  store::TempFolder folder_;
  std::unique_ptr<store::LedgerStore> store_;
  HandClock clock_;
  std::unique_ptr<PublishedCatalog> catalog_;
  std::unique_ptr<PostingEngine> engine_;
};

// One till that earns and burns for the same few members as all others, and repeats itself.
class Till {
 public:
  Till(int number, std::uint64_t members)
      : name_(std::to_string(number) + "-"),
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
      EXPECT_EQ(answers[i].replayed, !is_first);
      if (effect == nullptr || !is_first) continue;
      const auto& transaction = std::get<domain::Transaction>(*effect);
      EXPECT_GE(transaction.balance_after.available.value(), 0);
      points_[transaction.member] += transaction.points.value();
    }
  }

  const std::map<domain::MemberId, std::int64_t>& points() const { return points_; }

 private:
  const std::string name_;
  std::mt19937_64 random_;
  const std::uint64_t members_;
  std::vector<domain::Command> sent_;
  std::map<std::string, std::string> said_;
  std::map<domain::MemberId, std::int64_t> points_;
};

TEST_F(OverlapTest, BatchesAreDecidedAsIfOneByOne) {
  std::vector<Till> tills;
  for (int number = 0; number < 8; ++number) tills.emplace_back(number, kMembers);
  std::vector<std::thread> threads;
  for (Till& till : tills) {
    threads.emplace_back([&] {
      for (int i = 0; i < 150; ++i) {
        const auto commands = till.Next();
        till.Hear(commands, Submit(commands));
      }
    });
  }
  // What every batch goes on from changes, too.
  for (int i = 0; i < 10; ++i) {
    const std::string name = "operator " + std::to_string(i);
    domain::Limits limits;
    limits.earn_per_partner_day = domain::Points(1'000'000 + i);
    const auto answers = Submit(
        {store::ByOperator(name, domain::SetLimits{{store::kBakery, store::kPoints, limits}})});
    EXPECT_EQ(domain::Outcome(answers.front()), "ok");
    EXPECT_EQ(domain::Outcome(Submit({store::Close(name + " closes", name)}).front()), "ok");
  }
  for (std::thread& thread : threads) thread.join();
  engine_->Drain();

  std::map<domain::MemberId, std::int64_t> points;
  for (const Till& till : tills) {
    for (const auto& [member, moved] : till.points()) points[member] += moved;
  }
  const auto snapshot = store_->OpenSnapshot(domain::LaneId(0));
  ASSERT_TRUE(snapshot.ok());
  domain::ReadSet wanted;
  for (const auto& [member, moved] : points) wanted.accounts.insert({member, store::kPoints});
  domain::LedgerState state;
  ASSERT_TRUE((*snapshot)->Load(wanted, state).ok());
  for (const auto& [key, account] : state.accounts) {
    EXPECT_EQ(account.Available(domain::On("2026-03-10")).value(), points[key.member]);
  }
  const auto report = reporting::AuditLedger(**snapshot, *catalog_->Get());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->first_difference, "");
}

}  // namespace
}  // namespace coalition::engine
