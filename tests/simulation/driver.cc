#include "tests/simulation/driver.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <stdlib.h>

#include "tests/simulation/child_ledger.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/facts.h"
#include "tests/simulation/prediction.h"
#include "tests/simulation/serial_order.h"

namespace coalition::simulation {
namespace {

// A folder that goes with what is in it.
class Folder {
 public:
  Folder()
      : path_((std::filesystem::temp_directory_path() / "coalition-simulate-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string CommandDifference(const Step& step, std::size_t submission, std::size_t command,
                              const Answer& expected, const Answer& answer) {
  return "command " + std::to_string(command + 1) + " of submission " +
         std::to_string(submission + 1) + ":\n" + ToText(step.submissions[submission][command]) +
         "\n--- the model expects\n" + ToText(expected) + "\n--- the ledger answers\n" +
         ToText(answer) + "\n";
}

// The first answer that is not as expected, of those that came.
std::string AnswerDifference(const Step& step, std::size_t submission,
                             const std::vector<Answer>& expected,
                             const std::vector<Answer>& answers) {
  for (std::size_t k = 0; k < answers.size(); ++k) {
    if (answers[k] == expected[k]) continue;
    return CommandDifference(step, submission, k, expected[k], answers[k]);
  }
  return "";
}

// Work of the operator, and of the sweeper, of which no answer tells the moment.
bool HasWorkOfNetwork(const Step& step) {
  const auto is_network = [](const Command& command) {
    return command.kind == Kind::kAdjust || command.kind == Kind::kExpire ||
           command.kind == Kind::kMerge || command.kind == Kind::kErase ||
           command.kind >= Kind::kCreatePartner;
  };
  return std::any_of(step.submissions.begin(), step.submissions.end(), [&](const auto& commands) {
    return std::any_of(commands.begin(), commands.end(), is_network);
  });
}

class Driver {
 public:
  Driver(const Program& program, const RunOptions& options)
      : program_(program),
        options_(options),
        settings_(SettingsOf(program, options)),
        store_(options.new_store ? options.new_store() : "sqlite:" + folder_.path() + "/ledger"),
        is_shared_(store_.starts_with("mysql:")),
        model_(settings_),
        child_(store_, program.batch_commands_max) {}

  RunResult Run() {
    RunResult result;
    result.difference = Open();
    if (result.ok() && options_.in_child) result.difference = MoveToChild();
    for (; result.ok() && result.step < program_.steps.size(); ++result.step) {
      result.difference = Take(program_.steps[result.step], result.step);
      if (!result.ok()) break;
    }
    result.counts = model_.counts();
    return result;
  }

 private:
  static NetworkSettings SettingsOf(const Program& program, const RunOptions& options) {
    NetworkSettings settings = program.network;
    settings.lanes = options.lanes;
    return settings;
  }

  // Each answers what differed.
  std::string Take(Step step, std::size_t number);
  std::string Submit(Step& step);
  std::string SubmitAndDie(Step& step, std::size_t number);
  std::string SubmitToLanes(const Step& step, std::size_t number);
  std::string SubmitToLanes(const Step& part, const std::vector<Injection>& injections,
                            std::optional<int> kill_after_us);
  // What becomes of requests that were not answered, or only that the store was not there.
  std::string Hear(const ChildLedger::Run& run, bool may_be_unavailable, LanesRun& lanes) const;
  std::string Restart();
  std::string Check();
  std::string CompareKept() const;

  // The ledger is in this process or in the child, never in both, because a folder is one
  // process's; a shared one is in this process, too, to be looked at.
  std::string Open();
  std::string MoveToChild();

  const Program& program_;
  const RunOptions& options_;
  const NetworkSettings settings_;
  Folder folder_;
  const std::string store_;
  const bool is_shared_;
  Model model_;
  std::unique_ptr<ServedLedger> ledger_;
  ChildLedger child_;
  bool dies_next_ = false;
};

std::string Driver::Open() {
  child_.Stop();
  if (ledger_ != nullptr) {
    // The database may be about to hear of what the child did last.
    const absl::Status awaited = ledger_->AwaitBatches();
    return awaited.ok() ? "" : "the ledger is not free: " + awaited.ToString();
  }
  auto ledger = ServedLedger::Open(store_, settings_, program_.batch_commands_max);
  if (!ledger.ok()) return "the ledger did not open: " + ledger.status().ToString();
  ledger_ = *std::move(ledger);
  return "";
}

std::string Driver::MoveToChild() {
  if (!is_shared_) ledger_.reset();
  const absl::Status started = child_.Start();
  return started.ok() ? "" : started.ToString();
}

std::string Driver::Take(Step step, std::size_t number) {
  switch (step.kind) {
    case Step::Kind::kSubmit:
      if (step.submissions.empty()) return "";
      if (options_.lanes > 1) return SubmitToLanes(step, number);
      if (std::exchange(dies_next_, false)) return SubmitAndDie(step, number);
      return Submit(step);
    case Step::Kind::kKill:
      dies_next_ = options_.in_child;
      return dies_next_ ? "" : Restart();
    case Step::Kind::kRestart:
      return Restart();
    case Step::Kind::kCheck:
      return Check();
  }
  return "";
}

std::string Driver::Restart() {
  if (options_.in_child) {
    child_.Stop();
    return MoveToChild();
  }
  const absl::Status restarted = ledger_->Restart();
  return restarted.ok() ? "" : "the ledger did not restart: " + restarted.ToString();
}

std::string Driver::Submit(Step& step) {
  const Prediction expected = Predict(model_, step, program_.batch_commands_max);
  ServedLedger::Answers answers(step.submissions.size());
  if (options_.in_child) {
    ChildLedger::Run run = child_.Submit(step, expected.injections, {});
    if (run.died) return "the ledger's process died";
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (run.answers[i]) answers[i] = *std::move(run.answers[i]);
    }
  } else {
    answers = ledger_->Run(step.submissions, step.clock, expected.injections);
  }
  int commands = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].size() != expected.answers[i].size()) return "not every command was answered";
    std::string difference = AnswerDifference(step, i, expected.answers[i], answers[i]);
    if (!difference.empty()) return difference;
    commands += static_cast<int>(answers[i].size());
  }
  options_.on_progress(commands);
  return "";
}

