#ifndef COALITION_TESTS_SIMULATION_PREDICTION_H_
#define COALITION_TESTS_SIMULATION_PREDICTION_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "tests/simulation/dice.h"
#include "tests/simulation/facts.h"
#include "tests/simulation/model.h"
#include "tests/simulation/program.h"
#include "tests/simulation/served_ledger.h"

namespace coalition::simulation {

// Which submissions of a step come into one commit, by index: the first is alone, because the
// others gather behind it; of those each commit takes as many as fit.
std::vector<std::vector<std::size_t>> CommitsOf(const Step& step, int batch_commands_max);

struct Prediction {
  ServedLedger::Answers answers;
  // What has to be done to the store, so that it comes true.
  std::vector<Injection> injections;
};

// Carries the step out in the model, with its fault, and tells what the ledger will answer. What
// the model resolves is written into the step.
Prediction Predict(Model& model, Step& step, int batch_commands_max);

// A step in which the process dies.
struct Death {
  struct Commit {
    std::vector<std::size_t> submissions;
    // Requests that have an outcome only if it was done.
    std::vector<RequestName> decided;
    // The model once it was done.
    Model after;

    bool leaves_trace() const { return !decided.empty(); }
  };
  std::vector<Commit> commits;
  // What is answered, as far as something is.
  ServedLedger::Answers answers;
  std::vector<Injection> injections;
  // It is killed from outside, at any point.
  std::optional<int> kill_after_us;
};

// Lets the dice say when it dies: before or after a commit, within one, or at any time.
Death PredictDeath(const Model& model, Step& step, int batch_commands_max, Dice& dice);

// The same in a ledger of several lanes: the fault is in whichever call of the store comes then.
std::vector<Injection> InjectionsOfLanes(const Step& step);
// Whether what the fault hits may be answered that the store was not there.
bool MakesUnavailable(Fault fault);
struct DeathOfLanes {
  std::vector<Injection> injections;
  std::optional<int> kill_after_us;
};
DeathOfLanes DieInLanes(Dice& dice);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_PREDICTION_H_
