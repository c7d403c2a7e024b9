#include "tests/simulation/generator.h"

#include "tests/simulation/command_maker.h"

namespace coalition::simulation {
namespace {

// Steps, faults and the passing of time; what is asked for comes from CommandMaker.
class Generator {
 public:
  explicit Generator(const GeneratorOptions& options)
      : options_(options),
        dice_(options.seed),
        ledger_(NetworkSettings{}),
        maker_(dice_, ledger_) {}

  Program Generate() {
    Begin();
    while (made_ < options_.commands) AddStep();
    program_.steps.push_back({Step::Kind::kRestart, 0, {}, Fault::kNone, 0});
    AddCheck();
    return std::move(program_);
  }

 private:
  void Begin();
  void AddStep();
  void AddCheck() { program_.steps.push_back({Step::Kind::kCheck, 0, {}, Fault::kNone, 0}); }
  void AddSubmit(Step step) {
    Model::Submissions decided = step.submissions;
    ledger_.Commit(decided, step.clock);
    program_.steps.push_back(std::move(step));
  }
  void PassTime();
  std::vector<Command> Submission();
  void AddFault(Step& step);

  const GeneratorOptions options_;
  Dice dice_;
  // As it would be without faults.
  Model ledger_;
  CommandMaker maker_;
  Program program_;
  Moment clock_ = 0;
  int made_ = 0;
};

void Generator::Begin() {
  NetworkSettings& network = program_.network;
  network.zone = dice_.OneOf({Zone::kLondon, Zone::kLondon, Zone::kUtc});
  network.policy = dice_.OneOf({NegativePolicy::kAllowNegative, NegativePolicy::kAllowNegative,
                                NegativePolicy::kChargePartner, NegativePolicy::kReject});
  network.scale = dice_.OneOf({0, 0, 2});
  network.start = DateOf({2026, static_cast<int>(dice_.Between(1, 12)), 15}) * kDay + 12 * kHour;
  ledger_ = Model(network);
  program_.batch_commands_max = dice_.OneOf({4, 16, 64, 256});
  clock_ = network.start;
  maker_.Begin(clock_);
  for (std::vector<Command>& commands : maker_.SetUp()) {
    clock_ += kSecond;
    AddSubmit({Step::Kind::kSubmit, clock_, {std::move(commands)}, Fault::kNone, 0});
  }
}

void Generator::PassTime() {
  const Int what = dice_.Below(1000);
  const std::int64_t year = CivilOf(clock_ / kDay).year;
  if (what < 800) {
    clock_ += dice_.Below(60 * kSecond);
  } else if (what < 900) {
    clock_ += dice_.Below(6 * kHour);
  } else if (what < 940) {
    clock_ += dice_.Between(1, 3) * kDay + dice_.Below(kDay);
  } else if (what < 955) {
    clock_ += dice_.Between(10, 45) * kDay;
  } else if (what < 960) {
    clock_ += dice_.Between(100, 400) * kDay;
  } else if (what < 975) {
    // Around the next change of the clocks, or local midnight.
    Moment change = ClockChange(year, 3);
    if (change < clock_) change = ClockChange(year, 10);
    if (change < clock_) change = ClockChange(year + 1, 3);
    clock_ = change + dice_.Between(-2 * kHour, 2 * kHour);
  } else if (what < 990) {
    clock_ = (clock_ / kDay + 1) * kDay + dice_.Between(-2 * kHour, kHour);
  } else {
    clock_ -= dice_.Below(dice_.Percent(90) ? 10 * kMinute : 3 * kHour);
  }
}

// One command, a batch of them, or a batch with linked groups.
std::vector<Command> Generator::Submission() {
  std::vector<Command> commands;
  const Int size = dice_.Percent(70) ? 1 : dice_.Between(2, 12);
  bool linked = dice_.Percent(25);
  for (Int i = 0; i < size; ++i) {
    // Only what posts can be linked.
    const bool can_link = linked && i + 1 < size;
    commands.push_back(linked ? maker_.NextPosting(clock_) : maker_.Next(clock_));
    commands.back().linked = can_link && dice_.Percent(60);
    ++made_;
  }
  return commands;
}

void Generator::AddFault(Step& step) {
  if (!dice_.Percent(12)) return;
  step.fault = static_cast<Fault>(dice_.Between(1, kFaults - 1));
  step.fault_at = static_cast<int>(dice_.Below(3));
}

void Generator::AddStep() {
  PassTime();
  const Int what = dice_.Below(100);
  if (what < 2) {
    program_.steps.push_back({Step::Kind::kRestart, 0, {}, Fault::kNone, 0});
  }
  Step step;
  step.clock = clock_;
  // Bursts put many submissions into one commit.
  const Int submissions = dice_.Percent(65) ? 1 : dice_.Between(2, 20);
  for (Int i = 0; i < submissions; ++i) step.submissions.push_back(Submission());
  AddFault(step);
  const bool killed = options_.kills && dice_.Percent(15);
  if (killed) {
    step.fault = Fault::kNone;
    program_.steps.push_back({Step::Kind::kKill, 0, {}, Fault::kNone, 0});
  }
  const bool lost = step.fault != Fault::kNone && step.fault != Fault::kSlowCommit;
  AddSubmit(step);
  // Who got no answer asks again, not always and not always at once.
  if ((lost || killed) && dice_.Percent(80)) {
    step.fault = Fault::kNone;
    step.clock = clock_ += dice_.Below(kMinute);
    AddSubmit(std::move(step));
  }
  if (what >= 98) {
    Step closing;
    closing.clock = clock_;
    if (dice_.Percent(50)) closing.submissions.push_back({maker_.Sweep()});
    closing.submissions.push_back({maker_.Closing()});
    made_ += 2;
    AddFault(closing);
    AddSubmit(std::move(closing));
    AddCheck();
  }
}

}  // namespace

Program Generate(const GeneratorOptions& options) { return Generator(options).Generate(); }

}  // namespace coalition::simulation