// The process dies somewhere in the step. What it acknowledged must be there, and of each commit
// all or nothing.
std::string Driver::SubmitAndDie(Step& step, std::size_t number) {
  Dice dice(number);
  const Death death = PredictDeath(model_, step, program_.batch_commands_max, dice);
  const ChildLedger::Run run = child_.Submit(step, death.injections, death.kill_after_us);
  if (std::string difference = Open(); !difference.empty()) return difference;
  const auto found = ledger_->ReadEverything(model_.Now());
  if (!found.ok()) return "the store cannot be read: " + found.status().ToString();

  std::set<std::size_t> answered;
  for (std::size_t i = 0; i < run.answers.size(); ++i) {
    if (!run.answers[i]) continue;
    answered.insert(i);
    std::string difference = AnswerDifference(step, i, death.answers[i], *run.answers[i]);
    if (!difference.empty()) return difference;
  }
  for (const Death::Commit& commit : death.commits) {
    bool done = !commit.leaves_trace();
    for (const RequestName& request : commit.decided) {
      done = done || found->contains(OutcomeName(request));
    }
    if (!done) {
      for (const std::size_t submission : commit.submissions) {
        if (answered.contains(submission)) return "what was acknowledged is lost after a kill";
      }
      break;
    }
    model_ = commit.after;
  }
  if (std::string difference = CompareKept(); !difference.empty()) {
    return "after a kill " + difference;
  }
  return MoveToChild();
}

// By turns one submission after the other, and all at once; but what changes the network, and a
// sweep, has the moment to itself.
std::string Driver::SubmitToLanes(const Step& step, std::size_t number) {
  Dice dice(number);
  const bool dies = std::exchange(dies_next_, false);
  const bool at_once = number % 2 == 0 && !HasWorkOfNetwork(step);
  std::vector<Step> parts(at_once ? 1 : step.submissions.size(), step);
  for (std::size_t i = 0; i < parts.size() && !at_once; ++i) {
    parts[i].submissions = {step.submissions[i]};
  }
  const std::size_t faulty =
      dies ? static_cast<std::size_t>(dice.Below(static_cast<Int>(parts.size())))
           : static_cast<std::size_t>(step.fault_at) % parts.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_faulty = i == faulty;
    if (dies && is_faulty) {
      const DeathOfLanes death = DieInLanes(dice);
      return SubmitToLanes(parts[i], death.injections, death.kill_after_us);
    }
    if (!is_faulty) parts[i].fault = Fault::kNone;
    if (!at_once) parts[i].fault_at = 0;
    std::string difference = SubmitToLanes(parts[i], InjectionsOfLanes(parts[i]), {});
    if (!difference.empty()) return difference;
  }
  return "";
}

