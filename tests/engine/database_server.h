#ifndef COALITION_TESTS_ENGINE_DATABASE_SERVER_H_
#define COALITION_TESTS_ENGINE_DATABASE_SERVER_H_

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/engine/posting_engine.h"
#include "server/store/mysql/mysql_store.h"
#include "tests/engine/hand_clock.h"
#include "tests/engine/till.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::engine {

// The number of lanes counts when there is no network yet.
inline std::unique_ptr<store::LedgerStore> OpenStore(const std::string& address, int lanes = 1) {
  return store::mysql::Need(store::mysql::MysqlStore::Open(
      {.address = store::mysql::AddressOf(address), .lane_count = lanes}));
}

// What a coalitiond has below its gRPC services, over a database that it may share.
class DatabaseServer {
 public:
  explicit DatabaseServer(const std::string& address)
      : store_(OpenStore(address)),
        catalog_(store::mysql::Need(store_->LoadCatalog())),
        engine_(*store_, catalog_, clock_, {}) {}

  std::future<Answers> Begin(std::vector<domain::Command> commands) {
    auto promise = std::make_shared<std::promise<Answers>>();
    const auto taken = engine_.Submit(std::move(commands), [promise](Answers answers) {
      promise->set_value(std::move(answers));
    });
    COALITION_CHECK(taken.ok(), "the queue has room");
    return promise->get_future();
  }
  Answers Submit(std::vector<domain::Command> commands) { return Begin(std::move(commands)).get(); }
  std::string OutcomeOf(domain::Command command) {
    return domain::Outcome(Submit({std::move(command)}).front());
  }
  PublishedCatalog::View View() { return store::mysql::Need(catalog_.OpenView(*store_)); }
  void Drain() { engine_.Drain(); }
  HandClock& clock() { return clock_; }

 private:
  std::unique_ptr<store::LedgerStore> store_;
  HandClock clock_;
  PublishedCatalog catalog_;
  PostingEngine engine_;
};

// Three servers on a database of their own, with the scenario's partners and members.
class DatabaseServers {
 public:
  explicit DatabaseServers(int lanes, std::uint64_t members)
      : address_(store::mysql::FreshDatabase()) {
    store::SetUpNetwork(*OpenStore(address_, lanes), members);
    for (int i = 0; i < 3; ++i) servers_.push_back(std::make_unique<DatabaseServer>(address_));
  }

  DatabaseServer& operator[](std::size_t number) { return *servers_[number % servers_.size()]; }
  void Drain() {
    for (const auto& server : servers_) server->Drain();
  }

 private:
  const std::string address_;
  std::vector<std::unique_ptr<DatabaseServer>> servers_;
};

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_DATABASE_SERVER_H_
