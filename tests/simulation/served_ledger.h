#ifndef COALITION_TESTS_SIMULATION_SERVED_LEDGER_H_
#define COALITION_TESTS_SIMULATION_SERVED_LEDGER_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "server/engine/clock.h"
#include "server/engine/posting_engine.h"
#include "server/engine/published_catalog.h"
#include "server/store/ledger_store.h"
#include "tests/engine/fault_store.h"
#include "tests/simulation/model.h"
#include "tests/simulation/records.h"

namespace coalition::simulation {

// What the store does at its next call of a step; see FaultStore.
struct Injection {
  enum class Effect {
    kFine,
    // Not done, and said so.
    kUnavailable,
    // Not done, or done; said to be unknown.
    kInDoubt,
    kDoneInDoubt,
    // And then the store cannot be reached: the next begin fails, whoever begins.
    kDoneInDoubtAndGone,
    // The process dies there.
    kKill,
  };
  engine::FaultStore::Step step = engine::FaultStore::Step::kBegin;
  Effect effect = Effect::kFine;
  // The call waits until all of the step was submitted.
  bool waits = false;
};

// The real engine over a real store, as the server wires them. One step at a time; not thread-safe.
class ServedLedger {
 public:
  // "memory:", "sqlite:DIR" or "mysql://..."; makes the network when there is none.
  static absl::StatusOr<std::unique_ptr<ServedLedger>> Open(const std::string& store,
                                                            const NetworkSettings& settings,
                                                            int batch_commands_max);

  using Answers = std::vector<std::vector<Answer>>;
  // Called with the index of a submission and its answers, on a thread of the engine.
  using OnAnswer = std::function<void(std::size_t, const std::vector<Answer>&)>;

  // Submits all of them in order, the first by itself when an injection waits, and returns all
  // answers. An injection whose call does not come is forgotten.
  Answers Run(const Model::Submissions& submissions, Moment clock,
              const std::vector<Injection>& injections, const OnAnswer& on_answer = {});
  // The process ends and begins again; a store in memory stays.
  absl::Status Restart();

  // Waits for the batches of a process that died, whose database goes on with them.
  absl::Status AwaitBatches();
  // By lane, when its last commit was decided.
  absl::StatusOr<std::vector<Moment>> LaneTimes() const;

  absl::StatusOr<Facts> ReadEverything(Moment now) const;
  // The audit of VerifyLedger; empty when all agrees.
  absl::StatusOr<std::string> Audit() const;
  // Members and currencies that a sweep would find.
  absl::StatusOr<std::vector<std::pair<int, int>>> ExpiredAccounts(Moment now) const;

 private:
  class SetClock final : public engine::Clock {
   public:
    domain::Moment Now() const override { return {micros.load()}; }
    std::atomic<Moment> micros = 0;
  };
  struct Rendezvous;

  ServedLedger() = default;
  absl::Status Start();
  void Inject(const std::vector<Injection>& injections, Rendezvous& rendezvous);
  absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>> Snapshot() const;

  std::string address_;
  engine::EngineOptions options_;
  SetClock clock_;
  std::unique_ptr<store::LedgerStore> store_;
  std::unique_ptr<engine::FaultStore> faults_;
  std::unique_ptr<engine::PublishedCatalog> catalog_;
  // Ends first.
  std::unique_ptr<engine::PostingEngine> engine_;
};

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_SERVED_LEDGER_H_
