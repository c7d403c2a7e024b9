#include "tests/simulation/prediction.h"

#include <algorithm>
#include <utility>

namespace coalition::simulation {
namespace {

using Effect = Injection::Effect;
using StoreStep = engine::FaultStore::Step;

// After so many calls that work, one that does not.
std::vector<Injection> CallsUpTo(StoreStep call, int fine, Effect last) {
  std::vector<Injection> injections(static_cast<std::size_t>(fine), {call, Effect::kFine});
  injections.push_back({call, last});
  return injections;
}

// One commit after the other.
class Predictor {
 public:
  Predictor(Model& model, Step& step) : model_(model), step_(step) {
    prediction_.answers.resize(step.submissions.size());
  }

  Prediction Predict(const std::vector<std::vector<std::size_t>>& commits) {
    const std::size_t last = commits.size() - 1;
    const std::size_t faulty = std::min(static_cast<std::size_t>(step_.fault_at), last);
    for (std::size_t i = 0; i < commits.size(); ++i) {
      gathers_ = i == 0 && last > 0;
      Fault fault = i == faulty ? step_.fault : Fault::kNone;
      // How often a commit loads is not the model's business, so only the first load can fail.
      if (fault == Fault::kLoadFails && i > 0) fault = Fault::kBeginFails;
      Commit(commits[i], fault);
    }
    return std::move(prediction_);
  }

 private:
  void Commit(const std::vector<std::size_t>& submissions, Fault fault);
  void CommitWell(bool slow);
  void CommitTwice(Fault fault);
  void Inject(StoreStep step, Effect effect) {
    const bool waits = gathers_ && step == StoreStep::kBegin;
    prediction_.injections.push_back({step, effect, waits});
    if (waits) gathers_ = false;
  }
  Model::Decided Decide(Model& model) {
    Model::Decided decided = model.Commit(taken_, step_.clock);
    return decided;
  }
  void Answer(std::vector<std::vector<simulation::Answer>> answers) {
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      prediction_.answers[indices_[i]] = std::move(answers[i]);
    }
  }
  void AnswerUnavailable() {
    std::vector<std::vector<simulation::Answer>> answers;
    for (const auto& commands : taken_) {
      answers.emplace_back(commands.size(),
                           simulation::Answer{ToText(Refused(Reason::kStoreUnavailable)), false});
    }
    Answer(std::move(answers));
  }

  Model& model_;
  Step& step_;
  Prediction prediction_;
  bool gathers_ = false;
  std::vector<std::size_t> indices_;
  Model::Submissions taken_;
};

void Predictor::CommitWell(bool slow) {
  Model::Decided decided = Decide(model_);
  if (slow && decided.wrote && gathers_) {
    gathers_ = false;
    Inject(StoreStep::kBegin, Effect::kFine);
    prediction_.injections.push_back({StoreStep::kCommit, Effect::kFine, true});
  } else {
    Inject(StoreStep::kBegin, Effect::kFine);
    if (decided.wrote) Inject(StoreStep::kCommit, Effect::kFine);
  }
  Answer(std::move(decided.answers));
}

// The engine does not know what became of the commit and tries again; the request ids tell it.
void Predictor::CommitTwice(Fault fault) {
  const bool done = fault != Fault::kCommitInDoubt;
  Inject(StoreStep::kBegin, Effect::kFine);
  Inject(StoreStep::kCommit, done ? Effect::kDoneInDoubt : Effect::kInDoubt);
  if (done) Decide(model_);
  if (fault == Fault::kAnswerLostAndGone) {
    Inject(StoreStep::kBegin, Effect::kUnavailable);
    AnswerUnavailable();
    return;
  }
  CommitWell(false);
}

void Predictor::Commit(const std::vector<std::size_t>& submissions, Fault fault) {
  indices_ = submissions;
  taken_.clear();
  for (const std::size_t index : submissions) taken_.push_back(step_.submissions[index]);
  bool writes = true;
  if (fault != Fault::kNone) {
    Model trial = model_;
    writes = Decide(trial).wrote;
  }
  switch (fault) {
    case Fault::kBeginFails:
      Inject(StoreStep::kBegin, Effect::kUnavailable);
      AnswerUnavailable();
      break;
    case Fault::kLoadFails:
      Inject(StoreStep::kBegin, Effect::kFine);
      Inject(StoreStep::kLoad, Effect::kUnavailable);
      AnswerUnavailable();
      break;
    case Fault::kCommitFails:
      if (!writes) {
        CommitWell(false);
        break;
      }
      Inject(StoreStep::kBegin, Effect::kFine);
      Inject(StoreStep::kCommit, Effect::kUnavailable);
      AnswerUnavailable();
      break;
    case Fault::kCommitInDoubt:
    case Fault::kAnswerLost:
    case Fault::kAnswerLostAndGone:
      if (writes) {
        CommitTwice(fault);
      } else {
        CommitWell(false);
      }
      break;
    case Fault::kNone:
    case Fault::kSlowCommit:
      CommitWell(fault == Fault::kSlowCommit);
      break;
  }
  for (std::size_t i = 0; i < indices_.size(); ++i) {
    step_.submissions[indices_[i]] = std::move(taken_[i]);
  }
}

}  // namespace

