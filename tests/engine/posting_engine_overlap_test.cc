#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "server/engine/posting_engine.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/engine/hand_clock.h"
#include "tests/engine/till.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"

namespace coalition::engine {
namespace {

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

  const auto snapshot = store_->OpenSnapshot();
  ASSERT_TRUE(snapshot.ok());
  ExpectLedgerOf(tills, **snapshot, *catalog_->Get());
}

}  // namespace
}  // namespace coalition::engine