std::string Driver::SubmitToLanes(const Step& part, const std::vector<Injection>& injections,
                                  std::optional<int> kill_after_us) {
  Step step = part;
  Resolve(model_, step.submissions, step.clock);
  ChildLedger::Run run;
  if (options_.in_child) {
    run = child_.Submit(step, injections, kill_after_us);
    if (run.died) {
      if (std::string closed = Open(); !closed.empty()) return closed;
    }
  } else {
    for (auto& answers : ledger_->Run(step.submissions, step.clock, injections)) {
      run.answers.emplace_back(std::move(answers));
    }
  }
  LanesRun lanes;
  lanes.submissions = step.submissions;
  lanes.clock = step.clock;
  lanes.may_be_replayed =
      step.fault == Fault::kAnswerLost || step.fault == Fault::kAnswerLostAndGone;
  std::string difference = Hear(run, MakesUnavailable(step.fault), lanes);
  if (!difference.empty()) return difference;
  difference = FollowLanes(model_, lanes);
  if (!difference.empty()) return difference;
  int commands = 0;
  for (const auto& submission : step.submissions) commands += static_cast<int>(submission.size());
  options_.on_progress(commands);
  return run.died ? MoveToChild() : "";
}

std::string Driver::Hear(const ChildLedger::Run& run, bool may_be_unavailable,
                         LanesRun& lanes) const {
  const Answer unavailable{ToText(Refused(Reason::kStoreUnavailable)), false};
  bool all_answered = true;
  for (std::size_t i = 0; i < lanes.submissions.size(); ++i) {
    auto& heard = lanes.heard.emplace_back(lanes.submissions[i].size());
    if (!run.answers[i]) {
      if (!run.died) return "not every submission was answered";
      all_answered = false;
      continue;
    }
    if (run.answers[i]->size() != heard.size() && !run.died) {
      return "not every command was answered";
    }
    for (std::size_t k = 0; k < run.answers[i]->size(); ++k) {
      const Answer& answer = (*run.answers[i])[k];
      const bool tells = answer != unavailable || !may_be_unavailable;
      if (tells) heard[k].answer = answer;
      all_answered = all_answered && tells;
    }
  }
  const auto times = ledger_->LaneTimes();
  if (!times.ok()) return "the lanes cannot be read: " + times.status().ToString();
  lanes.lane_times = *times;
  if (all_answered) return "";
  const auto facts = ledger_->ReadEverything(model_.Now());
  if (!facts.ok()) return "the store cannot be read: " + facts.status().ToString();
  for (std::size_t i = 0; i < lanes.submissions.size(); ++i) {
    for (std::size_t k = 0; k < lanes.heard[i].size(); ++k) {
      if (lanes.heard[i][k].answer) continue;
      lanes.heard[i][k].kept = KeptOf(*facts, lanes.submissions[i][k]);
    }
  }
  return "";
}

std::string Driver::CompareKept() const {
  const auto facts = ledger_->ReadEverything(model_.Now());
  if (!facts.ok()) return "the store cannot be read: " + facts.status().ToString();
  const std::string difference = DifferenceOf(model_.EverythingKept(), *facts);
  return difference.empty() ? "" : "what is kept differs:\n" + difference;
}

std::string Driver::Check() {
  const bool moves = options_.in_child && !is_shared_;
  if (moves) {
    if (std::string difference = Open(); !difference.empty()) return difference;
  }
  if (std::string difference = CompareKept(); !difference.empty()) return difference;
  const auto expired = ledger_->ExpiredAccounts(model_.Now());
  if (!expired.ok()) return "the store cannot be read: " + expired.status().ToString();
  if (*expired != model_.ExpiredAccounts(model_.Now())) {
    return "the accounts with expired points differ\n";
  }
  const auto audit = ledger_->Audit();
  if (!audit.ok()) return "the audit failed: " + audit.status().ToString();
  if (!audit->empty()) return "the audit found: " + *audit;
  return moves ? MoveToChild() : "";
}

}  // namespace

RunResult Run(const Program& program, const RunOptions& options) {
  return Driver(program, options).Run();
}

}  // namespace coalition::simulation