std::vector<std::vector<std::size_t>> CommitsOf(const Step& step, int batch_commands_max) {
  std::vector<std::vector<std::size_t>> commits{{0}};
  std::size_t weight = 0;
  for (std::size_t i = 1; i < step.submissions.size(); ++i) {
    weight += step.submissions[i].size();
    if (i == 1 || weight > static_cast<std::size_t>(batch_commands_max)) {
      commits.emplace_back();
      weight = step.submissions[i].size();
    }
    commits.back().push_back(i);
  }
  return commits;
}

Prediction Predict(Model& model, Step& step, int batch_commands_max) {
  return Predictor(model, step).Predict(CommitsOf(step, batch_commands_max));
}

Death PredictDeath(const Model& model, Step& step, int batch_commands_max, Dice& dice) {
  Death death;
  death.answers.resize(step.submissions.size());
  Model ledger = model;
  const auto commits = CommitsOf(step, batch_commands_max);
  for (const std::vector<std::size_t>& submissions : commits) {
    Model::Submissions taken;
    for (const std::size_t index : submissions) taken.push_back(step.submissions[index]);
    const Model before = ledger;
    Model::Decided decided = ledger.Commit(taken, step.clock);
    Death::Commit commit{submissions, {}, ledger};
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      for (const Command& command : taken[i]) {
        const RequestName name = NameOf(command);
        if (!before.IsDecided(name) && ledger.IsDecided(name)) commit.decided.push_back(name);
      }
      step.submissions[submissions[i]] = std::move(taken[i]);
      death.answers[submissions[i]] = std::move(decided.answers[i]);
    }
    death.commits.push_back(std::move(commit));
  }

  const Int how = dice.Below(4);
  const std::size_t last =
      how == 3 ? commits.size()
               : static_cast<std::size_t>(dice.Below(static_cast<Int>(commits.size())));
  if (how == 3) death.kill_after_us = static_cast<int>(dice.Below(4'000));
  for (std::size_t i = 0; i < std::min(last + 1, commits.size()); ++i) {
    const bool dies = i == last;
    const bool writes = death.commits[i].leaves_trace();
    const bool at_begin = dies && (how == 0 || !writes);
    const bool waits = i == 0 && commits.size() > 1;
    death.injections.push_back(
        {StoreStep::kBegin, at_begin ? Effect::kKill : Effect::kFine, waits});
    if (at_begin || !writes) continue;
    const Effect effect = !dies ? Effect::kFine : how == 1 ? Effect::kKill : Effect::kDoneInDoubt;
    death.injections.push_back({StoreStep::kCommit, effect, false});
    if (effect == Effect::kDoneInDoubt) {
      death.injections.push_back({StoreStep::kBegin, Effect::kKill, false});
    }
  }
  return death;
}

std::vector<Injection> InjectionsOfLanes(const Step& step) {
  switch (step.fault) {
    case Fault::kBeginFails:
      return CallsUpTo(StoreStep::kBegin, step.fault_at, Effect::kUnavailable);
    case Fault::kLoadFails:
      return CallsUpTo(StoreStep::kLoad, step.fault_at, Effect::kUnavailable);
    case Fault::kCommitFails:
      return CallsUpTo(StoreStep::kCommit, step.fault_at, Effect::kUnavailable);
    case Fault::kCommitInDoubt:
      return CallsUpTo(StoreStep::kCommit, step.fault_at, Effect::kInDoubt);
    case Fault::kAnswerLost:
      return CallsUpTo(StoreStep::kCommit, step.fault_at, Effect::kDoneInDoubt);
    case Fault::kAnswerLostAndGone:
      return CallsUpTo(StoreStep::kCommit, step.fault_at, Effect::kDoneInDoubtAndGone);
    case Fault::kNone:
    case Fault::kSlowCommit:
      return {};
  }
  return {};
}

bool MakesUnavailable(Fault fault) {
  return fault == Fault::kBeginFails || fault == Fault::kLoadFails ||
         fault == Fault::kCommitFails || fault == Fault::kAnswerLostAndGone;
}

DeathOfLanes DieInLanes(Dice& dice) {
  DeathOfLanes death;
  const Int how = dice.Below(3);
  if (how == 0) death.kill_after_us = static_cast<int>(dice.Below(20'000));
  if (how == 1) {
    death.injections = CallsUpTo(StoreStep::kBegin, static_cast<int>(dice.Below(3)), Effect::kKill);
  }
  if (how == 2) {
    death.injections =
        CallsUpTo(StoreStep::kCommit, static_cast<int>(dice.Below(3)), Effect::kKill);
  }
  return death;
}

}  // namespace coalition::simulation
