#include "server/engine/decide.h"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "server/engine/load.h"

namespace coalition::engine {
namespace {

using domain::Answer;
using domain::Command;
using domain::Reason;
using domain::Rejection;

absl::StatusOr<Answer> DecideOne(const Command& command, store::LedgerView& view,
                                 domain::Ledger& ledger, domain::Moment now) {
  if (absl::Status loaded = LoadFor({&command}, view, ledger); !loaded.ok()) return loaded;
  return ledger.Decide(command, now);
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
    absl::StatusOr<Answer> before = DecideOne(group[i], view, ledger, now);
    if (!before.ok()) return before.status();
    answers[i] = *std::move(before);
  }
  answers[failed] = std::move(answer);
  return answers;
}

absl::StatusOr<std::vector<Answer>> DecideGroup(std::span<const Command> group,
                                                store::LedgerView& view, domain::Ledger& ledger,
                                                domain::Moment now) {
  const std::size_t last = group.size() - 1;
  if (group[last].linked) return FailGroup(group, last, OpenGroup(), view, ledger, now);
  std::vector<Answer> answers;
  ledger.BeginLinked();
  for (std::size_t i = 0; i < group.size(); ++i) {
    absl::StatusOr<Answer> answer = DecideOne(group[i], view, ledger, now);
    if (!answer.ok()) return answer.status();
    if (Failed(*answer)) {
      ledger.RollBackLinked();
      if (!answer->replayed) {
        ledger.Reject(group[i].header, std::get<Rejection>(answer->outcome));
      }
      return FailGroup(group, i, *std::move(answer), view, ledger, now);
    }
    answers.push_back(*std::move(answer));
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

absl::Status DecideAll(const std::vector<Command>& commands, store::LedgerView& view,
                       domain::Ledger& ledger, domain::Moment now, std::vector<Answer>& answers) {
  for (std::size_t i = 0; i < commands.size();) {
    if (!commands[i].linked) {
      absl::StatusOr<Answer> answer = DecideOne(commands[i], view, ledger, now);
      if (!answer.ok()) return answer.status();
      answers.push_back(*std::move(answer));
      ++i;
      continue;
    }
    const std::span<const Command> group = GroupAt(commands, i);
    auto decided = DecideGroup(group, view, ledger, now);
    if (!decided.ok()) return decided.status();
    for (Answer& answer : *decided) answers.push_back(std::move(answer));
    i += group.size();
  }
  return absl::OkStatus();
}

}  // namespace coalition::engine
