#include "tests/microbench/batch_cycle.h"

#include <optional>
#include <utility>

#include "server/domain/check.h"
#include "server/domain/ledger.h"
#include "server/engine/decide.h"
#include "server/engine/load.h"
#include "tests/domain/builders.h"

namespace coalition::microbench {
namespace {

using Steady = std::chrono::steady_clock;

void Check(const absl::Status& status) { COALITION_CHECK(status.ok(), status.ToString()); }

// Adds the time since the last call, or since it was made.
class Stopwatch {
 public:
  void Lap(PhaseTimes::Duration& phase) {
    const Steady::time_point now = Steady::now();
    phase += now - last_;
    last_ = now;
  }

 private:
  Steady::time_point last_ = Steady::now();
};

}  // namespace

BatchCycle::BatchCycle(store::LedgerStore& store) : store_(store) {
  auto catalog = store.LoadCatalog();
  Check(catalog.status());
  catalog_ = *std::move(catalog);
}

std::vector<domain::Answer> BatchCycle::Run(const std::vector<domain::Command>& commands,
                                            PhaseTimes& times) {
  std::vector<domain::Answer> answers;
  Stopwatch watch;
  {
    auto begun = store_.BeginBatch(domain::LaneId(0));
    Check(begun.status());
    const std::unique_ptr<store::LedgerBatch> batch = *std::move(begun);
    domain::Ledger ledger(batch->lane(), catalog_);
    watch.Lap(times.begin);

    std::vector<const domain::Command*> pointers;
    pointers.reserve(commands.size());
    for (const domain::Command& command : commands) pointers.push_back(&command);
    Check(engine::LoadFor(pointers, *batch, ledger));
    watch.Lap(times.load);

    domain::Moment now = batch->lane().latest_at;
    now.micros += domain::kMicrosPerSecond / 1'000;
    answers.reserve(commands.size());
    Check(engine::DecideAll(commands, *batch, ledger, now, answers).status());
    watch.Lap(times.decide);

    const domain::Changes changes = ledger.TakeChanges();
    watch.Lap(times.take);
    Check(batch->Commit(changes));
    watch.Lap(times.commit);
  }
  watch.Lap(times.end);
  for (const domain::Answer& answer : answers) {
    COALITION_CHECK(std::holds_alternative<domain::Effect>(answer.outcome),
                    domain::Outcome(answer));
  }
  return answers;
}

}  // namespace coalition::microbench
