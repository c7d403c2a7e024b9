#ifndef COALITION_TESTS_ENGINE_MYSQL_ENGINE_H_
#define COALITION_TESTS_ENGINE_MYSQL_ENGINE_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "server/engine/posting_engine.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/engine/hand_clock.h"
#include "tests/engine/till.h"
#include "tests/store/mysql/connect.h"
#include "tests/testing/wait_until.h"

namespace coalition::engine {

// The number of lanes counts when there is no network yet.
inline std::unique_ptr<store::LedgerStore> OpenMysql(const store::mysql::ServerAddress& address,
                                                     int lanes = 1) {
  return store::mysql::Need(
      store::mysql::MysqlStore::Open({.address = address, .lane_count = lanes}));
}
inline std::unique_ptr<store::LedgerStore> OpenMysql(std::string_view address, int lanes = 1) {
  return OpenMysql(store::mysql::AddressOf(address), lanes);
}

// What a coalitiond has below its gRPC services, over a network that exists. Thread-safe but for
// Drain.
class MysqlEngine {
 public:
  explicit MysqlEngine(std::unique_ptr<store::LedgerStore> store)
      : store_(std::move(store)),
        catalog_(store::mysql::Need(store_->LoadCatalog())),
        engine_(*store_, catalog_, clock_, {}) {}
  explicit MysqlEngine(std::string_view address) : MysqlEngine(OpenMysql(address)) {}

  Answers Submit(std::vector<domain::Command> commands) {
    auto promise = std::make_shared<std::promise<Answers>>();
    const auto taken = engine_.Submit(std::move(commands), [promise](Answers answers) {
      promise->set_value(std::move(answers));
    });
    COALITION_CHECK(taken.ok(), "the queue has room");
    return promise->get_future().get();
  }
  domain::Answer SubmitOne(domain::Command command) { return Submit({std::move(command)}).front(); }
  std::string OutcomeOf(domain::Command command) {
    return domain::Outcome(SubmitOne(std::move(command)));
  }
  absl::StatusOr<PublishedCatalog::View> TryView() { return catalog_.OpenView(*store_); }
  PublishedCatalog::View View() { return store::mysql::Need(TryView()); }
  store::LedgerStore& store() { return *store_; }
  void Drain() { engine_.Drain(); }
  HandClock& clock() { return clock_; }

 private:
  std::unique_ptr<store::LedgerStore> store_;
  HandClock clock_;
  PublishedCatalog catalog_;
  PostingEngine engine_;
};

inline bool IsStoreUnavailable(const domain::Answer& answer) {
  const auto* rejection = std::get_if<domain::Rejection>(&answer.outcome);
  return rejection != nullptr && rejection->reason == domain::Reason::kStoreUnavailable;
}

// Sends the till's next commands, the same again and again, until the store takes them. Each time
// that it does not is added to `refusals`.
inline void SubmitUntilTaken(MysqlEngine& engine, Till& till, std::atomic<std::int64_t>& refusals) {
  constexpr std::chrono::seconds kPatience{60};
  const auto commands = till.Next();
  Answers answers;
  const bool taken = testing_processes::WaitUntil(
      [&] {
        answers = engine.Submit(commands);
        const bool refused = std::any_of(answers.begin(), answers.end(), IsStoreUnavailable);
        if (refused) ++refusals;
        return !refused;
      },
      kPatience);
  ASSERT_TRUE(taken) << "the store takes nothing any more";
  till.Hear(commands, answers);
}

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_MYSQL_ENGINE_H_
