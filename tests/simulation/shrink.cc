#include "tests/simulation/shrink.h"

#include <algorithm>
#include <utility>

namespace coalition::simulation {
namespace {

// Where one command stands.
struct Place {
  std::size_t step = 0;
  std::size_t submission = 0;
  std::size_t command = 0;
};

std::vector<Place> PlacesOf(const Program& program) {
  std::vector<Place> places;
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    for (std::size_t i = 0; i < program.steps[s].submissions.size(); ++i) {
      for (std::size_t k = 0; k < program.steps[s].submissions[i].size(); ++k) {
        places.push_back({s, i, k});
      }
    }
  }
  return places;
}

// Nothing is linked to what is gone.
void Tidy(Program& program) {
  for (Step& step : program.steps) {
    for (auto& commands : step.submissions) {
      if (!commands.empty()) commands.back().linked = false;
    }
    std::erase_if(step.submissions, [](const auto& commands) { return commands.empty(); });
  }
  std::erase_if(program.steps, [](const Step& step) {
    return step.kind == Step::Kind::kSubmit && step.submissions.empty();
  });
}

// Other commands name what these make, and are malformed without it.
bool MustStay(const Command& command) {
  return command.kind == Kind::kCreatePartner || command.kind == Kind::kCreateCurrency;
}

// Without `count` of the parts from `first` on.
Program WithoutSteps(Program program, std::size_t first, std::size_t count) {
  for (std::size_t i = first + count; i-- > first;) {
    Step& step = program.steps[i];
    for (auto& commands : step.submissions) {
      std::erase_if(commands, [](const Command& command) { return !MustStay(command); });
    }
    const bool stays = std::any_of(step.submissions.begin(), step.submissions.end(),
                                   [](const auto& commands) { return !commands.empty(); });
    if (!stays) program.steps.erase(program.steps.begin() + static_cast<std::ptrdiff_t>(i));
  }
  Tidy(program);
  return program;
}

Program WithoutCommands(Program program, std::size_t first, std::size_t count) {
  const std::vector<Place> places = PlacesOf(program);
  for (std::size_t i = first + count; i-- > first;) {
    auto& commands = program.steps[places[i].step].submissions[places[i].submission];
    const auto command = commands.begin() + static_cast<std::ptrdiff_t>(places[i].command);
    if (!MustStay(*command)) commands.erase(command);
  }
  Tidy(program);
  return program;
}

Program WithoutFaults(Program program, std::size_t first, std::size_t count) {
  for (std::size_t i = first; i < first + count; ++i) program.steps[i].fault = Fault::kNone;
  return program;
}

class Shrinker {
 public:
  Shrinker(Shrunk shrunk, const RunOptions& options, int tries_max)
      : shrunk_(std::move(shrunk)), options_(options), tries_max_(tries_max) {}

  Shrunk Shrink() {
    Program cut = shrunk_.program;
    cut.steps.resize(std::min(cut.steps.size(), shrunk_.result.step + 1));
    Try(std::move(cut));
    const auto steps = [](const Program& program) { return program.steps.size(); };
    const auto commands = [](const Program& program) { return PlacesOf(program).size(); };
    for (std::size_t before = SIZE_MAX; before > commands(shrunk_.program) && MayTry();) {
      before = commands(shrunk_.program);
      Drop(steps, WithoutSteps);
      Drop(commands, WithoutCommands);
      Drop(steps, WithoutFaults);
    }
    return std::move(shrunk_);
  }

 private:
  bool MayTry() const { return shrunk_.tries < tries_max_; }

  bool Try(Program program) {
    if (!MayTry()) return false;
    ++shrunk_.tries;
    RunResult result = Run(program, options_);
    if (result.ok()) return false;
    shrunk_.program = std::move(program);
    shrunk_.result = std::move(result);
    return true;
  }

  // By halves, quarters, and so on down to single ones, from the end.
  template <typename Count, typename Without>
  void Drop(Count count, Without without) {
    for (std::size_t size = count(shrunk_.program); size > 0; size /= 2) {
      for (std::size_t end = count(shrunk_.program); end > 0;) {
        const std::size_t first = end > size ? end - size : 0;
        Try(without(shrunk_.program, first, end - first));
        end = std::min(first, count(shrunk_.program));
        if (!MayTry()) return;
      }
    }
  }

  Shrunk shrunk_;
  const RunOptions& options_;
  const int tries_max_;
};

}  // namespace

Shrunk Shrink(Program program, const RunResult& failure, const RunOptions& options, int tries_max) {
  RunOptions quiet = options;
  quiet.on_progress = [](int) {};
  return Shrinker({std::move(program), failure, 0}, quiet, tries_max).Shrink();
}

}  // namespace coalition::simulation
