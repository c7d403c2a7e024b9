#include "tests/simulation/program.h"

#include <map>
#include <sstream>

namespace coalition::simulation {
namespace {

constexpr const char* kFaultNames[] = {
    "none",        "begin_fails",          "load_fails", "commit_fails", "commit_in_doubt",
    "answer_lost", "answer_lost_and_gone", "slow_commit"};
static_assert(std::size(kFaultNames) == kFaults);
constexpr const char* kStepNames[] = {"submit", "restart", "kill", "check"};
constexpr char kIndent[] = "  ";
constexpr char kNextSubmission[] = "  and";

// The words of a line, as `name=value` after the first.
std::map<std::string, std::string> FieldsOf(std::istringstream& words) {
  std::map<std::string, std::string> fields;
  for (std::string word; words >> word;) {
    const auto at = word.find('=');
    if (at != std::string::npos) fields[word.substr(0, at)] = word.substr(at + 1);
  }
  return fields;
}

bool ParseNetwork(std::map<std::string, std::string> fields, Program& program) {
  const std::optional<Moment> start = ParseMoment(fields["start"]);
  if (!start) return false;
  program.network.zone = fields["zone"] == "london" ? Zone::kLondon : Zone::kUtc;
  program.network.policy = static_cast<NegativePolicy>(std::atoi(fields["policy"].c_str()));
  program.network.scale = std::atoi(fields["scale"].c_str());
  program.network.start = *start;
  program.batch_commands_max = std::atoi(fields["batch"].c_str());
  return program.batch_commands_max > 0;
}

bool ParseStep(const std::string& name, std::map<std::string, std::string> fields, Step& step) {
  int kind = 0;
  while (kind < 4 && name != kStepNames[kind]) ++kind;
  if (kind == 4) return false;
  step.kind = static_cast<Step::Kind>(kind);
  if (step.kind != Step::Kind::kSubmit) return true;
  const std::optional<Moment> clock = ParseMoment(fields["clock"]);
  step.clock = clock.value_or(0);
  for (int fault = 0; fault < kFaults; ++fault) {
    if (fields["fault"] == kFaultNames[fault]) step.fault = static_cast<Fault>(fault);
  }
  step.fault_at = std::atoi(fields["commit"].c_str());
  step.submissions.emplace_back();
  return clock.has_value();
}

}  // namespace

const char* Name(Fault fault) { return kFaultNames[static_cast<int>(fault)]; }

int Program::CommandCount() const {
  std::size_t count = 0;
  for (const Step& step : steps) {
    for (const auto& commands : step.submissions) count += commands.size();
  }
  return static_cast<int>(count);
}

std::string ToText(const Program& program) {
  const NetworkSettings& network = program.network;
  std::string text = "network zone=";
  text += network.zone == Zone::kLondon ? "london" : "utc";
  text += " policy=" + std::to_string(static_cast<int>(network.policy)) +
          " scale=" + std::to_string(network.scale) + " start=" + MomentText(network.start) +
          " batch=" + std::to_string(program.batch_commands_max) + "\n";
  for (const Step& step : program.steps) {
    text += kStepNames[static_cast<int>(step.kind)];
    if (step.kind == Step::Kind::kSubmit) {
      text += " clock=" + MomentText(step.clock);
      if (step.fault != Fault::kNone) {
        text +=
            std::string(" fault=") + Name(step.fault) + " commit=" + std::to_string(step.fault_at);
      }
    }
    text += "\n";
    for (std::size_t i = 0; i < step.submissions.size(); ++i) {
      if (i > 0) text += std::string(kNextSubmission) + "\n";
      for (const Command& command : step.submissions[i]) text += kIndent + ToText(command) + "\n";
    }
  }
  return text;
}

std::optional<Program> ParseProgram(const std::string& text, std::string& error) {
  Program program;
  std::istringstream lines(text);
  int number = 0;
  bool has_network = false;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    bool understood = true;
    if (line.empty() || line.starts_with("#")) continue;
    if (line == kNextSubmission) {
      understood = !program.steps.empty();
      if (understood) program.steps.back().submissions.emplace_back();
    } else if (line.starts_with(kIndent)) {
      std::optional<Command> command = ParseCommand(line);
      understood = command && !program.steps.empty() && !program.steps.back().submissions.empty();
      if (understood) program.steps.back().submissions.back().push_back(*std::move(command));
    } else {
      std::istringstream words(line);
      std::string name;
      words >> name;
      if (name == "network") {
        has_network = understood = ParseNetwork(FieldsOf(words), program);
      } else {
        understood = ParseStep(name, FieldsOf(words), program.steps.emplace_back());
      }
    }
    if (understood) continue;
    error = "line " + std::to_string(number) + ": " + line;
    return std::nullopt;
  }
  if (!has_network) error = "there is no line `network ...`";
  return has_network ? std::optional(std::move(program)) : std::nullopt;
}

}  // namespace coalition::simulation
