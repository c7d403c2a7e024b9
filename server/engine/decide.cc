#include "server/engine/decide.h"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "server/domain/lanes.h"
#include "server/engine/load.h"

namespace coalition::engine {
namespace {

using domain::Answer;
using domain::Command;
using domain::Reason;
using domain::Rejection;

// Absent: others must decide it.
absl::StatusOr<std::optional<Answer>> DecideOne(const Command& command, store::LedgerView& view,
                                                domain::Ledger& ledger, domain::Moment now) {
  if (absl::Status loaded = LoadFor({&command}, view, ledger); !loaded.ok()) return loaded;
  const domain::LaneState& lane = ledger.state().lane;
  if (!lane.whole && !ledger.WasAnswered(command.header.request) &&
      domain::HomeOf(command, ledger.state(), lane.lane_count) != lane.lane) {
    return std::nullopt;
  }
  Answer answer = ledger.Decide(command, now);
  if (ledger.needs_all_lanes()) return std::nullopt;
  return answer;
}

// Whose the commands are that the batch did not decide.
std::optional<domain::LaneId> HomeOfRest(std::span<const Command> rest,
                                         const domain::LedgerState& state) {
  // They may depend on each other.
  if (rest.size() > 1) return std::nullopt;
  const auto home = domain::HomeOf(rest.front(), state, state.lane.lane_count);
  return home == state.lane.lane ? std::nullopt : home;
}

bool Failed(const Answer& answer) { return std::holds_alternative<Rejection>(answer.outcome); }

Answer OpenGroup() {
  return Answer{
      Rejection{Reason::kInvalidField, {{"field", "linked"}, {"description", "no item follows"}}},
      false};
}

// Nothing of the group is done; what was answered before it keeps its answer.
absl::StatusOr<std::vector<Answer>> FailGroup(std::span<const Command> group, std::size_t failed,
                                              Answer answer, store::LedgerView& view,
                                              domain::Ledger& ledger, domain::Moment now) {
  const Rejection others{Reason::kLinkedItemFailed,
                         {{"request_id", group[failed].header.request.request_id}}};
  std::vector<Answer> answers(group.size(), Answer{others, false});
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (i == failed || !ledger.WasAnswered(group[i].header.request)) continue;
    auto before = DecideOne(group[i], view, ledger, now);
    if (!before.ok()) return before.status();
    answers[i] = **std::move(before);
  }
  answers[failed] = std::move(answer);
  return answers;
}

// Empty: others must decide it.
absl::StatusOr<std::vector<Answer>> DecideGroup(std::span<const Command> group,
                                                store::LedgerView& view, domain::Ledger& ledger,
                                                domain::Moment now) {
  const std::size_t last = group.size() - 1;
  if (group[last].linked) return FailGroup(group, last, OpenGroup(), view, ledger, now);
  std::vector<Answer> answers;
  ledger.BeginLinked();
  for (std::size_t i = 0; i < group.size(); ++i) {
    auto decided = DecideOne(group[i], view, ledger, now);
    if (!decided.ok()) return decided.status();
    if (!*decided) {
      ledger.RollBackLinked();
      return std::vector<Answer>();
    }
    Answer& answer = **decided;
    if (Failed(answer)) {
      ledger.RollBackLinked();
      if (!answer.replayed) {
        ledger.Reject(group[i].header, std::get<Rejection>(answer.outcome));
      }
      return FailGroup(group, i, std::move(answer), view, ledger, now);
    }
    answers.push_back(std::move(answer));
  }
  ledger.KeepLinked();
  return answers;
}

// The run that begins at `first`.
std::span<const Command> GroupAt(const std::vector<Command>& commands, std::size_t first) {
  std::size_t end = first;
  while (end < commands.size() && commands[end].linked) ++end;
  if (end < commands.size()) ++end;
  return std::span(commands).subspan(first, end - first);
}

}  // namespace

absl::StatusOr<std::optional<domain::LaneId>> DecideAll(const std::vector<Command>& commands,
                                                        store::LedgerView& view,
                                                        domain::Ledger& ledger, domain::Moment now,
                                                        std::vector<Answer>& answers) {
  for (std::size_t i = 0; i < commands.size();) {
    const std::size_t before = answers.size();
    if (!commands[i].linked) {
      auto decided = DecideOne(commands[i], view, ledger, now);
      if (!decided.ok()) return decided.status();
      if (*decided) answers.push_back(**std::move(decided));
    } else {
      auto decided = DecideGroup(GroupAt(commands, i), view, ledger, now);
      if (!decided.ok()) return decided.status();
      for (Answer& answer : *decided) answers.push_back(std::move(answer));
    }
    if (answers.size() == before) {
      return HomeOfRest(std::span(commands).subspan(i), ledger.state());
    }
    i += answers.size() - before;
  }
  return std::nullopt;
}

}  // namespace coalition::engine
