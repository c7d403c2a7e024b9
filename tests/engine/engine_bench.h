#ifndef COALITION_TESTS_ENGINE_ENGINE_BENCH_H_
#define COALITION_TESTS_ENGINE_ENGINE_BENCH_H_

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "server/engine/posting_engine.h"
#include "tests/domain/world.h"
#include "tests/engine/fault_store.h"
#include "tests/engine/hand_clock.h"

namespace coalition::engine {

// A PostingEngine over a FaultStore over a World's ledger. The members and partners are the
// World's.
class EngineBench {
 public:
  using Answers = std::vector<domain::Answer>;

  explicit EngineBench(EngineOptions options = {}, std::uint64_t members = 3)
      : world(domain::NewCatalog(), members),
        catalog(*world.store().LoadCatalog()),
        engine(store, catalog, clock, Told(options)) {}

  // With request ids of their own.
  static domain::Command Earn(const std::string& request_id, std::int64_t points = 1) {
    domain::Command command = domain::By(
        domain::kBakery,
        domain::EarnOf(domain::kBakery, domain::MemberNo(1), domain::Points(points)), request_id);
    command.header.digest.fill(static_cast<std::uint8_t>(points));
    return command;
  }
  static domain::Command CreatePartner(const std::string& handle) {
    return domain::ByOperator(domain::CreatePartner{handle, handle, domain::MoneyOf("GBP"), 30},
                              handle);
  }

  // Its answers, once they are there.
  std::future<Answers> Submit(std::vector<domain::Command> commands) {
    auto promise = std::make_shared<std::promise<Answers>>();
    auto answers = promise->get_future();
    const auto taken = engine.Submit(
        std::move(commands), [promise](Answers all) { promise->set_value(std::move(all)); });
    COALITION_CHECK(taken.ok(), "the engine takes it");
    return answers;
  }
  std::string OutcomeOf(domain::Command command) {
    return domain::Outcome(Submit({std::move(command)}).get().front());
  }
  // Why the engine takes nothing now; "ok" when it does.
  std::string Refusal(std::vector<domain::Command> commands) {
    const auto taken = engine.Submit(std::move(commands), [](const Answers&) {});
    return taken.ok() ? "ok" : std::to_string(static_cast<int>(taken.rejection().reason));
  }
  domain::Points Available() {
    return world.AccountOf(domain::MemberNo(1)).Available(domain::On("2026-03-10"));
  }
  std::vector<absl::StatusCode> StoreErrors() {
    const std::lock_guard lock(errors_mutex_);
    return errors_;
  }

  // Not used to post: its catalog stays as it was.
  domain::World world;
  FaultStore store{world.store()};
  HandClock clock;
  PublishedCatalog catalog;

 private:
  EngineOptions Told(EngineOptions options) {
    options.on_store_error = [this](const absl::Status& status) {
      const std::lock_guard lock(errors_mutex_);
      errors_.push_back(status.code());
    };
    return options;
  }

  std::mutex errors_mutex_;
  std::vector<absl::StatusCode> errors_;

 public:
  // Last, so that it is drained before all else goes.
  PostingEngine engine;
};

// QUEUE_FULL and so on, as EngineBench::Refusal tells them.
inline const std::string kQueueFull = "25";
inline const std::string kShuttingDown = "29";
inline const std::string kUnavailable = "reason 28";

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_ENGINE_BENCH_H_
